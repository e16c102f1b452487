"""Doorbells for the clock and the queue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluation.domain.administrations import close_due_feedback
from evaluation.domain.report_runs import make_report, make_waiting_reports


@shared_task(name="evaluation.close_due_feedback")  # type: ignore[untyped-decorator]
def close_due_feedback_now() -> int:
    return close_due_feedback(now=timezone.now())


@shared_task(name="evaluation.make_report", soft_time_limit=150)  # type: ignore[untyped-decorator]
def make_report_now(run_id: int) -> bool:
    return make_report(run_id, now=timezone.now())


@shared_task(name="evaluation.make_waiting_reports")  # type: ignore[untyped-decorator]
def make_waiting_reports_now() -> int:
    return make_waiting_reports(now=timezone.now())
