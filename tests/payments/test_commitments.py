from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from involvement.domain.offers import new_version, publish_offer, withdraw_offer
from involvement.domain.sessions import cancel_session
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from payments.domain.approving import approve_claim
from payments.domain.batches import mark_paid, mark_returned
from payments.domain.claims import confirm_claim, decline_claim
from payments.domain.fund_alerts import look_after_funds
from payments.domain.fund_reading import sums_of_one
from payments.models import Claim, Commitment, Fund
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import InvitationFactory
from tests.factories.money import a_fund, came_to, funded_draft, over, published_from
from tests.factories.payments import SYSTEM, again, coordinator, finance, payee_of, run

pytestmark = pytest.mark.django_db


def _sums(fund: Fund) -> tuple[int, int, int]:
    """Spent, held and free."""
    sums = sums_of_one(fund, today=timezone.localdate())
    return sums.spent, sums.held, sums.free


def _paid(claim: Claim) -> Claim:
    claim = confirm_claim(claim, by=payee_of(claim))
    approve_claim(claim, by=Actor.of(coordinator(claim.institution)))
    batch = run(claim)
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))
    return again(claim)


def test_m8_publishing_sets_the_fee_and_costs_of_every_place_aside():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))

    offer = published_from(fund)  # 3 places of £50 and £10 for costs

    kept = Commitment.objects.get(offer=offer)
    assert (kept.pence, kept.held_pence, kept.spent_pence) == (180_00, 180_00, 0)
    assert _sums(fund) == (0, 180_00, 820_00)


def test_m8_an_offer_the_fund_can_not_pay_is_not_published_and_the_sentence_says_what_to_do():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), pence=179_99)
    offer = funded_draft(fund)

    with pytest.raises(Refused, match=r"needs £180.00, and “Fund \d+” has £179.99 left. Choose another fund"):
        publish_offer(offer, by=SYSTEM)

    offer.refresh_from_db()
    assert offer.status == "draft" and not Commitment.objects.exists()


def test_m8_the_database_refuses_an_overdraft_whatever_code_asks():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), pence=179_99)
    offer = funded_draft(fund)
    facts = {"fund": fund, "offer": offer, "places": 3, "fee_pence": 5000}

    with pytest.raises(IntegrityError, match="fund_is_not_overdrawn"), transaction.atomic():
        Commitment.objects.create(costs_pence=1000, **facts)
    with pytest.raises(IntegrityError, match="fund_is_not_overdrawn"), transaction.atomic():
        Commitment.objects.create(costs_pence=1000, held_pence=0, pence=1, **facts)
    Commitment.objects.create(costs_pence=999, **facts)


def test_a_cancelled_session_gives_everything_back():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = published_from(fund)

    cancel_session(offer.session, reason="Too few students.", by=SYSTEM)

    assert _sums(fund) == (0, 0, 1_000_00)


def test_i8_a_session_cancelled_late_keeps_what_is_owed():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = published_from(fund)
    Session.objects.filter(pk=offer.session_id).update(
        starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=2)
    )
    InvitationFactory(accepted=True, offer=offer)
    offer.session.refresh_from_db()

    cancel_session(offer.session, reason="The lecturer is ill.", by=SYSTEM)

    assert _sums(fund) == (0, 60_00, 940_00)


def test_taking_an_offer_back_gives_everything_back_and_the_terms_stay_written():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = published_from(fund)

    withdraw_offer(offer, reason="Not needed.", by=SYSTEM)

    kept = Commitment.objects.get(offer=offer)
    assert (kept.pence, kept.held_pence) == (180_00, 0) and kept.ended_at
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.update(fee_pence=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


def test_unfilled_places_are_free_again_after_the_session_and_what_is_owed_stays():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    claim = came_to(published_from(fund))
    assert _sums(fund) == (0, 60_00, 940_00)  # one of three came; costs may still be claimed

    confirm_claim(claim, by=payee_of(claim))
    assert _sums(fund) == (0, 50_00, 950_00)


def test_paying_spends_what_was_paid_and_nothing_else_stays_held():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))

    _paid(came_to(published_from(fund), costs=3_40))

    assert _sums(fund) == (53_40, 0, 946_60)


def test_declined_and_returned_money_is_counted_as_it_is():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    claim = came_to(published_from(fund))
    decline_claim(claim, by=payee_of(claim))
    assert _sums(fund) == (0, 0, 1_000_00)

    paid = _paid(came_to(published_from(fund)))
    assert _sums(fund) == (50_00, 0, 950_00)
    mark_returned(paid, reason="Account closed", by=Actor.of(finance(paid.institution)))
    assert _sums(fund)[0] == 0


def test_a_session_cancelled_after_payment_does_not_give_spent_money_back():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = published_from(fund)
    _paid(came_to(offer))
    Session.objects.filter(pk=offer.session_id).update(
        starts_at=timezone.now() + timedelta(days=9), ends_at=timezone.now() + timedelta(days=9, hours=2)
    )

    cancel_session(Session.objects.get(pk=offer.session_id), reason="A mistake.", by=SYSTEM)

    assert _sums(fund) == (50_00, 0, 950_00)


def test_a_new_version_takes_the_place_of_the_old_one_and_may_use_its_money():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"), pence=200_00)
    first = published_from(fund)

    second = new_version(first, by=SYSTEM, fee_pence=55_00)

    assert _sums(fund) == (0, 195_00, 5_00)
    with pytest.raises(Refused, match=r"needs £201.00, .* has £200.00 left"):
        new_version(second, by=SYSTEM, fee_pence=57_00)


def test_the_forecast_is_what_people_who_said_yes_chose():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = published_from(fund)  # fee £50, smaller £20, costs £10
    for choice in ["fee", "smaller_fee", "expenses_only", "nothing"]:
        InvitationFactory(accepted=True, offer=offer, payment_choice=choice)
    InvitationFactory(offer=offer)

    assert sums_of_one(fund, today=timezone.localdate()).forecast == 100_00


def test_a_session_that_is_over_lets_go_of_places_without_anybody_marking():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    offer = published_from(fund)
    InvitationFactory(accepted=True, offer=offer, payment_choice="smaller_fee")
    over(offer)

    look_after_funds(now=timezone.now())
    look_after_funds(now=timezone.now())

    assert _sums(fund) == (0, 30_00, 970_00)  # not marked yet: what was promised stays
