"""What the database refuses when costs go ahead of their fee: raw SQL and `update` only (M1, M6, M7)."""

import pytest
from django.db import transaction

from payments.domain.approving import approve_costs
from payments.domain.claims import reopen_claim
from payments.domain.ledger import post
from payments.models import Claim, ClaimLine
from tests.factories.payments import SYSTEM, again, claim_in, coordinator, payee_of, proposed_claim, with_costs
from tests.payments.test_costs_ahead import approver_of, not_informed
from tests.payments.test_promises import approve_raw, refused

pytestmark = pytest.mark.django_db

TERMS = [
    "institution_id", "person_id", "session_id", "attendance_id", "invitation_id", "offer_id", "payment_choice", "why",
    "pay_by",
]  # fmt: skip


def costs_raw(fee: Claim, **other: object) -> Claim:
    same = {name: getattr(fee, name) for name in TERMS}
    return Claim.objects.create(**{**same, "fee_pence": 0, "part": "costs", "parted_from_id": fee.pk, **other})


def to_fee(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(part="fee")


def test_r24_a_deed_is_claimed_as_a_whole_or_in_two_parts_and_each_of_them_once():
    whole = with_costs()
    with refused("one_living_costs_an_attendance|costs_have_the_terms"):
        costs_raw(whole)

    approve_costs(fee := not_informed(), by=approver_of(fee))
    for part in ({"part": "whole", "parted_from_id": None}, {"part": "fee", "parted_from_id": None}, {}):
        with refused("one_living_(fee|costs)_an_attendance"):
            costs_raw(fee, **{"fee_pence": 0 if part == {} else 5000, **part})


def test_m7_a_claim_with_a_fee_is_never_costs_and_costs_never_stand_alone():
    claim = proposed_claim(choice="expenses_only")
    with refused("claim_is_parted_once"):
        Claim.objects.filter(pk=claim.pk).update(part="costs")
    other = not_informed()
    to = {"part": "costs", "parted_from_id": None}
    with refused("costs_come_from_the_claim_of_their_fee"):
        Claim.objects.bulk_create([Claim(**{name: getattr(other, name) for name in TERMS}, fee_pence=0, **to)])


@pytest.mark.parametrize("state", ["proposed", "queried", "approved", "batched", "paid", "returned", "declined"])
def test_a_claim_is_parted_only_while_it_waits_for_approval(state):
    with refused("claim_is_parted_once"):
        to_fee(claim_in(state))


def test_a_claim_that_was_parted_is_never_whole_again():
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))

    for pk, change in ((fee.pk, {"part": "whole"}), (costs.pk, {"part": "fee"}), (costs.pk, {"parted_from": None})):
        with refused("claim_is_parted_once"):
            Claim.objects.filter(pk=pk).update(**change)


@pytest.mark.parametrize("other", [{"pay_by": "2030-01-01"}, {"payment_choice": "nothing"}])
def test_m5_costs_have_the_terms_of_the_claim_they_were_on(other):
    fee = not_informed()
    with refused("costs_have_the_terms_of_their_fee"):
        to_fee(fee)
        costs_raw(fee, **other)


def test_m6_costs_name_whoever_asked_for_a_payment_again_and_nobody_else():
    fee = not_informed()
    with refused("costs_have_the_terms_of_their_fee"):
        to_fee(fee)
        costs_raw(fee, details_checked_by=coordinator(fee.institution))


def test_m7_a_fee_does_not_keep_costs_and_costs_do_not_hold_a_fee():
    with refused("parts_hold_their_own"):
        to_fee(not_informed())

    fee = not_informed()
    approve_costs(fee, by=approver_of(fee))
    reopen_claim(fee, by=payee_of(fee))
    with refused("parts_hold_their_own"):
        ClaimLine.objects.create(claim=fee, kind="expense", expense_kind="taxi", pence=1)
        post([again(fee)], what="raw", by=SYSTEM, before="proposed")


def test_m7_lines_move_as_they_are_from_the_fee_to_its_costs_and_nowhere_else():
    fee, other = not_informed(), not_informed()
    bus = fee.lines.filter(kind="expense")
    with refused("lines_change_while_open"):
        bus.update(claim=other)
    with refused("lines_change_while_open"):
        to_fee(fee)
        to_fee(other)
        bus.update(claim=costs_raw(other))
    for change in ({"pence": 46_000}, {"declined_pence": 1}, {"words": "Taxi"}):
        with refused("lines_change_while_open"):
            to_fee(fee)
            bus.update(claim=costs_raw(fee), **change)
    with refused("lines_change_while_open"):
        to_fee(fee)
        fee.lines.update(claim=costs_raw(fee))


def test_m7_a_parting_past_the_ledger_is_refused_at_commit():
    fee = not_informed()
    with refused("ledger_says_what_the_claim_says"), transaction.atomic():
        to_fee(fee)
        fee.lines.filter(kind="expense").update(claim=costs_raw(fee))
    assert again(fee).part == "whole"


def test_m1_the_fee_that_is_left_is_not_approved_past_the_code_either():
    fee = not_informed()
    approve_costs(fee, by=approver_of(fee))

    with refused("no_fee_without_information"):
        approve_raw(again(fee), coordinator(fee.institution))
