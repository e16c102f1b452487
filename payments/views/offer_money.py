"""The money of one offer, for who writes it: where the fee comes from."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from involvement.models import Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.ui.words import minutes_words, pounds
from payments.domain.fees import proposal_for
from payments.domain.offer_rates import basis_of


@needs(Permission.OFFER_MANAGE)
def offer_money(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the rate gives, what the offer says, and, once published, what it was published with."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.OFFER_MANAGE, offer.session)
    proposal = proposal_for(offer.session)
    basis = basis_of(offer)
    context = {
        "offer": offer,
        "session": offer.session,
        "is_draft": offer.status == Offer.Status.DRAFT,
        "proposal": proposal,
        "proposed": pounds(proposal.pence) if proposal else "",
        "fee": pounds(offer.fee_pence),
        "basis": basis,
        "basis_sum": pounds(basis.pence) if basis else "",
        "basis_time": minutes_words(basis.minutes) if basis else "",
    }
    return TemplateResponse(request, "payments/offer_money.html", context)
