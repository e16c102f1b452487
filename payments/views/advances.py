"""Money before a session, for staff: the list, asking for somebody by phone, the answer, and settling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from involvement.models import Invitation, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.lists import Sort, listed
from payments.domain.advances import (
    agree_in_advance,
    ask_in_advance,
    kinds_in_advance,
    refuse_in_advance,
    said_yes_to,
    stop_advance,
)
from payments.domain.settling import decide_rest, note_given_back, tell_spent
from payments.forms.advances import AskForForm, DecideForm, GivenBackForm, NoForm, SpentForm
from payments.models import Advance
from payments.views.advance_words import COLOURS, row_of, shown
from payments.views.my_advances import store_ticket

SORTS = {
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
    "soonest": Sort(gettext_lazy("Needed soonest first"), "needed_by"),
    "name": Sort(gettext_lazy("Name"), "person__name"),
}


@needs(Permission.CLAIM_APPROVE)
@require_safe
def advances(request: SignedInRequest) -> HttpResponse:
    places = institution_ids(request.user, Permission.CLAIM_APPROVE)
    search = request.GET.get("q", "").strip()[:200]
    found = Advance.objects.visible_to(request.user).filter(institution_id__in=places).with_standing()
    if search:
        found = found.filter(person__name__icontains=search)
    page = listed(found.select_related("person", "session"), request.GET, SORTS)
    context = {"page": page, "rows": [row_of(one) for one in page.rows], "search": search}
    return TemplateResponse(request, "payments/advances.html", context)


@needs(Permission.CLAIM_APPROVE)
def advance_for(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody rang and asks for money before this session."""
    at_work = institution_ids(request.user, Permission.CLAIM_APPROVE)
    session = get_object_or_404(Session.objects.visible_to(request.user).filter(institution_id__in=at_work), pk=pk)
    people = {one.pk: one for one in said_yes_to(session)}
    kinds = kinds_in_advance(session.institution_id)
    form = AskForForm(request.POST or None, kinds=kinds, people=[(pk, one.person.name) for pk, one in people.items()])
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return once(request, "advance.ask_for", lambda: _ask_for(request, people, dict(form.cleaned_data)))
    context = {"form": form, "session": session, "people": people, "kinds": kinds}
    return TemplateResponse(request, "payments/advance_for.html", context)


@needs(Permission.CLAIM_APPROVE)
def advance(request: SignedInRequest, pk: int) -> HttpResponse:
    at_work = institution_ids(request.user, Permission.CLAIM_APPROVE)
    found = Advance.objects.visible_to(request.user).filter(institution_id__in=at_work)
    advance = get_object_or_404(found.with_details(), pk=pk)
    do = request.POST.get("do", "")
    forms = _forms(request, do)
    problem, status = "", 200
    if request.method == "POST":
        if do not in ("agree", "stop", *forms):
            raise Http404
        if do not in forms or forms[do].is_valid():
            try:
                return once(request, f"advance.{do}", _deeds(request, advance, forms)[do])
            except Refused as refused:
                problem, status = refused.sentence, 409
                advance.refresh_from_db()
    context = {
        "advance": advance,
        "shown": shown(advance),
        "forms": forms,
        "all_forms": list(forms.values()),
        "colour": COLOURS[advance.state],
        "problem": problem,
    }
    return TemplateResponse(request, "payments/advance.html", context, status=status)


def _forms(request: SignedInRequest, do: str) -> dict[str, Any]:
    def data(name: str) -> Any:
        return request.POST if do == name else None

    return {
        "refuse": NoForm(data("refuse")),
        "spent": SpentForm(data("spent"), request.FILES if do == "spent" else None),
        "decide": DecideForm(data("decide")),
        "given_back": GivenBackForm(data("given_back")),
    }


def _deeds(request: SignedInRequest, advance: Advance, forms: dict[str, Any]) -> dict[str, Callable[[], str]]:
    return {
        "agree": lambda: _agree(request, advance),
        "stop": lambda: _stop(request, advance),
        "refuse": lambda: _refuse(request, advance, forms["refuse"].cleaned_data["reason"]),
        "spent": lambda: _spent(request, advance, forms["spent"]),
        "decide": lambda: _decide(request, advance, forms["decide"].cleaned_data),
        "given_back": lambda: _given_back(request, advance, forms["given_back"].cleaned_data["given_back"]),
    }


def _ask_for(request: SignedInRequest, people: dict[int, Invitation], said: dict[str, Any]) -> str:
    made = ask_in_advance(people[said.pop("invitation")], **said, by=request.actor)
    messages.success(request, _("Noted. Somebody else must agree to it, because you asked for the person."))
    return reverse("payments:advance", args=[made.pk])


def _agree(request: SignedInRequest, advance: Advance) -> str:
    agree_in_advance(advance, by=request.actor)
    messages.success(request, _("Agreed. Finance can pay it now, and the person is told."))
    return request.path


def _stop(request: SignedInRequest, advance: Advance) -> str:
    stop_advance(advance, reason=_("It is not needed any more."), by=request.actor)
    messages.success(request, _("Stopped. It is not paid."))
    return request.path


def _refuse(request: SignedInRequest, advance: Advance, reason: str) -> str:
    refuse_in_advance(advance, reason=reason, by=request.actor)
    messages.success(request, _("The person is told, with your reason."))
    return request.path


def _spent(request: SignedInRequest, advance: Advance, form: SpentForm) -> str:
    stored = store_ticket(advance, form, by=request.actor)
    tell_spent(advance, pence=form.cleaned_data["spent"], receipt=stored, by=request.actor)
    messages.success(request, _("Noted what was spent."))
    return request.path


def _decide(request: SignedInRequest, advance: Advance, said: dict[str, Any]) -> str:
    decide_rest(advance, ask_back_pence=said["ask_back"], reason=said["why"], by=request.actor)
    messages.success(request, _("Decided. The person is told, with your reason."))
    return request.path


def _given_back(request: SignedInRequest, advance: Advance, pence: int) -> str:
    note_given_back(advance, pence=pence, by=request.actor)
    messages.success(request, _("Noted that it was given back."))
    return request.path
