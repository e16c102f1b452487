"""The money of one offer, for who writes it: where the fee comes from, and which fund pays."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.models import Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import minutes_words, pounds
from payments.domain.fees import proposal_for
from payments.domain.funds import commitment_of, commitment_pence, funds_for, plan_funding, plan_of
from payments.domain.offer_rates import basis_of
from payments.forms.funds import NO_FUND, PlanForm


@needs(Permission.OFFER_MANAGE)
def offer_money(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the rate gives, what the offer says, and, once published, what it was published with and from which fund."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.OFFER_MANAGE, offer.session)
    is_draft = offer.status == Offer.Status.DRAFT
    sees_funds = holds(request.user, Permission.FUND_VIEW, offer.session.institution_id)
    funds = funds_for(offer.session) if is_draft and sees_funds else []
    plan = plan_of(offer)
    form = PlanForm(request.POST or None, funds=funds, initial=_initial(plan)) if funds else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_on(form):
            return once(request, "offer.fund", lambda: _choose(request, offer, funds, form.cleaned_data))
    context = _context(offer, plan, form) | {"sees_funds": sees_funds}
    return TemplateResponse(request, "payments/offer_money.html", context)


def _context(offer: Offer, plan: Any, form: PlanForm | None) -> dict[str, Any]:
    proposal = proposal_for(offer.session)
    basis, commitment = basis_of(offer), commitment_of(offer)
    return {
        "offer": offer,
        "session": offer.session,
        "is_draft": offer.status == Offer.Status.DRAFT,
        "proposal": proposal,
        "proposed": pounds(proposal.pence) if proposal else "",
        "fee": pounds(offer.fee_pence),
        "basis": basis,
        "basis_sum": pounds(basis.pence) if basis else "",
        "basis_time": minutes_words(basis.minutes) if basis else "",
        "form": form,
        "plan": plan,
        "plan_sum": pounds(commitment_pence(offer, plan)) if plan and plan.fund else "",
        "commitment": commitment,
        "whole": pounds(commitment.pence) if commitment else "",
        "held": pounds(commitment.held_pence) if commitment else "",
        "spent": pounds(commitment.spent_pence) if commitment else "",
    }


def _choose(request: SignedInRequest, offer: Offer, funds: list[Any], said: dict[str, Any]) -> str:
    fund = next((one for one in funds if str(one.pk) == said["fund"]), None)
    plan_funding(offer, fund=fund, costs_pence=said["costs_pence"], by=request.actor)
    messages.success(request, _("Saved. The money is set aside when the offer is published."))
    return request.path


def _initial(plan: Any) -> dict[str, Any]:
    if plan is None:
        return {}
    return {"fund": str(plan.fund_id) if plan.fund_id else NO_FUND, "costs_pence": plan.costs_pence}
