"""Doorbells of the clock and the queue: safe to ring twice, at once, late or not at all."""

from celery import shared_task
from django.utils import timezone

from payments.domain.batch_requests import make_requested, make_waiting_batches
from payments.domain.fund_alerts import look_after_funds
from payments.domain.guard.kept import forget_old


@shared_task(name="payments.make_batch", soft_time_limit=150)  # type: ignore[untyped-decorator]
def make_batch_now(request_id: int) -> bool:
    return make_requested(request_id, now=timezone.now())


@shared_task(name="payments.make_waiting_batches")  # type: ignore[untyped-decorator]
def make_waiting_batches_now() -> int:
    return make_waiting_batches(now=timezone.now())


@shared_task(name="payments.look_after_funds")  # type: ignore[untyped-decorator]
def funds() -> int:
    return look_after_funds(now=timezone.now())


@shared_task(name="payments.forget_circumstances")  # type: ignore[untyped-decorator]
def forget_circumstances() -> int:
    return forget_old(today=timezone.localdate())
