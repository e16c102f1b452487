"""Who was asked is forgotten half a year after a form closed, what was answered after three years."""

from __future__ import annotations

from datetime import date, timedelta

from evaluation.models import ContactRequest, FeedbackInvitation, Response
from involvement.shared.audit.keeping import kept_until

SIX_MONTHS = timedelta(days=184)
THREE_YEARS = timedelta(days=3 * 366)


@kept_until("evaluation.FeedbackInvitation")
def forget_who_was_asked(today: date) -> int:
    return FeedbackInvitation.objects.filter(administration__closes_on__lt=today - SIX_MONTHS).delete()[0]


@kept_until("evaluation.ContactRequest")
def forget_who_wished_to_be_told(today: date) -> int:
    return ContactRequest.objects.filter(administration__closes_on__lt=today - SIX_MONTHS).delete()[0]


@kept_until("evaluation.Response")
def forget_answers(today: date) -> int:
    """Reports keep their own figures, without anybody's words."""
    over = Response.objects.filter(administration__closes_on__lt=today - THREE_YEARS)
    return over.delete()[1].get("evaluation.Response", 0)
