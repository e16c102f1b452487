"""What must be true for everything to work. Each check answers one sentence when it fails, and "" when all is well.

Sentences name no person, address or secret: anybody may read them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils import timezone
from kombu.exceptions import OperationalError

from involvement.shared.health.models import Tick
from involvement.shared.notify.models import Message

OUTBOX_PATIENCE = timedelta(minutes=15)
TICK_PATIENCE = timedelta(minutes=5)
Check = Callable[[], str]


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer."
    return ""


def migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations have not been applied." if waiting else ""


def queue() -> str:
    """The folder of the file-system transport can be written, or the broker takes a connection."""
    if settings.CELERY_BROKER_URL == "filesystem://":
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]))
        return "" if os.access(folder, os.W_OK) else "The queue's folder cannot be written."
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OperationalError, OSError):
        return "The queue does not answer."
    return ""


def outbox() -> str:
    """Letters and calls wait for a person and are shown elsewhere; these wait for a machine."""
    by_machine = [Message.Channel.EMAIL, Message.Channel.TEXT]
    waiting = Message.objects.filter(state=Message.State.WAITING, channel__in=by_machine)
    oldest = waiting.aggregate(at=Min("next_try_at"))["at"]
    if oldest is None or oldest > timezone.now() - OUTBOX_PATIENCE:
        return ""
    return f"A message has been waiting for {int((timezone.now() - oldest).total_seconds() // 60)} minutes."


def schedule() -> str:
    last = Tick.objects.filter(job="schedule").values_list("at", flat=True).first()
    if last is None:
        return "The schedule has not run yet."
    late = timezone.now() - last
    return f"The schedule last ran {int(late.total_seconds() // 60)} minutes ago." if late > TICK_PATIENCE else ""


CHECKS: dict[str, Check] = {
    "database": database,
    "migrations": migrations,
    "queue": queue,
    "outbox": outbox,
    "schedule": schedule,
}
NEED_NO_TABLES = {"database", "queue"}


def look() -> dict[str, str]:
    """Every check's sentence; those that need the database are not asked when it is away or behind."""
    found: dict[str, str] = {}
    for name, check in CHECKS.items():
        blocked = found.get("database") or (name != "migrations" and found.get("migrations"))
        found[name] = "Could not be checked." if blocked and name not in NEED_NO_TABLES else check()
    return found
