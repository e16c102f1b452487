"""Waking the worker. Only a hint: the schedule looks anyway, so a broker that is down breaks no page (R25)."""

from __future__ import annotations

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def ring_on_commit() -> None:
    transaction.on_commit(ring, robust=True)


def ring() -> bool:
    """Say "look now". False when nobody could be told; the message then waits for the schedule."""
    try:
        current_app.send_task("notify.deliver_due", retry=False)
    except (OperationalError, OSError) as problem:
        log.warning("doorbell_failed", problem=type(problem).__name__)
        return False
    return True
