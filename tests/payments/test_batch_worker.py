"""Celery workers are killed outright at every step of a payment run: another finishes it, nothing lost or doubled."""

import os
import signal
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from payments.domain import batch_requests
from payments.domain.approving import approve_claims
from payments.domain.batch_files import proof
from payments.domain.batch_requests import STALE_AFTER, make_requested, make_waiting_batches, request_batch
from payments.domain.ledger import prove
from payments.models import BatchLine, BatchRequest, Claim, ClaimStep, LedgerPosting, PaymentBatch
from tests.factories.accounts import InstitutionFactory
from tests.factories.payments import coordinator, finance, many_confirmed
from tests.payments.test_killed import killed_after, statements_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

STEPS = {
    "taken": "_still_may",
    "looked at": "_write",
    "written, not committed": "make_batch",
    "committed": "_read_back",
    "read back": "_finish",
    "finished, not acknowledged": "_finish",
}
"""Where a worker stops, and the function before or after which it does."""
AFTERWARDS = {"written, not committed", "finished, not acknowledged"}

# A Celery worker as it is started for real. It stops for ever at one step of the first attempt at a run, and says so.
WORKER = """
import sys, time, django
django.setup()
from involvement.config.celery import app
from payments.domain import batch_requests
where, afterwards, queue = sys.argv[1], sys.argv[2] == "afterwards", sys.argv[3]
if where:
    deed, claim = getattr(batch_requests, where), batch_requests._claim
    first = []
    def claimed(*told):
        asked = claim(*told)
        first[:] = [asked is not None and asked.attempts == 1]
        return asked
    def stop():
        if first[0]:
            print("stopped", flush=True)
            time.sleep(3600)
    def stopping(*told, **named):
        if not afterwards:
            stop()
        answer = deed(*told, **named)
        if afterwards:
            stop()
        return answer
    batch_requests._claim = claimed
    setattr(batch_requests, where, stopping)
app.conf.task_default_queue = queue
app.worker_main(["worker", "--pool=solo", "--queues=" + queue, "--without-mingle", "--without-gossip"])
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A queue of this test's own on the pair's transport: Redis where there is one, files otherwise."""
    name = f"runs-{uuid.uuid4().hex[:8]}"
    app = Celery("sender", set_as_current=False)
    if settings.CELERY_BROKER_URL.startswith("redis"):
        app.conf.broker_url, env = settings.CELERY_BROKER_URL, {"CELERY_BROKER_URL": settings.CELERY_BROKER_URL}
    else:
        folder = tmp_path / "broker"
        for part in ("queue", "control"):
            (folder / part).mkdir(parents=True)
        app.conf.broker_url = "filesystem://"
        app.conf.broker_transport_options = {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
        }
        env = {"CELERY_BROKER_URL": "filesystem://", "BROKER_FOLDER": str(folder)}
    app.conf.task_default_queue = name
    monkeypatch.setattr(batch_requests, "current_app", app)
    yield name, env
    app.close()


@pytest.fixture
def start(queue):
    """`start(step)`: a worker that stops at this step; `start()`: one that does not stop."""
    running = []
    name, env = queue
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    env = {
        **os.environ,
        **env,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "involvement.config.settings.local",
        "PYTHONUNBUFFERED": "1",
    }

    def go(step: str = "") -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, STEPS.get(step, ""), "afterwards" if step in AFTERWARDS else "", name],
            env=env,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield go
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _approved(number: int) -> list[Claim]:
    claims = many_confirmed(InstitutionFactory(), number)
    return approve_claims([(c, c.version) for c in claims], by=Actor.of(coordinator(claims[0].institution)))


def _asked(claims: list[Claim]) -> BatchRequest:
    place = claims[0].institution
    return request_batch(place, claim_ids=[claim.pk for claim in claims], by=Actor.of(finance(place)))


def _until_it_stops(worker: subprocess.Popen) -> None:
    for line in worker.stdout:
        if line.strip() == "stopped":
            return
    raise AssertionError("The worker ended before the step.")


def _until_ready(asked: BatchRequest) -> None:
    deadline = time.monotonic() + 300
    while asked.state != "ready":
        assert time.monotonic() < deadline, asked.state
        time.sleep(0.2)
        asked.refresh_from_db()


def _nothing_lost_or_doubled(asked: BatchRequest, claims: list[Claim]) -> None:
    ids = [claim.pk for claim in claims]
    batch = PaymentBatch.objects.get(institution=asked.institution)
    assert (asked.batch_id, batch.made_by_id, batch.line_count) == (batch.pk, asked.requested_by_id, len(ids))
    assert list(BatchLine.objects.filter(claim__in=ids).values_list("claim_id", "batch_id")) == [
        (pk, batch.pk) for pk in ids
    ]
    assert set(Claim.objects.filter(pk__in=ids).values_list("state", flat=True)) == {"batched"}
    assert ClaimStep.objects.filter(claim__in=ids, state="batched").count() == len(ids)
    assert LedgerPosting.objects.filter(batch=batch, what="claim.batched").count() == 1
    assert AuditEvent.objects.filter(action="batch.made", institution=str(asked.institution_id)).count() == 1
    assert proof(batch).same and proof(batch).agrees


@pytest.mark.parametrize("step", STEPS)
def test_r23_a_celery_worker_killed_at_this_step_loses_nothing_and_doubles_nothing(start, step):
    claims = _approved(3)
    worker = start(step)
    asked = _asked(claims)
    _until_it_stops(worker)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()

    asked.refresh_from_db()
    if step == "finished, not acknowledged":
        assert asked.state == "ready"
        assert batch_requests.ring(asked.pk), "the queue gives what nobody acknowledged to another worker"
    else:
        assert (asked.state, asked.attempts) == ("making", 1)
        assert (asked.batch_id is not None) == (step in {"committed", "read back"})
        assert make_waiting_batches(now=timezone.now()) == 0, "its worker may still be alive"
        BatchRequest.objects.update(claimed_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
        assert make_waiting_batches(now=timezone.now()) == 1

    start()
    _until_ready(asked)
    after = _asked(_approved(1))
    _until_ready(after)
    _nothing_lost_or_doubled(asked, claims)
    said = StringIO()
    call_command("check_ledger", stdout=said)
    assert "The ledger balances." in said.getvalue()


def test_r23_two_workers_told_of_one_run_at_once_make_one(start):
    claims = _approved(3)
    asked = _asked(claims)
    for _again in range(5):
        assert batch_requests.ring(asked.pk)
    start(), start()
    _until_ready(asked)
    after = _asked(_approved(1))
    _until_ready(after)
    _nothing_lost_or_doubled(asked, claims)
    assert prove().holds


def test_r23_killed_at_any_statement_the_run_is_finished_by_the_next_attempt(monkeypatch):
    monkeypatch.setattr(batch_requests, "ring", lambda _request_id: True)
    first = _asked(_approved(2))
    number = statements_of(lambda: make_requested(first.pk, now=timezone.now()))
    assert number > 20

    for statement in range(1, number + 1):
        claims = _approved(1)
        asked = _asked(claims)
        killed_after(statement, lambda at=asked.pk: make_requested(at, now=timezone.now()))
        assert make_requested(asked.pk, now=timezone.now() + STALE_AFTER + timedelta(seconds=5)) or statement >= number
        asked.refresh_from_db()
        _nothing_lost_or_doubled(asked, claims)
    assert prove().holds
