"""Doorbells of the clock: safe to ring twice, at once, late or not at all."""

from celery import shared_task
from django.utils import timezone

from payments.domain.fund_alerts import look_after_funds


@shared_task(name="payments.look_after_funds")  # type: ignore[untyped-decorator]
def funds() -> int:
    return look_after_funds(now=timezone.now())
