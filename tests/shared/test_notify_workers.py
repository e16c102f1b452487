"""Real workers: killed in the middle of a lot, and a broker that forgot everything (R25, R26, R27)."""

import os
from collections import Counter
from datetime import timedelta

import pytest
import redis
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.notify.delivery import deliver_due, hold_doubtful
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import queue_messages
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.notify import draft_for
from tests.shared.mail_server import mail_server
from tests.shared.worker_processes import environment, kill, ring, wait_for, worker

REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/3"
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["filesystem://", pytest.param(REDIS, marks=pytest.mark.server)], ids=["files", "redis"])
def broker(request):
    if request.param.startswith("redis"):
        redis.Redis.from_url(request.param).delete("celery")
    return request.param


@pytest.fixture
def here():
    return InstitutionFactory(quiet_from=0, quiet_until=0)


def drafts(here, count):
    return [
        draft_for(n, institution_id=here.pk, address=f"partner{n}@example.test", body="Hello.")
        for n in range(1, count + 1)
    ]


def test_kill_9_in_the_middle_of_a_lot_loses_nothing_doubles_nothing_and_shows_the_doubtful_one(
    broker, here, settings, tmp_path, client
):
    with mail_server(settings) as server:
        server.handler.delay = 0.3
        queue_messages(drafts(here, 15))
        env = environment(broker, tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
        with worker(env, tmp_path) as process:
            ring(env)
            assert wait_for(lambda: len(server.handler.taken) >= 4, seconds=60), (tmp_path / "worker.log").read_text()
            kill(process)

        left = Counter(Message.objects.values_list("state", flat=True))
        assert left["sending"] == 1
        assert left["sent"] >= 3
        assert left["waiting"] >= 5

        server.handler.delay = 0
        later = timezone.now() + timedelta(minutes=16)
        assert hold_doubtful(now=later) == 1
        deliver_due(now=later)
        deliver_due(now=later + timedelta(days=2))

        states = dict(Message.objects.values_list("address", "state"))
        held = [address for address, state in states.items() if state == "held"]
        arrived = Counter(server.handler.addresses())
        assert len(held) == 1
        assert set(arrived.values()) == {1}
        assert set(arrived) | set(held) == set(states)

    client.force_login(user_with(Role.COORDINATOR, here))
    page = client.get(reverse("notify:outbox"), {"state": "held"}).content.decode()
    assert "1 message that may or may not have arrived" in page


def test_a_broker_that_forgot_everything_loses_nothing_the_schedule_looks_anyway(broker, here, settings, tmp_path):
    with mail_server(settings) as server:
        queue_messages(drafts(here, 3))  # no doorbell reaches the worker
        env = environment(broker, tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
        with worker(env, tmp_path, schedule=True):
            assert wait_for(lambda: len(server.handler.taken) == 3, seconds=90), (tmp_path / "worker.log").read_text()
            assert wait_for(lambda: set(Message.objects.values_list("state", flat=True)) == {"sent"}, seconds=20)
        assert set(Counter(server.handler.addresses()).values()) == {1}
