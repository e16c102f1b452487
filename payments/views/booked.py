"""What staff booked for the people of one session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import pounds
from participants.models import Person
from payments.domain.booked import book_for, people_coming
from payments.domain.funds import funds_on
from payments.forms.expenses import BookedForm
from payments.models import BookedCost


@needs(Permission.CLAIM_APPROVE)
def booked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list, and one more. The money goes to whoever was booked, never to the person."""
    at_work = institution_ids(request.user, Permission.CLAIM_APPROVE)
    session = get_object_or_404(Session.objects.visible_to(request.user).filter(institution_id__in=at_work), pk=pk)
    people, funds = people_coming(session), funds_on(session.institution_id)
    form = BookedForm(request.POST or None, people=people, funds=funds)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return once(request, "cost.book", lambda: _book(request, session, form.cleaned_data, people, funds))
    rows = BookedCost.objects.visible_to(request.user).filter(session=session).select_related("person")
    shown = [
        {"name": b.person.name, "kind": b.get_kind_display(), "words": b.words, "sum": pounds(b.pence)} for b in rows
    ]
    context = {"session": session, "form": form, "rows": shown, "people": people}
    return TemplateResponse(request, "payments/booked.html", context)


def _book(
    request: SignedInRequest, session: Session, said: dict[str, Any], people: list[Person], funds: list[Any]
) -> str:
    person = next(one for one in people if one.pk == said["person"])
    fund = next((one for one in funds if one.pk == said["fund"]), None)
    facts = {name: said[name] for name in ("kind", "words", "pence")}
    book_for(person, session=session, fund=fund, by=request.actor, **facts)
    messages.success(request, _("Written down. The person sees it under “My money”."))
    return request.path
