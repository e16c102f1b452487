"""Costs that go ahead of a fee, where the person had money before the day: what they have is not paid again."""

import pytest

from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from payments.domain.approving import approve_costs
from payments.domain.claims import add_expense, confirm_claim
from payments.domain.information import hold_fee
from payments.domain.ledger import prove
from payments.domain.settling import open_pence, tell_spent
from payments.models import Advance, Claim
from tests.factories.advances import claim_after, fresh, paid_in_advance
from tests.factories.payments import SYSTEM, again, payee_of, run
from tests.payments.test_costs_ahead import approver_of

pytestmark = pytest.mark.django_db


def held_after(advance: Advance, *, lunch: int) -> Claim:
    """£8.50 of £38.50 is left, the person had lunch, and asks us to hold the fee."""
    claim = claim_after(advance)
    tell_spent(advance, pence=30_00, by=Actor.of(advance.person.user))
    add_expense(claim, expense_kind="food", pence=lunch, words="Lunch", by=payee_of(claim))
    hold_fee(claim.person, hold=True, by=SYSTEM)
    return confirm_claim(again(claim), by=payee_of(claim))


def test_m1_of_the_costs_goes_ahead_what_is_still_to_pay():
    advance = paid_in_advance()
    fee = held_after(advance, lunch=20_00)

    costs = approve_costs(fee, by=approver_of(fee))

    assert run(costs).total_pence == 11_50
    assert open_pence(fresh(advance)) == 0
    assert prove().holds


def test_m1_a_claim_whose_costs_the_person_has_already_is_not_parted():
    advance = paid_in_advance()
    fee = held_after(advance, lunch=5_00)

    with pytest.raises(Refused, match="The fee waits"):
        approve_costs(fee, by=approver_of(fee))

    assert again(fee).part == "whole"
