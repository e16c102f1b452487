"""One claim as staff see it: approve it, ask, note that it came back, pay it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from involvement.shared.ui.words import pounds
from payments.domain.approving import approve_claim, approve_costs, claim_again, query_claim
from payments.domain.batches import mark_returned
from payments.domain.duties import Verdict, notes_for_approver, verdict_on
from payments.domain.information import given_on
from payments.domain.organisations import agreement_of
from payments.forms.claims import AgainForm, QueryForm, ReturnForm
from payments.models import Claim
from payments.views.claim_parts import other_part
from payments.views.claim_stages import shown, staff_words
from payments.views.partner import version_of

State = Claim.State


@needs(Permission.CLAIM_VIEW)
def claim_page(request: SignedInRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(Claim.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.CLAIM_VIEW, claim)
    query, back, anew, problem, status = QueryForm(), ReturnForm(), AgainForm(), "", 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        query = QueryForm(request.POST) if do == "query" else query
        back = ReturnForm(request.POST) if do == "return" else back
        anew = AgainForm(request.POST) if do == "again" else anew
        if all(form.is_valid() for form in (query, back, anew) if form.is_bound):
            try:
                return _do(request, claim, do, query, back)
            except Refused as refused:
                problem, status = refused.sentence, 409
                claim.refresh_from_db()
    context = _context(request, claim, query, back, problem) | {"anew": anew, "forms": [query, back, anew]}
    return TemplateResponse(request, "payments/claim.html", context, status=status)


def _do(request: SignedInRequest, claim: Claim, do: str, query: QueryForm, back: ReturnForm) -> HttpResponse:
    deeds: dict[str, tuple[bool, Callable[[], str]]] = {
        "approve": (_may_approve(request, claim), lambda: _approve(request, claim)),
        "approve_costs": (_may_approve(request, claim), lambda: _approve_costs(request, claim)),
        "query": (_may_query(request, claim), lambda: _query(request, claim, query)),
        "return": (_may_pay(request, claim), lambda: _return(request, claim, back)),
        "again": (_may_query(request, claim) or _may_pay(request, claim), lambda: _again(request, claim)),
    }
    if do not in deeds:
        raise Http404
    allowed, deed = deeds[do]
    if not allowed:
        raise PermissionDenied(do)
    return once(request, f"claim.{do}", deed)


def _approve(request: SignedInRequest, claim: Claim) -> str:
    approve_claim(claim, by=request.actor, version=version_of(request))
    messages.success(request, _("Approved. Finance can pay it now."))
    return request.path


def _approve_costs(request: SignedInRequest, claim: Claim) -> str:
    costs = approve_costs(claim, by=request.actor, version=version_of(request))
    messages.success(request, _("The costs are approved. Finance can pay them now. The fee waits on its own claim."))
    return reverse("payments:claim", args=[costs.pk])


def _query(request: SignedInRequest, claim: Claim, form: QueryForm) -> str:
    query_claim(claim, reason=form.cleaned_data["reason"], by=request.actor, version=version_of(request))
    messages.success(request, _("We sent your question to the person."))
    return request.path


def _return(request: SignedInRequest, claim: Claim, form: ReturnForm) -> str:
    mark_returned(claim, reason=form.cleaned_data["returned_because"], by=request.actor)
    messages.success(request, _("Noted that it came back. The person is told."))
    return request.path


def _again(request: SignedInRequest, claim: Claim) -> str:
    new = claim_again(claim, by=request.actor)
    messages.success(request, _("A new claim is made. A coordinator must approve it."))
    return reverse("payments:claim", args=[new.pk])


def _context(
    request: SignedInRequest, claim: Claim, query: QueryForm, back: ReturnForm, problem: str
) -> dict[str, Any]:
    words, colour = staff_words(claim.state)
    waits = claim.state == State.CONFIRMED
    may_approve = _may_approve(request, claim)
    verdict = verdict_on(claim, request.actor) if waits else Verdict()
    return {
        "claim": claim,
        "shown": shown(claim),
        "state_words": words,
        "colour": colour,
        "query": query,
        "back": back,
        "problem": problem,
        "notes": notes_for_approver([claim])[claim.pk],
        "approve": waits and may_approve,
        "information_given_on": given_on([claim.person_id]).get(claim.person_id),
        "notes_information": holds(request.user, Permission.PARTNER_MANAGE, claim.institution_id),
        "why_not": verdict.reason,
        "costs_ahead": pounds(verdict.costs_pence) if may_approve and verdict.costs_pence else "",
        "other": other_part(claim),
        "ask": claim.state in (State.CONFIRMED, State.APPROVED) and _may_query(request, claim),
        "came_back": claim.state in (State.BATCHED, State.PAID) and _may_pay(request, claim),
        "pay_again": claim.state == State.RETURNED and not hasattr(claim, "replaced_by"),
        "agreement": None if claim.advance_id else agreement_of(claim.invitation_id),
        "decides_advances": holds(request.user, Permission.CLAIM_APPROVE, claim.institution_id),
        "batch": claim.batch_line.batch if hasattr(claim, "batch_line") else None,
        "sees_runs": holds(request.user, Permission.BATCH_VIEW, claim.institution_id),
    }


def _may_approve(request: SignedInRequest, claim: Claim) -> bool:
    return may(request.user, Permission.CLAIM_APPROVE, claim)


def _may_pay(request: SignedInRequest, claim: Claim) -> bool:
    return holds(request.user, Permission.BATCH_PAY, claim.institution_id)


def _may_query(request: SignedInRequest, claim: Claim) -> bool:
    """Coordinators ask; finance may send back what it was about to pay."""
    sends_back = claim.state == State.APPROVED and _may_pay(request, claim)
    return holds(request.user, Permission.CLAIM_APPROVE, claim.institution_id) or sends_back
