"""Reports: asking, waiting, reading, and taking them away as PDF or spreadsheet file."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from evaluation.domain.report_drawings import drawn
from evaluation.domain.report_parts import Row, SessionReport, from_snapshot
from evaluation.domain.report_runs import request_report, try_again, why_no_report
from evaluation.models import ReportRun
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.exports.door import Column, export_list
from involvement.shared.ui.lists import Sort, listed

SORTS = {"newest": Sort(gettext_lazy("Newest first"), "requested_at", downwards=True)}
SESSION_SORTS = {
    "newest": Sort(gettext_lazy("Newest first"), "starts_at", downwards=True),
    "title": Sort(gettext_lazy("Title"), "title"),
}
HELD = [Session.Status.HELD, Session.Status.DEBRIEFED, Session.Status.CLOSED]


@needs(Permission.REPORT_VIEW)
def report_list(request: SignedInRequest) -> HttpResponse:
    found = ReportRun.objects.visible_to(request.user).with_details()
    search, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    if search:
        found = found.filter(session__title__icontains=search)
    if state in ReportRun.State.values:
        found = found.filter(state=state)
    page = listed(found, request.GET, SORTS)
    context = {"page": page, "search": search, "state": state, "states": ReportRun.State.choices}
    return TemplateResponse(request, "evaluation/reports.html", context)


@needs(Permission.REPORT_REQUEST)
def choose_session(request: SignedInRequest) -> HttpResponse:
    """Sessions that took place, to ask for a report on one."""
    found = Session.objects.visible_to(request.user).with_details().filter(status__in=HELD, starts_at__isnull=False)
    search = request.GET.get("q", "").strip()[:200]
    if search:
        found = found.filter(Q(title__icontains=search) | Q(programme__title__icontains=search))
    page = listed(found.annotate(report_count=Count("report_runs")), request.GET, SESSION_SORTS)
    return TemplateResponse(request, "evaluation/choose_session.html", {"page": page, "search": search})


@needs(Permission.REPORT_VIEW)
def session_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """All reports on one session, and asking for one."""
    session = get_object_or_404(Session.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.REPORT_VIEW, session)
    runs = ReportRun.objects.visible_to(request.user).with_details().filter(session=session)[:50]
    may_ask = may(request.user, Permission.FEEDBACK_OPEN, session)
    context = {"session": session, "runs": runs, "reason": why_no_report(session), "may_ask_people": may_ask}
    return TemplateResponse(request, "evaluation/session_report.html", context)


@require_POST
@needs(Permission.REPORT_REQUEST)
def ask_for_report(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.REPORT_REQUEST, session)
    return redirect("evaluation:report", pk=request_report(session, by=request.actor).pk)


@needs(Permission.REPORT_VIEW)
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """While it is being made: how far it is. When it is ready: the report itself. When it failed: why."""
    run = _run(request, pk)
    if run.state != ReportRun.State.DRAFT:
        return TemplateResponse(request, "evaluation/report_progress.html", {"run": run})
    made = from_snapshot(run.snapshot)
    others = ReportRun.objects.visible_to(request.user).with_details().filter(session_id=run.session_id)
    older = others.filter(state=ReportRun.State.DRAFT).exclude(pk=run.pk)[:20]
    context = {"run": run, "report": made, "sections": drawn(made), "older": older}
    return TemplateResponse(request, "evaluation/report.html", context)


@require_POST
@needs(Permission.REPORT_REQUEST)
def report_again(request: SignedInRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    allow(request.user, Permission.REPORT_REQUEST, run.session)
    try_again(run, by=request.actor)
    return redirect("evaluation:report", pk=pk)


@needs(Permission.REPORT_VIEW)
def report_pdf(request: SignedInRequest, pk: int) -> FileResponse:
    run = _ready(request, pk)
    name = f"{slugify(run.session.title) or 'report'}-{run.pk}.pdf"
    response = FileResponse(run.pdf.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


@needs(Permission.REPORT_VIEW)
def report_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every table of the report, one number a line."""
    run = _ready(request, pk)
    return export_list(
        csv_rows(from_snapshot(run.snapshot)),
        [Column(key, key.capitalize()) for key in ("table", "row", "figure", "value")],
        name=f"{run.session.title}-{run.pk}",
        reason="session report",
        about=run,
        institution_id=run.session.institution_id,
        by=request.actor,
    )


def csv_rows(made: SessionReport) -> list[dict[str, str]]:
    """The tables of a report as the same words that stand on its page."""
    lines = []
    for table in made.tables():
        rows: list[Row] = [*table.rows, *([table.total] if table.total else [])]
        for row in rows:
            for head, cell in zip(table.heads[1:], row.cells, strict=True):
                lines.append({"table": table.caption, "row": row.label, "figure": head, "value": str(cell)})
    return lines


def _run(request: SignedInRequest, pk: int) -> ReportRun:
    found = ReportRun.objects.visible_to(request.user).select_related("session__institution", "requested_by")
    run: ReportRun = get_object_or_404(found, pk=pk)
    allow(request.user, Permission.REPORT_VIEW, run.session)
    return run


def _ready(request: SignedInRequest, pk: int) -> ReportRun:
    """A report that is not ready has no file and no figures to know of."""
    run = _run(request, pk)
    found = ReportRun.objects.visible_to(request.user).select_related("session__institution")
    return get_object_or_404(found, pk=run.pk, state=ReportRun.State.DRAFT)
