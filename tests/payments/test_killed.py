"""A process of its own is killed at every statement of a payment run. Nothing is lost, nothing doubled (R23)."""

import os
import signal
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from payments.domain.approving import approve_claim
from payments.domain.batches import make_batch, mark_paid
from payments.domain.ledger import prove
from payments.models import BatchLine, Claim, ClaimStep, LedgerPosting, PaymentBatch
from tests.factories.accounts import InstitutionFactory
from tests.factories.payments import coordinator, finance, many_confirmed

pytestmark = pytest.mark.django_db(transaction=True)


def killed_after(number: int, deed: Callable[[], object]) -> None:
    """Does the deed in a process of its own, and kills that process while it waits after so many statements."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # What it inherited stays the parent's: beside a running browser `close_all` there does not reach it.
        inherited = [(one, one.connection) for one in connections.all(initialized_only=True)]
        for one, _shared in inherited:
            one.connection = None
        seen = 0

        def wait_there(execute, sql, params, many, context):
            nonlocal seen
            answer = execute(sql, params, many, context)
            seen += 1
            if seen == number:
                os.write(writing, b"x")
                signal.pause()
            return answer

        try:
            with connection.execute_wrapper(wait_there):
                deed()
        finally:
            os._exit(3)
    os.close(writing)
    there = os.read(reading, 1)
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    assert there == b"x", f"the deed ended before statement {number}"
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    server_noticed()


def server_noticed() -> None:
    """Waits until the server has taken back what the killed process had begun: its locks last until then."""
    with connection.cursor() as cursor:
        for _again in range(600):
            cursor.execute(
                "SELECT count(*), pg_sleep(0.05) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            if cursor.fetchone()[0] == 0:
                return
    raise AssertionError("The server still holds what a killed process had begun.")


def statements_of(deed: Callable[[], object]) -> int:
    """How many statements the deed sends before it commits."""
    with CaptureQueriesContext(connection) as caught:
        deed()
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in caught.captured_queries)


def approved(number: int) -> list[Claim]:
    found = many_confirmed(InstitutionFactory(), number)
    by = Actor.of(coordinator(found[0].institution))
    return [approve_claim(claim, by=by) for claim in found]


def rows() -> tuple[int, ...]:
    tables = (PaymentBatch, BatchLine, ClaimStep, LedgerPosting, AuditEvent, Message)
    return tuple(model.objects.count() for model in tables)


def test_r23_a_process_killed_at_any_statement_of_making_a_run_leaves_nothing_and_the_run_is_made_later():
    first = approved(2)
    by = Actor.of(finance(first[0].institution))
    number = statements_of(lambda: make_batch(first[0].institution, claim_ids=[c.pk for c in first], by=by))
    claims = approved(2)
    place, ids, by = claims[0].institution, [c.pk for c in claims], Actor.of(finance(claims[0].institution))
    before = rows()

    for statement in range(1, number + 1):
        killed_after(statement, lambda: make_batch(place, claim_ids=ids, by=by))
        assert rows() == before, f"killed after statement {statement}"
        assert set(Claim.objects.filter(pk__in=ids).values_list("state", flat=True)) == {"approved"}

    assert number > 10
    batch = make_batch(place, claim_ids=ids, by=by)
    assert list(batch.lines.values_list("claim_id", flat=True)) == ids
    assert ClaimStep.objects.filter(claim__in=ids, state="batched").count() == 2
    assert prove().holds
    with pytest.raises(Refused):
        make_batch(place, claim_ids=ids, by=by)


def test_r23_a_process_killed_at_any_statement_of_marking_as_paid_tells_nobody_and_it_is_marked_later():
    first, claims = approved(2), approved(2)
    batches = []
    for some in (first, claims):
        by = Actor.of(finance(some[0].institution))
        batches.append((make_batch(some[0].institution, claim_ids=[c.pk for c in some], by=by), by))
    (trial, trier), (batch, by) = batches
    today = timezone.localdate()
    number = statements_of(lambda: mark_paid(trial, paid_on=today, by=trier)) - 1  # reads the run again after all
    before = rows()

    for statement in range(1, number + 1):
        killed_after(statement, lambda: mark_paid(batch, paid_on=today, by=by))
        assert rows() == before, f"killed after statement {statement}"
        assert PaymentBatch.objects.get(pk=batch.pk).paid_on is None

    assert number > 10
    mark_paid(batch, paid_on=today, by=by)
    told = Message.objects.filter(kind="claim_paid", about__in=[f"claim:{c.pk}" for c in claims])
    assert told.count() == 2
    assert set(batch.lines.values_list("claim__state", flat=True)) == {"paid"}
    assert prove().holds
    with pytest.raises(Refused):
        mark_paid(batch, paid_on=today, by=by)
    assert told.count() == 2
