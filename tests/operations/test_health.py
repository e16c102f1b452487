"""Health: what balancers and alarms ask, answered without a word about anybody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from involvement.shared.health import checks
from involvement.shared.health.models import Tick
from involvement.shared.health.tasks import tick
from involvement.shared.notify.models import Message

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_is_up_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("health:live"))

    assert (answer.status_code, answer.json()) == (200, {"status": "up"})
    assert "no-store" in answer["Cache-Control"]


def test_everything_well_is_ready(client):
    tick()

    answer = client.get(reverse("health:ready"))

    assert answer.status_code == 200, answer.json()
    assert answer.json() == {"status": "ready", "checks": dict.fromkeys(checks.CHECKS, "ok")}


def test_a_schedule_that_stopped_is_said(client):
    Tick.objects.create(job="schedule", at=timezone.now() - timedelta(minutes=42))

    answer = client.get(reverse("health:ready"))

    assert answer.status_code == 503
    assert answer.json()["checks"]["schedule"] == "The schedule last ran 42 minutes ago."


def test_a_schedule_that_never_ran_is_said(client):
    assert client.get(reverse("health:ready")).json()["checks"]["schedule"] == "The schedule has not run yet."


def test_a_message_that_waits_too_long_is_said_without_whose_it_is(client):
    tick()
    past = timezone.now() - timedelta(minutes=50)
    Message.objects.create(
        kind="offer", about="invitation:1", person_id=1, name="Canary Wren", channel="email", address="wren@home.test",
        due=past, not_before=past, next_try_at=past, body="Canary"
    )  # fmt: skip

    answer = client.get(reverse("health:ready"))

    assert answer.status_code == 503
    assert answer.json()["checks"]["outbox"] == "A message has been waiting for 50 minutes."
    assert "anary" not in answer.content.decode() and "wren" not in answer.content.decode()


def test_a_message_for_later_is_no_trouble(client):
    tick()
    later = timezone.now() + timedelta(days=3)
    Message.objects.create(
        kind="offer", about="invitation:1", person_id=1, name="Wren", channel="email", address="wren@home.test",
        due=later, not_before=later, next_try_at=later, body="Later"
    )  # fmt: skip

    assert client.get(reverse("health:ready")).status_code == 200


def test_a_database_that_is_away_is_said_and_nothing_else_breaks(client, monkeypatch):
    def away():
        raise DatabaseError("connection to 10.0.0.7 refused for user canary")

    monkeypatch.setattr(checks.connection, "cursor", away)

    answer = client.get(reverse("health:ready"))

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "The database does not answer."
    assert answer.json()["checks"]["migrations"] == "Could not be checked."
    assert "canary" not in answer.content.decode()


def test_a_folder_that_cannot_be_written_is_said(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}

    assert checks.queue() == "The queue's folder cannot be written."


def test_a_broker_that_is_away_is_said(settings, monkeypatch):
    from celery import current_app

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    connect = current_app.connection_for_write
    monkeypatch.setattr(current_app, "connection_for_write", lambda **kw: connect("redis://127.0.0.1:1/0", **kw))

    assert checks.queue() == "The queue does not answer."


def test_unapplied_migrations_are_said(monkeypatch):
    monkeypatch.setattr(checks.MigrationExecutor, "migration_plan", lambda self, targets: [("x", False)] * 2)

    assert checks.migrations() == "2 migrations have not been applied."


def test_only_looking_is_allowed(client):
    assert client.post(reverse("health:ready")).status_code == 405
