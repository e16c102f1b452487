"""What a person may print for themselves: a page for an adviser, and a letter. Streamed, never stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.documents.pdf import render_fitting, render_pdf
from payments.domain.benefit_check.facts import Activity, Capacity
from payments.domain.guard.adviser_page import adviser_page
from payments.domain.guard.answers import Answers, capacity_in
from payments.domain.guard.facts_told import facts_told
from payments.domain.guard.showing import Shown, show
from payments.domain.guard.subject import Subject
from payments.domain.guard.totals import Total

PAGE = "pdf/guard_adviser.html"
CONSULTED = {Activity.CONSULTATION_MEETING, Activity.RESEARCH_OR_MONITORING_GROUP}
CONSULTED_AS = {Capacity.SERVICE_USER, Capacity.POTENTIAL_SERVICE_USER, Capacity.CARER_OF_CONSULTED_PERSON}


def document(which: str, subject: Subject, answers: Answers, *, kept: bool) -> HttpResponse:
    """`which` is "adviser" or "letter". File names say nothing about anybody."""
    context = _letter(subject, answers) if which == "letter" else _for_adviser(subject, answers, kept)
    made = render_pdf("pdf/guard_letter.html", context) if which == "letter" else render_fitting(PAGE, _sizes(context))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="for-you.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _for_adviser(subject: Subject, answers: Answers, kept: bool) -> dict[str, Any]:
    today = timezone.localdate()
    shown = show(subject, answers, today=today, kept=kept)
    return {
        "shown": shown,
        "page": adviser_page(shown),
        "subject": subject,
        "told": facts_told(subject, answers),
        "totals": _totals(shown),
        "today": today,
    }


def _totals(shown: Shown) -> list[Total]:
    """Of the first choice that is paid: the whole fee, where something else falls together with it."""
    totals = next((choice.totals for choice in shown.choices if choice.totals), [])
    return [total for total in totals if not total.alone]


def _sizes(context: dict[str, Any]) -> list[dict[str, Any]]:
    """One page in 11 points, in 10 or in 9; when none holds it all, as many pages as it takes, with their numbers."""
    sizes = [("11", False), ("10", False), ("9", False), ("9", True)]
    return [{**context, "size": size, "numbered": numbered} for size, numbered in sizes]


def _letter(subject: Subject, answers: Answers) -> dict[str, Any]:
    """`consulted` only where the kind of work and the person's own word bear it out (reference, section 4.2)."""
    capacity = capacity_in(answers)
    return {
        "subject": subject,
        "consulted": subject.offered.activity in CONSULTED and capacity in CONSULTED_AS,
        "carer": capacity is Capacity.CARER_OF_CONSULTED_PERSON,
        "fee_pence": int(subject.offered.fee * 100),
        "today": timezone.localdate(),
        "description": _("Letter about involvement"),
    }
