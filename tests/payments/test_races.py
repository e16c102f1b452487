"""Two at once, on real PostgreSQL. Each has a twin without the lock, which must break (R19)."""

import threading
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from payments.domain import batches
from payments.domain.approving import approve_claim
from payments.domain.claims import add_expense, confirm_claim
from payments.domain.ledger import post
from payments.domain.proposing import propose_claims
from payments.models import BatchLine, Claim, ClaimLine, ClaimStep, PaymentBatch
from payments.models.claim import ClaimQuerySet
from tests.factories.payments import (
    SYSTEM,
    approved_claim,
    attendance,
    confirmed_claim,
    coordinator,
    finance,
    payee_of,
    proposed_claim,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Runs all together; each gives what it returned or the exception it raised."""
    start, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(number: int, deed: Callable[[], object]) -> None:
        try:
            start.wait(20)
            results[number] = deed()
        except Exception as problem:
            results[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_fifty_runs_for_one_claim_leave_it_in_one():
    claim = approved_claim()
    makers = [Actor.of(finance(claim.institution)) for _ in range(5)]

    def ten_times(by: Actor) -> list[object]:
        def once() -> object:
            try:
                return batches.make_batch(claim.institution, claim_ids=[claim.pk], by=by)
            except Refused as refused:
                return refused

        return [once() for _ in range(10)]

    answers = [a for some in at_once(*[lambda by=by: ten_times(by) for by in makers]) for a in some]

    assert len(answers) == 50
    assert sum(isinstance(a, PaymentBatch) for a in answers) == 1
    assert sum(isinstance(a, Refused) for a in answers) == 49
    assert (PaymentBatch.objects.count(), BatchLine.objects.count()) == (1, 1)
    assert ClaimStep.objects.filter(claim=claim, state="batched").count() == 1


def _looked_at_together(meeting: threading.Barrier) -> Callable[..., object]:
    rightly = batches._may_be_paid

    def may_be_paid(*claims: object, **asked: object) -> object:
        meeting.wait(20)  # both have read the claim as ready before either writes
        return rightly(*claims, **asked)

    return may_be_paid


def test_the_twin_without_the_lock_breaks_and_the_database_still_holds():
    claim = approved_claim()
    makers = [Actor.of(finance(claim.institution)) for _ in range(2)]
    meeting = threading.Barrier(2)

    def careless(by: Actor) -> object:
        return batches.make_batch(claim.institution, claim_ids=[claim.pk], by=by)

    def without_queue(**_: object) -> object:
        return batches.Institution.objects.all()

    with (
        patch.object(batches, "_may_be_paid", _looked_at_together(meeting)),
        patch.object(ClaimQuerySet, "select_for_update", lambda claims, **_: claims),
        patch.object(batches.Institution.objects, "select_for_update", without_queue),
    ):
        answers = at_once(*[lambda by=by: careless(by) for by in makers])

    assert sum(isinstance(a, PaymentBatch) for a in answers) == 1
    (broken,) = [a for a in answers if not isinstance(a, PaymentBatch)]
    assert isinstance(broken, Exception)
    assert not (isinstance(broken, Refused) and "another run" in str(broken))  # not the polite answer
    assert BatchLine.objects.count() == 1


def test_two_approvers_at_once_approve_once():
    claim = confirmed_claim()
    people = [Actor.of(coordinator(claim.institution)) for _ in range(2)]

    answers = at_once(*[lambda by=by: approve_claim(claim, by=by) for by in people])

    assert sorted(type(a).__name__ for a in answers) == ["Claim", "Refused"]
    assert ClaimStep.objects.filter(claim=claim, state="approved").count() == 1


def test_the_twin_of_two_approvers_without_lock_or_condition_approves_twice():
    claim = confirmed_claim()
    people = [coordinator(claim.institution) for _ in range(2)]
    meeting = threading.Barrier(2)

    def careless(user: object) -> None:
        mine = Claim.objects.get(pk=claim.pk)
        assert mine.state == "confirmed"
        meeting.wait(20)
        with transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(state="approved", approved_by=user, approved_at=mine.confirmed_at)
            ClaimStep.objects.create(
                claim=claim, state="approved", at=mine.confirmed_at, actor_kind="user", sentence="Approved."
            )
            post([Claim.objects.get(pk=claim.pk)], what="careless", by=Actor.of(user), before="confirmed")

    at_once(*[lambda user=user: careless(user) for user in people])

    assert ClaimStep.objects.filter(claim=claim, state="approved").count() == 2


def test_attendance_marked_twice_at_once_proposes_once():
    came = attendance()

    answers = at_once(*[lambda: propose_claims(came.session, by=SYSTEM) for _ in range(4)])

    assert sorted(len(a) for a in answers) == [0, 0, 0, 1]
    assert (Claim.objects.count(), ClaimLine.objects.count()) == (1, 1)


def test_a_cost_added_while_the_claim_is_confirmed_is_seen_or_refused_never_slipped_in():
    claim = proposed_claim()
    by = payee_of(claim)

    confirmed, added = at_once(
        lambda: confirm_claim(claim, by=by, version=claim.version),
        lambda: add_expense(claim, expense_kind="taxi", pence=900, by=by),
    )

    claim.refresh_from_db()
    if isinstance(added, Refused):
        assert claim.state == "confirmed" and claim.lines.count() == 1
    else:
        assert isinstance(confirmed, Refused)
        assert claim.state == "proposed" and claim.lines.count() == 2
