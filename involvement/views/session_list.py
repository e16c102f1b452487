"""The list of sessions, on the page and as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from involvement.domain import kinds
from involvement.domain.sessions import with_number_who_said_yes
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.exports.door import MOST_ROWS, Column, export_list
from involvement.shared.ui.fields import end_of_day
from involvement.shared.ui.lists import Sort, listed
from involvement.shared.ui.words import when_words
from programmes.models import Programme

SORTS = {
    "soonest": Sort(gettext_lazy("Soonest first"), "starts_at"),
    "latest": Sort(gettext_lazy("Latest first"), "starts_at", downwards=True),
    "title": Sort(gettext_lazy("Title"), "title"),
}
PERIODS = [
    ("coming", gettext_lazy("Still to come")),
    ("past", gettext_lazy("Over")),
    ("all", gettext_lazy("All")),
]
COLUMNS = [
    Column("title", "Title"),
    Column("kind", "Kind"),
    Column("when", "When"),
    Column("programme", "Programme"),
    Column("venue", "Where"),
    Column("lead", "Lead"),
    Column("status", "Status"),
    Column("said_yes", "Said yes"),
]


@needs(Permission.SESSION_VIEW)
def session_list(request: SignedInRequest) -> HttpResponse:
    wanted = _wanted(request.GET)
    page = listed(_found(request, wanted), request.GET, SORTS)
    page.rows = [_row(session) for session in page.rows]
    programmes = Programme.objects.visible_to(request.user).order_by("title").values_list("pk", "title")
    context = {
        "page": page,
        "wanted": wanted,
        "programmes": [(str(pk), title) for pk, title in programmes],
        "kinds": [(kind.key, kind.label) for kind in kinds.all_kinds()],
        "statuses": [choice for choice in Session.Status.choices if choice[0] != "imported"],
        "periods": PERIODS,
        "may_plan": holds(request.user, Permission.SESSION_MANAGE),
        "narrowed": any(value for name, value in wanted.items() if name != "period"),
    }
    return TemplateResponse(request, "involvement/sessions.html", context)


@needs(Permission.SESSION_VIEW)
@require_POST
def session_export(request: SignedInRequest) -> HttpResponse:
    """The same list as a file; the record says who took it."""
    institution = institutions_where(request.user, Permission.SESSION_VIEW)[0]
    found = _found(request, _wanted(request.GET)).order_by("starts_at", "pk")[:MOST_ROWS]
    return export_list(
        [_row(session) for session in found],
        COLUMNS,
        name=_("sessions"),
        reason="list of sessions",
        about=institution,
        institution_id=institution.pk,
        by=request.actor,
        file=request.POST.get("file", ""),
    )


def _wanted(address: QueryDict) -> dict[str, str]:
    """The filters of the address; what makes no sense is left out."""
    wanted = {name: address.get(name, "").strip()[:200] for name in ("q", "programme", "kind", "status", "from", "to")}
    period = address.get("period", "coming")
    wanted["period"] = period if period in dict(PERIODS) else "coming"
    wanted["programme"] = (
        wanted["programme"] if wanted["programme"].isdecimal() and len(wanted["programme"]) < 18 else ""
    )
    wanted["status"] = wanted["status"] if wanted["status"] in Session.Status.values else ""
    for name in ("from", "to"):
        wanted[name] = wanted[name] if _day(wanted[name]) else ""
    return wanted


def _found(request: SignedInRequest, wanted: dict[str, str]) -> QuerySet[Session]:
    found = Session.objects.visible_to(request.user).exclude(status=Session.Status.IMPORTED)
    now = timezone.now()
    if wanted["q"]:
        found = found.filter(title__icontains=wanted["q"])
    for name in ("programme", "kind", "status"):
        if wanted[name]:
            found = found.filter(**{{"programme": "programme_id"}.get(name, name): wanted[name]})
    if wanted["period"] != "all":
        found = found.filter(ends_at__gte=now) if wanted["period"] == "coming" else found.filter(ends_at__lt=now)
    if first := _day(wanted["from"]):
        found = found.filter(starts_at__gte=end_of_day(first - timedelta(days=1)))
    if last := _day(wanted["to"]):
        found = found.filter(starts_at__lt=end_of_day(last))
    return with_number_who_said_yes(found.select_related("programme", "lead"))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def _row(session: Session) -> dict[str, Any]:
    """The words of one row, made once."""
    return {
        "pk": session.pk,
        "title": session.title,
        "kind": kinds.label_of(session.kind),
        "when": when_words(session),
        "programme": session.programme.title if session.programme else "",
        "venue": session.venue,
        "lead": str(session.lead) if session.lead else "",
        "status": session.get_status_display(),
        "said_yes": session.said_yes,  # type: ignore[attr-defined]
    }
