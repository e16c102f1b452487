"""Costs that go ahead while somebody else acts, or while the process dies, on real PostgreSQL (R19, R23)."""

import threading

import pytest
from django.db import IntegrityError, transaction

from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from payments.domain.approving import approve_claim, approve_costs
from payments.domain.claims import reopen_claim
from payments.domain.information import give_information
from payments.domain.ledger import post, prove
from payments.models import Claim, ClaimLine, ClaimStep, LedgerPosting
from tests.factories.payments import SYSTEM, again, payee_of
from tests.payments.test_costs_ahead import approver_of, not_informed
from tests.payments.test_costs_ahead_promises import costs_raw, to_fee
from tests.payments.test_killed import killed_after, statements_of
from tests.payments.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def parts() -> list[tuple[str, str, int]]:
    found = Claim.objects.with_totals().order_by("pk")
    return [(claim.part, claim.state, claim.total_due) for claim in found]


def test_m1_m6_of_two_approvers_at_once_one_lets_the_costs_go_ahead():
    fee = not_informed()
    people = [approver_of(fee) for _ in range(4)]

    answers = at_once(*[lambda by=by: approve_costs(fee, by=by, version=fee.version) for by in people])

    assert sorted(type(answer).__name__ for answer in answers) == ["Claim", "Refused", "Refused", "Refused"]
    assert parts() == [("fee", "confirmed", 5000), ("costs", "approved", 460)]
    assert ClaimStep.objects.filter(state="approved").count() == 1
    assert prove().holds


def test_m7_the_twin_without_lock_or_condition_breaks_and_the_database_parts_once():
    fee = not_informed()
    meeting = threading.Barrier(2)

    def careless() -> None:
        mine = Claim.objects.get(pk=fee.pk)
        assert mine.part == "whole"
        meeting.wait(20)  # both have read it as whole before either writes
        with transaction.atomic():
            to_fee(mine)
            costs = costs_raw(mine)
            mine.lines.filter(kind="expense").update(claim=costs)
            post([again(mine)], what="careless", by=SYSTEM, before="confirmed")
            post([again(costs)], what="careless", by=SYSTEM, before="")

    answers = at_once(careless, careless)

    (broken,) = [answer for answer in answers if answer is not None]
    assert isinstance(broken, IntegrityError)  # not the polite answer
    assert any(promise in str(broken) for promise in ("one_living_costs", "costs_of_a_deed_are_paid_once"))
    assert parts() == [("fee", "confirmed", 5000), ("costs", "proposed", 460)]
    assert prove().holds


def test_m1_a_person_who_opens_the_claim_again_at_that_moment_loses_nothing():
    fee = not_informed()

    costs, opened = at_once(
        lambda: approve_costs(fee, by=approver_of(fee), version=fee.version),
        lambda: reopen_claim(fee, by=payee_of(fee)),
    )

    assert isinstance(opened, Claim)
    if isinstance(costs, Refused):
        assert parts() == [("whole", "proposed", 5460)]
    else:
        assert parts() == [("fee", "proposed", 5000), ("costs", "approved", 460)]
    assert prove().holds


def test_m1_a_wait_that_ends_at_that_moment_commits_every_penny_once():
    fee = not_informed()

    costs, _told = at_once(
        lambda: approve_costs(fee, by=approver_of(fee), version=fee.version),
        lambda: give_information(fee.person, by=SYSTEM),
    )
    if isinstance(costs, Refused):
        assert costs.code == "changed"
    approve_claim(again(fee), by=approver_of(fee))

    assert sum(pence for _part, _state, pence in parts()) == 5460
    assert {state for _part, state, _pence in parts()} == {"approved"}
    assert prove().holds


def test_r23_a_process_killed_at_any_statement_of_parting_leaves_the_claim_whole_and_it_is_parted_later():
    trial, fee = not_informed(), not_informed()
    by = approver_of(trial)
    number = statements_of(lambda: approve_costs(trial, by=by))
    by = approver_of(fee)
    before = rows()

    for statement in range(1, number + 1):
        killed_after(statement, lambda: approve_costs(fee, by=by))
        assert rows() == before, f"killed after statement {statement}"
        assert again(fee).part == "whole"

    assert number > 15
    costs = approve_costs(fee, by=by)
    assert (costs.state, list(costs.lines.values_list("pence", flat=True))) == ("approved", [460])
    assert prove().holds
    with pytest.raises(Refused):
        approve_costs(fee, by=by)


def rows() -> tuple[int, ...]:
    tables = (Claim, ClaimLine, ClaimStep, LedgerPosting, AuditEvent)
    return tuple(model.objects.count() for model in tables)
