"""Doorbells of the clock: safe to ring twice, at once, late or not at all."""

from celery import shared_task
from django.utils import timezone

from payments.domain.fund_alerts import look_after_funds
from payments.domain.guard.kept import forget_old


@shared_task(name="payments.look_after_funds")  # type: ignore[untyped-decorator]
def funds() -> int:
    return look_after_funds(now=timezone.now())


@shared_task(name="payments.forget_circumstances")  # type: ignore[untyped-decorator]
def forget_circumstances() -> int:
    return forget_old(today=timezone.localdate())
