"""Doorbells of the outbox; safe to ring twice, at once or never (R26)."""

from __future__ import annotations

from time import monotonic

from celery import shared_task
from django.utils import timezone

from involvement.shared.notify import delivery

WORK_FOR = 240.0
"""Seconds a ring may keep a worker; what is left then is found at the next ring."""


@shared_task(name="notify.deliver_due", time_limit=600)  # type: ignore[untyped-decorator]
def deliver_due() -> int:
    sent, until = 0, monotonic() + WORK_FOR
    while (went := delivery.deliver_due(now=timezone.now())) and monotonic() < until:
        sent += went
    return sent + went


@shared_task(name="notify.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    return delivery.hold_doubtful(now=timezone.now())
