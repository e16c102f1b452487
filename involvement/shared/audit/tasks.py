"""Doorbell of the clock; safe to ring twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from involvement.shared.audit.keeping import forget_what_is_over


@shared_task(name="audit.forget_what_is_over")  # type: ignore[untyped-decorator]
def forget() -> int:
    return sum(forget_what_is_over(today=timezone.localdate()).values())
