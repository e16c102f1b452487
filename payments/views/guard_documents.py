"""What a person may print for themselves: a page for an adviser, and a letter. Streamed, never stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.documents.pdf import render_pdf
from payments.domain.benefit_check.facts import Activity, Capacity
from payments.domain.guard.answers import Answers, capacity_in
from payments.domain.guard.facts_told import facts_told
from payments.domain.guard.showing import show
from payments.domain.guard.subject import Subject

CONSULTED = {Activity.CONSULTATION_MEETING, Activity.RESEARCH_OR_MONITORING_GROUP}
CONSULTED_AS = {Capacity.SERVICE_USER, Capacity.POTENTIAL_SERVICE_USER, Capacity.CARER_OF_CONSULTED_PERSON}


def document(which: str, subject: Subject, answers: Answers, *, kept: bool) -> HttpResponse:
    """`which` is "adviser" or "letter". File names say nothing about anybody."""
    context = _letter(subject, answers) if which == "letter" else _for_adviser(subject, answers, kept)
    made = render_pdf(f"pdf/guard_{which}.html", context)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="for-you.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _for_adviser(subject: Subject, answers: Answers, kept: bool) -> dict[str, Any]:
    today = timezone.localdate()
    shown = show(subject, answers, today=today, kept=kept)
    return {"shown": shown, "subject": subject, "facts": facts_told(subject, answers), "today": today}


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
