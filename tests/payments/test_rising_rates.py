"""What is paid when a rate rises between the yes and the session: the institution's choice (M5, I3)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from involvement.domain.offers import publish_offer
from involvement.models import Attendance, Offer, Session
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from payments.domain.ledger import prove
from payments.domain.proposing import propose_claims
from payments.domain.rates import publish_policy, save_policy
from payments.models import Claim, RatePolicy
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import AttendanceFactory, InvitationFactory, OfferFactory, SessionFactory
from tests.factories.money import draft_policy, policy
from tests.factories.payments import SYSTEM

pytestmark = pytest.mark.django_db


def _rates(place: Institution, *, starts_on: date, session: int, higher: bool = False) -> RatePolicy:
    draft = draft_policy(place, starts_on=starts_on, session=session)
    save_policy(draft, by=SYSTEM, pays_higher=higher)
    return publish_policy(draft, by=Actor.of(draft.made_by))


def _offer(place: Institution, **facts: object) -> Offer:
    """Published at £50, which the rate of today gives, for a session in thirty days."""
    starts_at = timezone.now() + timedelta(days=30)
    session = SessionFactory(programme__institution=place, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return publish_offer(OfferFactory(session=session, fee_pence=50_00, **facts), by=SYSTEM)


def _came(offer: Offer, *, choice: str = "fee") -> Attendance:
    invitation = InvitationFactory(accepted=True, offer=offer, payment_choice=choice)
    return AttendanceFactory(invitation=invitation)


def _claimed(offer: Offer) -> dict[str, int]:
    session = Session.objects.get(pk=offer.session_id)
    propose_claims(session, by=SYSTEM)
    return dict(Claim.objects.filter(session=session).values_list("payment_choice", "fee_pence"))


@pytest.fixture
def place() -> Institution:
    place = InstitutionFactory(adviser_name="The Advice Shop")
    policy(place, session=50_00, starts_on=timezone.localdate() - timedelta(days=100))
    return place


def _next(place: Institution, pence: int, *, higher: bool) -> None:
    _rates(place, starts_on=timezone.localdate() + timedelta(days=10), session=pence, higher=higher)


def test_m5_without_the_choice_the_fee_of_the_offer_stays(place):
    offer = _offer(place)
    _came(offer)
    _next(place, 60_00, higher=False)

    assert _claimed(offer) == {"fee": 50_00}


def test_m5_with_the_choice_the_higher_rate_is_paid_and_the_claim_says_why(place):
    offer = _offer(place)
    _came(offer)
    _next(place, 60_00, higher=True)

    assert _claimed(offer) == {"fee": 60_00}
    claim = Claim.objects.get()
    assert "We agreed a fee of £50.00. Our rate has gone up since, so we pay you £60.00." in claim.why
    assert claim.lines.get().pence == 60_00 and prove().holds


def test_m5_i3_a_lower_rate_changes_nothing_and_no_later_one_touches_a_line_that_stands(place):
    offer, later = _offer(place), _offer(place)
    _came(offer)
    _next(place, 40_00, higher=True)
    assert _claimed(offer) == {"fee": 50_00}
    _rates(place, starts_on=timezone.localdate() + timedelta(days=20), session=70_00, higher=True)
    _came(later)

    assert _claimed(later) == {"fee": 70_00}
    assert _claimed(offer) == {"fee": 50_00} and Claim.objects.filter(session=offer.session).count() == 1


def test_m3_whoever_chose_a_smaller_fee_or_none_keeps_to_it(place):
    offer = _offer(place, smaller_fee_pence=20_00, places=3)
    for choice in ("smaller_fee", "expenses_only", "nothing"):
        _came(offer, choice=choice)
    _next(place, 60_00, higher=True)

    assert _claimed(offer) == {"smaller_fee": 20_00, "expenses_only": 0}


def test_a_fee_above_the_new_rate_stays(place):
    offer = _offer(place)
    dearer = publish_offer(
        OfferFactory(session=SessionFactory(programme__institution=place, starts_at=offer.session.starts_at),
                     fee_pence=65_00), by=SYSTEM)  # fmt: skip
    _came(dearer)
    _next(place, 60_00, higher=True)

    assert _claimed(dearer) == {"fee": 65_00}


def test_another_institutions_choice_is_its_own(place):
    other = InstitutionFactory(adviser_name="The Advice Shop")
    policy(other, session=50_00, starts_on=timezone.localdate() - timedelta(days=100))
    offer = _offer(place)
    _came(offer)
    _next(other, 90_00, higher=True)

    assert _claimed(offer) == {"fee": 50_00}


def test_the_choice_is_frozen_with_its_policy_and_copied_to_the_next(place):
    _next(place, 60_00, higher=True)
    newest = RatePolicy.objects.latest("version")
    with pytest.raises(DatabaseError), transaction.atomic():
        RatePolicy.objects.filter(pk=newest.pk).update(pays_higher=False)

    assert draft_policy(place, starts_on=newest.starts_on + timedelta(days=50), session=1).pays_higher
