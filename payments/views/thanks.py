"""Thanks that are not money, for staff: the list, offering, noting the answer, giving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.lists import Sort, listed
from involvement.shared.ui.words import day_words, pounds
from participants.models import Person
from payments.domain.funds import funds_on
from payments.domain.thanks import (
    answer_thanks,
    hand_over,
    offer_thanks,
    rules,
    rules_for,
    sessions_of,
    why_not_hand_over,
)
from payments.forms.thanks import GiveForm, ThanksForm
from payments.models import Thanks

SORTS = {
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
    "name": Sort(gettext_lazy("Name"), "person__name"),
}


@needs(Permission.THANKS_GIVE)
@require_safe
def thanks_list(request: SignedInRequest) -> HttpResponse:
    places = institution_ids(request.user, Permission.THANKS_GIVE)
    search = request.GET.get("q", "").strip()[:200]
    found = Thanks.objects.visible_to(request.user).filter(institution_id__in=places).select_related("person")
    page = listed(found.filter(person__name__icontains=search) if search else found, request.GET, SORTS)
    context = {"page": page, "rows": [row_of(one) for one in page.rows], "search": search, "rule": rules()["staff"]}
    return TemplateResponse(request, "payments/thanks_list.html", context)


@needs(Permission.THANKS_GIVE)
def thank(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer something to one person."""
    at_work = institution_ids(request.user, Permission.THANKS_GIVE)
    people = Person.objects.visible_to(request.user).filter(institution_id__in=at_work)
    person = get_object_or_404(people.select_related("institution", "adult_lead"), pk=pk)
    sessions = sessions_of(person)
    form = ThanksForm(request.POST or None, sessions=sessions)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return once(request, "thanks.offer", lambda: _offer(request, person, form.cleaned_data, sessions))
    context = {"form": form, "person": person, "rule": rules()["staff"]}
    return TemplateResponse(request, "payments/thank.html", context)


@needs(Permission.THANKS_GIVE)
def thanks_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One thank-you: note what the person said, and that it was given."""
    at_work = institution_ids(request.user, Permission.THANKS_GIVE)
    found = Thanks.objects.visible_to(request.user).filter(institution_id__in=at_work)
    thanks = get_object_or_404(found.select_related("person", "session", "by"), pk=pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    funds = funds_on(thanks.institution_id)
    give = GiveForm(request.POST if do == "give" else None, funds=funds)
    if request.method == "POST":
        if do not in ("yes", "no", "give"):
            raise Http404
        if do != "give":
            return once(request, "thanks.answer", lambda: _answer(request, thanks, yes=do == "yes"))
        if give.is_valid():
            with refusals_on(give):
                return once(request, "thanks.give", lambda: _give(request, thanks, give.cleaned_data, funds))
    context = {
        "thanks": thanks,
        "row": row_of(thanks),
        "known": rules_for(thanks.kind, cash_like=thanks.cash_like),
        "always": rules()["always"],
        "checked_on": rules()["checked_on"],
        "why_not": why_not_hand_over(thanks),
        "give": give,
        "waits": thanks.state in (Thanks.State.OFFERED, Thanks.State.ACCEPTED, Thanks.State.DECLINED),
    }
    return TemplateResponse(request, "payments/thanks.html", context)


def row_of(thanks: Thanks) -> dict[str, Any]:
    """One thank-you in words."""
    colours = {"offered": "blue", "accepted": "turquoise", "declined": "grey", "given": "green"}
    return {
        "pk": thanks.pk,
        "name": thanks.person.name,
        "kind": thanks.get_kind_display(),
        "words": thanks.words,
        "worth": pounds(thanks.pence) if thanks.pence else "",
        "state": thanks.get_state_display(),
        "colour": colours[thanks.state],
        "given": day_words(thanks.given_on),
        "is_certificate": thanks.kind == Thanks.Kind.CERTIFICATE,
        "open": thanks.state != Thanks.State.GIVEN,
    }


def _offer(request: SignedInRequest, person: Person, said: dict[str, Any], sessions: list[Session]) -> str:
    session = next((one for one in sessions if one.pk == said["session"]), None)
    made = offer_thanks(person, **(said | {"session": session}), by=request.actor)
    messages.success(request, _("Done. The person is told."))
    return reverse("payments:thanks_page", args=[made.pk])


def _answer(request: SignedInRequest, thanks: Thanks, *, yes: bool) -> str:
    words = _("noted by %(name)s") % {"name": request.user.name}
    answer_thanks(thanks, yes=yes, by=request.actor, answered_by=words)
    messages.success(request, _("Noted."))
    return request.path


def _give(request: SignedInRequest, thanks: Thanks, said: dict[str, Any], funds: list[Any]) -> str:
    fund = next((one for one in funds if one.pk == said["fund"]), None)
    hand_over(thanks, given_on_day=said["given_on"], fund=fund, by=request.actor)
    messages.success(request, _("Noted that it was given."))
    return request.path
