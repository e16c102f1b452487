"""Doorbells for the clock and the queue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluation.domain.administrations import close_due_feedback


@shared_task(name="evaluation.close_due_feedback")  # type: ignore[untyped-decorator]
def close_due_feedback_now() -> int:
    return close_due_feedback(now=timezone.now())
