from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from involvement.domain.offers import publish_offer
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from payments.domain.fund_alerts import look_after_funds
from payments.domain.fund_reading import sums_of_one
from payments.domain.funds import agree_overspend, change_fund, charge
from payments.models import Fund, FundAlert, FundCharge, OverspendYes
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import OfferFactory
from tests.factories.money import a_fund, funded_draft, published_from
from tests.factories.payments import SYSTEM, coordinator, finance

pytestmark = pytest.mark.django_db


def _sums(fund: Fund) -> tuple[int, int, int]:
    """Spent, held and free."""
    sums = sums_of_one(fund, today=timezone.localdate())
    return sums.spent, sums.held, sums.free


def test_m8_an_overspend_needs_the_owners_own_yes_with_a_reason():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), pence=100_00)
    offer = funded_draft(fund)
    other = finance(fund.institution)

    with pytest.raises(Refused, match="Only the owner"):
        agree_overspend(fund, pence=80_00, reason="We must.", by=Actor.of(other))
    with pytest.raises(IntegrityError, match="only_the_owner"), transaction.atomic():
        OverspendYes.objects.create(fund=fund, pence=80_00, reason="We must.", given_by=other)
    with pytest.raises(Refused, match="and why"):
        agree_overspend(fund, pence=80_00, reason=" ", by=Actor.of(fund.owner))
    agree_overspend(fund, pence=80_00, reason="The panel is required.", by=Actor.of(fund.owner))

    publish_offer(offer, by=SYSTEM)
    assert _sums(fund) == (0, 180_00, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        OverspendYes.objects.update(pence=999_99)


def test_m8_a_ring_fenced_fund_pays_for_involvement_only():
    place = InstitutionFactory(adviser_name="The Advice Shop")
    fenced, free = a_fund(place), a_fund(place, ring_fenced=False)
    facts = {"kind": "other", "pence": 500, "words": "Room", "spent_on": timezone.localdate()}
    by = Actor.of(finance(place))

    with pytest.raises(Refused, match="for involvement only"):
        charge(fenced, by=by, **facts)
    with pytest.raises(IntegrityError, match="ring_fence"), transaction.atomic():
        FundCharge.objects.create(fund=fenced, by_id=by.user_id, **facts)
    charge(free, by=by, **facts)
    charge(fenced, by=by, session=OfferFactory(session__programme__institution=place).session, **facts)
    assert (_sums(fenced)[0], _sums(free)[0]) == (500, 500)
    with pytest.raises(Refused, match=r"has £995\.00 left"):
        charge(free, by=by, **(facts | {"pence": 995_01}))
    with pytest.raises(DatabaseError), transaction.atomic():
        FundCharge.objects.update(pence=1)


def test_alerts_at_50_80_and_100_go_out_once_each_to_the_owner_and_coordinators():
    place = InstitutionFactory(adviser_name="The Advice Shop")
    told = coordinator(place)
    fund = a_fund(place, pence=180_00 * 2)
    about = f"fund:{fund.pk}"

    published_from(fund)
    look_after_funds(now=timezone.now())
    first = Message.objects.filter(about=about)
    assert sorted(first.values_list("kind", "person_id")) == sorted(
        [("fund_at_50", -fund.owner_id), ("fund_at_50", -told.pk)]
    )

    published_from(fund)
    look_after_funds(now=timezone.now() + timedelta(days=1))
    assert Message.objects.filter(about=about, kind="fund_at_100").count() == 2
    assert Message.objects.filter(about=about).count() == 4
    assert sorted(FundAlert.objects.values_list("level", flat=True)) == [50, 80, 100]
    assert not Message.objects.filter(about=about, subject__contains=fund.name).exists()


def test_a_fund_never_shrinks_below_what_is_held():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    published_from(fund)

    with pytest.raises(Refused, match=r"At least £180\.00"):
        change_fund(fund, pence=179_99, by=SYSTEM)
    with pytest.raises(IntegrityError, match="fund_covers"), transaction.atomic():
        Fund.objects.filter(pk=fund.pk).update(pence=1)
    change_fund(fund, pence=180_00, by=SYSTEM)
