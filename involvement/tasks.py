"""Doorbells of the clock: safe to ring twice, at once, late or not at all."""

from celery import shared_task
from django.utils import timezone

from involvement.domain.reminders import queue_reminders


@shared_task(name="involvement.queue_reminders")  # type: ignore[untyped-decorator]
def remind() -> int:
    return queue_reminders(now=timezone.now())
