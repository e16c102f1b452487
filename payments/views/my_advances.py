"""Money before a session, for the person: ask for it, see the answer, say what was really spent."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.models import Invitation
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import may, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import pounds
from involvement.shared.uploads.models import StoredFile
from involvement.shared.uploads.store import serve, store_upload
from payments.domain.advances import ask_in_advance, kinds_in_advance, stop_advance, why_not_ask
from payments.domain.settling import take_from_fee, tell_spent
from payments.forms.advances import AskForm, SpentForm
from payments.models import Advance
from payments.views.advance_words import shown


@signed_in
def new_advance(request: SignedInRequest, pk: int) -> HttpResponse:
    """For a session that one said yes to. A supporter who answers for the person asks for them, too."""
    own = Invitation.objects.visible_to(request.user).select_related("offer__session", "person")
    invitation = get_object_or_404(own, pk=pk)
    if not may(request.user, Permission.CLAIM_CONFIRM, invitation):
        raise Http404
    session = invitation.offer.session
    kinds = kinds_in_advance(session.institution_id)
    form = AskForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return once(request, "advance.ask", lambda: _ask(request, invitation, form))
    context = {
        "form": form,
        "session": session,
        "kinds": kinds,
        "why_not": why_not_ask(invitation, today=timezone.localdate()),
    }
    return TemplateResponse(request, "payments/new_advance.html", context)


@signed_in
def my_advance(request: SignedInRequest, pk: int) -> HttpResponse:
    own = Advance.objects.visible_to(request.user).of_people_of(request.user)
    advance = get_object_or_404(own.with_details(), pk=pk)
    may_act = may(request.user, Permission.CLAIM_CONFIRM, advance)
    do = request.POST.get("do", "")
    spent = SpentForm(request.POST, request.FILES) if do == "spent" else SpentForm()
    problem, status = "", 200
    if request.method == "POST":
        if not may_act:
            raise PermissionDenied(Permission.CLAIM_CONFIRM)
        if do not in ("spent", "stop", "fee"):
            raise Http404
        if do != "spent" or spent.is_valid():
            try:
                return _do(request, advance, do, spent)
            except Refused as refused:
                problem, status = refused.sentence, 409
                advance.refresh_from_db()
    context = {
        "advance": advance,
        "shown": shown(advance),
        "spent": spent,
        "problem": problem,
        "may_act": may_act,
        "phone": advance.institution.coordinator_phone,
    }
    return TemplateResponse(request, "payments/my_advance.html", context, status=status)


@signed_in
@require_safe
def advance_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """For whoever may see what it belongs to."""
    found = Advance.objects.visible_to(request.user).filter(receipt__isnull=False).select_related("receipt")
    stored = get_object_or_404(found, pk=pk).receipt
    if stored is None:
        raise Http404
    return serve(stored)


def store_ticket(advance: Advance, form: SpentForm, *, by: Actor) -> StoredFile | None:
    """The photo that came with what was spent, if one did."""
    uploaded = form.cleaned_data["receipt"]
    if uploaded is None:
        return None
    return store_upload(uploaded, person_id=advance.person_id, institution_id=advance.institution_id, by=by)


def _ask(request: SignedInRequest, invitation: Invitation, form: AskForm) -> str:
    made = ask_in_advance(invitation, **form.cleaned_data, by=request.actor)
    messages.success(request, _("Thank you. We asked the coordinator. You find the answer here."))
    return reverse("payments:my_advance", args=[made.pk])


def _do(request: SignedInRequest, advance: Advance, do: str, form: SpentForm) -> HttpResponse:
    deeds: dict[str, Callable[[], str]] = {
        "spent": lambda: _spent(request, advance, form),
        "stop": lambda: _stop(request, advance),
        "fee": lambda: _fee(request, advance),
    }
    return once(request, f"advance.{do}", deeds[do])


def _spent(request: SignedInRequest, advance: Advance, form: SpentForm) -> str:
    stored = store_ticket(advance, form, by=request.actor)
    tell_spent(advance, pence=form.cleaned_data["spent"], receipt=stored, by=request.actor)
    messages.success(request, _("Thank you. You spent %(sum)s.") % {"sum": pounds(form.cleaned_data["spent"])})
    return request.path


def _stop(request: SignedInRequest, advance: Advance) -> str:
    stop_advance(advance, reason=_("The person does not need it any more."), by=request.actor)
    messages.success(request, _("That is fine. We do not pay it before the day."))
    return request.path


def _fee(request: SignedInRequest, advance: Advance) -> str:
    take_from_fee(advance, by=request.actor)
    messages.success(request, _("We took it off your fee. Now look at your claim and say yes to it."))
    return request.path
