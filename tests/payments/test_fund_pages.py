import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.domain.offers import publish_offer
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.once.sending import new_key
from payments.domain.approving import approve_claim
from payments.domain.batches import mark_paid
from payments.domain.claims import confirm_claim
from payments.models import Claim, Commitment, Fund, FundPlan
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import OfferFactory
from tests.factories.money import a_fund, came_to, published_from
from tests.factories.payments import SYSTEM, again, coordinator, finance, payee_of, run

pytestmark = pytest.mark.django_db


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _paid(claim: Claim) -> Claim:
    claim = confirm_claim(claim, by=payee_of(claim))
    approve_claim(claim, by=Actor.of(coordinator(claim.institution)))
    batch = run(claim)
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))
    return again(claim)


def test_the_coordinator_chooses_the_fund_and_is_asked_to_before_publishing(client):
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), name="=cmd|' /C calc'!A0")
    offer = OfferFactory(session__programme__institution=fund.institution)
    client.force_login(coordinator(fund.institution))
    address = reverse("payments:offer_money", args=[offer.pk])

    assert "Say which fund pays" in _text(client.get(reverse("involvement:offer", args=[offer.pk])))
    wrong = client.post(address, {"once": new_key(), "fund": "77777", "costs_pence": "12"})
    assert wrong.status_code == 200 and 'value="12"' in _text(wrong)
    client.post(address, {"once": new_key(), "fund": fund.pk, "costs_pence": "12"})
    assert "Publishing sets £186.00 aside" in _text(client.get(address))
    publish_offer(offer, by=SYSTEM)
    assert "£186.00 was set aside at publication. Now £186.00 is set aside" in _text(client.get(address))


def test_an_offer_may_be_paid_from_somewhere_else(client):
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = OfferFactory(session__programme__institution=fund.institution)
    client.force_login(coordinator(fund.institution))

    client.post(
        reverse("payments:offer_money", args=[offer.pk]), {"once": new_key(), "fund": "none", "costs_pence": "0"}
    )

    publish_offer(offer, by=SYSTEM)
    assert not Commitment.objects.exists()


def test_finance_makes_a_fund_and_changes_it_and_the_owner_says_yes_to_more(client):
    place = InstitutionFactory(adviser_name="The Advice Shop")
    user, owner = finance(place), coordinator(place)
    client.force_login(user)
    facts = {
        "name": "Widening grant", "source": "grant", "starts_on": "1/8/2026", "ends_on": "31/7/2027",
        "pence": "1,000", "owner": owner.pk, "at": place.pk, "ring_fenced": "on", "programme": "",
    }  # fmt: skip
    backwards = client.post(reverse("payments:new_fund"), {"once": new_key(), **facts, "ends_on": "1/7/2026"})
    assert "The last day must not be before the first." in _text(backwards) and 'value="1,000"' in _text(backwards)
    client.post(reverse("payments:new_fund"), {"once": new_key(), **facts})
    fund = Fund.objects.get()
    address = reverse("payments:fund", args=[fund.pk])
    changed = {"starts_on": "1/8/2026", "ends_on": "31/8/2027", "pence": "1200", "owner": owner.pk}
    client.post(address, {"once": new_key(), "do": "change", **changed})
    more = {"do": "more", "pence": "50", "reason": "A larger room."}
    assert client.post(address, {"once": new_key(), **more}).status_code == 403
    client.force_login(owner)
    client.post(address, {"once": new_key(), **more})
    assert client.post(address, {"once": new_key(), "do": "change", **changed}).status_code == 403

    text = _text(client.get(address))
    assert "£1,200.00" in text and "and £50.00 more that the owner agreed to" in text and "A larger room." in text


def test_another_institution_sees_no_fund_and_can_not_choose_it(client):
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), name="Secret grant")
    other = InstitutionFactory(adviser_name="The Advice Shop")
    offer = OfferFactory(session__programme__institution=other)
    a_fund(other)
    client.force_login(user_with(Role.COORDINATOR, other, email="other@staff.test"))

    assert client.get(reverse("payments:fund", args=[fund.pk])).status_code == 404
    assert "Secret grant" not in _text(client.get(reverse("payments:funds")))
    assert "Secret grant" not in _text(client.post(reverse("payments:funds_export")))
    chosen = {"once": new_key(), "fund": fund.pk, "costs_pence": "0"}
    assert "Secret grant" not in _text(client.post(reverse("payments:offer_money", args=[offer.pk]), chosen))
    assert not Commitment.objects.exists()


def test_the_list_says_in_words_what_its_bars_show_and_leaves_as_a_file(client):
    place = InstitutionFactory(adviser_name="The Advice Shop")
    fund = a_fund(place, name="=cmd|' /C calc'!A0", pence=360_00)
    published_from(fund)
    client.force_login(finance(place))

    text = _text(client.get(reverse("payments:funds")))
    assert "£0.00 spent and £180.00 set aside, of £360.00 (50 %)" in text and "50 % reached" in text
    file = client.post(reverse("payments:funds_export")).content.decode()
    assert "\"'=cmd|' /C calc'!A0\"" in file or "'=cmd|' /C calc'!A0" in file
    assert "£180.00" in file


def test_m8_unspent_money_is_shown_before_the_year_ends(client):
    place = InstitutionFactory(adviser_name="The Advice Shop")
    today = timezone.localdate()
    fund = a_fund(place, ends_on=today + timedelta(days=9))
    _paid(came_to(published_from(fund)))
    client.force_login(finance(place))

    text = _text(client.get(reverse("payments:funds_year_end")))

    assert "Together £950.00 is not spent yet" in text and ">10</td>" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_funds_costs_the_same_however_long(client, count, django_assert_num_queries):
    place = InstitutionFactory(adviser_name="The Advice Shop")
    for _ in range(count):
        published_from(a_fund(place, pence=500_00))
    client.force_login(user_with(Role.FINANCE, place, email="same@staff.test"))
    client.get(reverse("payments:funds"))

    with django_assert_num_queries(5):
        client.get(reverse("payments:funds"))


@pytest.mark.parametrize("count", [1, 3])
def test_one_fund_costs_the_same_however_many_offers(client, count, django_assert_num_queries):
    place = InstitutionFactory(adviser_name="The Advice Shop")
    fund = a_fund(place)
    for _ in range(count):
        published_from(fund)
    client.force_login(user_with(Role.FINANCE, place, email="same@staff.test"))
    client.get(reverse("payments:fund", args=[fund.pk]))

    with django_assert_num_queries(10):
        client.get(reverse("payments:fund", args=[fund.pk]))


def test_a_lecturer_who_writes_an_offer_sees_no_fund(client):
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), name="Secret grant")
    lecturer = user_with(Role.LECTURER, fund.institution, email="lecturer@staff.test")
    offer = OfferFactory(session__programme__institution=fund.institution, session__lead=lecturer)
    client.force_login(lecturer)
    address = reverse("payments:offer_money", args=[offer.pk])

    assert "Secret grant" not in _text(client.get(address))
    client.post(address, {"once": new_key(), "fund": fund.pk, "costs_pence": "0"})
    assert not FundPlan.objects.exists()
