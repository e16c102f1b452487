"""A fund holds and spends the two parts of one claim as it would the whole of it (M8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.domain.offers import publish_offer
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.signals import attendance_marked
from payments.domain.approving import approve_claim, approve_costs, query_claim
from payments.domain.batches import mark_paid
from payments.domain.claims import add_expense, confirm_claim, reopen_claim
from payments.domain.fund_reading import sums_of_one
from payments.domain.information import give_information
from payments.models import Claim, Fund
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import AttendanceFactory, InvitationFactory
from tests.factories.money import a_fund, funded_draft
from tests.factories.payments import SYSTEM, again, payee_of, run
from tests.payments.test_costs_ahead import approver_of

pytestmark = pytest.mark.django_db


def sums(fund: Fund) -> tuple[int, int]:
    """Spent and held."""
    found = sums_of_one(fund, today=timezone.localdate())
    return found.spent, found.held


def one_came(fund: Fund) -> Claim:
    """To an offer of £50 and £10 for costs; they spent £4.60, and their fee waits."""
    offer = publish_offer(funded_draft(fund), by=SYSTEM)
    invitation = InvitationFactory(accepted=True, offer=offer, payment_choice="fee")
    start = timezone.now() - timedelta(days=2)
    Session.objects.filter(pk=offer.session_id).update(starts_at=start, ends_at=start + timedelta(hours=2))
    AttendanceFactory(invitation=invitation)
    attendance_marked.send(Session, session=Session.objects.get(pk=offer.session_id), by=SYSTEM)
    claim = Claim.objects.get(invitation=invitation)
    add_expense(claim, expense_kind="travel_public", pence=460, by=payee_of(claim))
    return confirm_claim(again(claim), by=payee_of(claim))


def paid(claim: Claim) -> None:
    batch = run(claim)
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))


def test_m8_money_moves_from_held_to_spent_once_for_each_part():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    fee = one_came(fund)
    assert sums(fund) == (0, 5460)

    costs = approve_costs(fee, by=approver_of(fee))
    assert sums(fund) == (0, 5460)
    paid(costs)
    assert sums(fund) == (460, 5000)

    give_information(fee.person, by=SYSTEM)
    approve_claim(again(fee), by=approver_of(fee))
    paid(again(fee))
    assert sums(fund) == (5460, 0)


def test_m8_a_fee_with_the_person_again_holds_no_estimate_of_costs_that_went_ahead():
    fund = a_fund(InstitutionFactory(adviser_name="The Advice Shop"))
    fee = one_came(fund)
    costs = approve_costs(fee, by=approver_of(fee))

    reopen_claim(fee, by=payee_of(fee))
    assert sums(fund) == (0, 5460)
    query_claim(costs, reason="Which bus?", by=approver_of(fee))
    assert sums(fund) == (0, 60_00)  # the fee, and the estimate while the person may still add to the costs
