"""Who came: marked by whoever leads, on a phone in the room."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.dashboards.attendance_forms import AddForm, MarkForm
from involvement.domain.attendance import add_unexpected, mark_attendance, why_not_mark
from involvement.domain.expected import Expected, expected_people, note_reading
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused


@dataclass(frozen=True)
class Overtaken:
    """Somebody else marked this person first: what they put, and what was put here."""

    name: str
    theirs: str
    whose: str
    yours: str


@needs(Permission.ATTENDANCE_MARK)
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.ATTENDANCE_MARK, session)
    people = expected_people(session)
    adding = request.POST.get("form") == "add"
    add = AddForm(request.POST if adding else None)
    posted = request.POST if request.method == "POST" and not adding else None
    forms = [MarkForm(posted, expected=one, session=session) for one in people]
    overtaken: list[Overtaken] = []
    if adding and add.is_valid():
        try:
            person = add_unexpected(session, add.cleaned_data["name"], by=request.actor)
        except Refused as refused:
            add.add_error("name", refused.sentence)
        else:
            messages.success(request, _("%(name)s is on the list now.") % {"name": person.name})
            return HttpResponseRedirect(request.path)
    elif posted is not None and False not in [form.is_valid() for form in forms]:
        try:
            overtaken = _mark(request, session, forms)
        except Refused as refused:  # what was marked stays on the page
            messages.warning(request, refused.sentence)
        else:
            if not overtaken:
                return HttpResponseRedirect(request.path)
            forms = [MarkForm(expected=one, session=session) for one in expected_people(session)]
    note_reading(session, people, by=request.actor, role=_role(request, session))
    return _page(request, session, forms, add, overtaken)


def _mark(request: SignedInRequest, session: Session, forms: list[MarkForm]) -> list[Overtaken]:
    """Save, say so, and return those whom somebody else had marked otherwise meanwhile."""
    marks = {mark.person_id: mark for form in forms if (mark := form.mark)}
    done = mark_attendance(session, list(marks.values()), by=request.actor)
    if done.saved or not done.overtaken:
        people = len(marks) - len(done.overtaken)
        words = ngettext("Saved. %(n)d person is marked.", "Saved. %(n)d people are marked.", people) % {"n": people}
        messages.success(request, words)
    now_there = {one.person.pk: one for one in expected_people(session)} if done.overtaken else {}
    labels = dict(MarkForm.base_fields["status"].choices)  # type: ignore[attr-defined]
    return [_overtaken(now_there[pk], str(labels[marks[pk].status])) for pk in done.overtaken]


def _overtaken(one: Expected, yours: str) -> Overtaken:
    row = one.attendance
    theirs = str(row.get_status_display()) if row else _("Not marked")
    whose = row.marked_by.name if row and row.marked_by else _("Somebody else")
    return Overtaken(one.person.name, theirs, whose, yours)


def _role(request: SignedInRequest, session: Session) -> str:
    """In which role this reader stands here; the first of the working ones they hold."""
    held = request.user.roles_at(session.institution_id)
    return next((role for role in ("coordinator", "panel_chair", "lecturer") if role in held), "")


def _page(
    request: SignedInRequest, session: Session, forms: list[MarkForm], add: AddForm, overtaken: list[Overtaken]
) -> HttpResponse:
    marked = sum(bool(form.initial.get("status")) for form in forms)
    shown = {
        "session": session,
        "forms": forms,
        "add": add,
        "all_forms": [*forms, add],
        "overtaken": overtaken,
        "closed": why_not_mark(session, now=timezone.now()),
        "marked": marked,
        "total": len(forms),
    }
    return TemplateResponse(request, "dashboards/attendance/attendance.html", shown, status=409 if overtaken else 200)
