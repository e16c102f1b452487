"""Writing an offer, looking at it as the partner will, publishing, changing and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from involvement.domain.offers import (
    draft_offer,
    missing_ws,
    new_version,
    publish_offer,
    save_offer,
    why_not_publish,
    withdraw_offer,
)
from involvement.domain.sessions import SAID_YES
from involvement.forms.offers import OfferForm
from involvement.forms.sessions import ReasonForm
from involvement.models import Invitation, Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.documents.pdf import render_pdf
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import pounds, when_words
from involvement.views.lookup import offer_for, session_for
from involvement.views.pressing import pressed
from involvement.views.session_page import offer_questions, sheet_context


@require_POST
@needs(Permission.OFFER_MANAGE)
def offer_start(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_for(request, pk, Permission.OFFER_MANAGE)
    offer = draft_offer(session, by=request.actor)
    return redirect("involvement:offer_write", pk=offer.pk)


@needs(Permission.OFFER_MANAGE)
def offer_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """The six questions. A draft is saved as it stands; a published offer becomes a new version."""
    offer = offer_for(request, pk, Permission.OFFER_MANAGE)
    if offer.status != Offer.Status.DRAFT:
        return redirect("involvement:offer_change", pk=pk)
    form = OfferForm(request.POST or None, offer=offer, submit=_("Save and look at it"))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            save_offer(offer, by=request.actor, **form.cleaned_data)
            return redirect("involvement:offer", pk=pk)
    context = {"form": form, "offer": offer, "session": offer.session, "missing": missing_ws(offer)}
    return TemplateResponse(request, "involvement/offer_write.html", context)


@needs(Permission.OFFER_MANAGE)
def offer_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The offer as the partner will see it, with what stands between it and the partner."""
    offer = offer_for(request, pk, Permission.OFFER_MANAGE)
    session = offer.session
    context = {
        "offer": offer,
        "session": session,
        "when": when_words(session),
        "questions": offer_questions(offer),
        "fee": pounds(offer.fee_pence),
        "smaller_fee": pounds(offer.smaller_fee_pence),
        "is_draft": offer.status == Offer.Status.DRAFT,
        "is_live": offer.status in [Offer.Status.PUBLISHED, Offer.Status.FILLED],
        "reasons": why_not_publish(offer) if offer.status == Offer.Status.DRAFT else [],
        "may_publish": may(request.user, Permission.OFFER_PUBLISH, session),
        "needs_adviser": not session.institution.adviser_name,
    }
    return TemplateResponse(request, "involvement/offer.html", context)


@require_safe
@needs(Permission.OFFER_MANAGE)
def offer_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The offer on one tagged page, for handing out, posting and pinning up."""
    offer = offer_for(request, pk, Permission.OFFER_MANAGE)
    response = HttpResponse(render_pdf("pdf/offer_sheet.html", sheet_context(offer)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="offer-{offer.pk}-version-{offer.version}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@needs(Permission.OFFER_PUBLISH)
def offer_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = offer_for(request, pk, Permission.OFFER_PUBLISH)

    def do() -> str:
        publish_offer(offer, by=request.actor)
        messages.success(request, _("The offer is published. Now invite people."))
        return reverse("involvement:session", args=[offer.session_id])

    return pressed(request, "offer.publish", do)


@needs(Permission.OFFER_PUBLISH)
def offer_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A published offer changes by a new version (I2)."""
    offer = offer_for(request, pk, Permission.OFFER_PUBLISH)
    form = OfferForm(request.POST or None, offer=offer, submit=_("Publish the new version"))
    said_yes = Invitation.objects.visible_to(request.user).filter(offer_id=pk, status__in=SAID_YES).count()
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            new = new_version(offer, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Version %(number)d is published.") % {"number": new.version})
            return reverse("involvement:session", args=[offer.session_id])

        with refusals_on(form):
            return pressed(request, "offer.change", do)
    context = {"form": form, "offer": offer, "session": offer.session, "said_yes": said_yes, "is_change": True}
    return TemplateResponse(request, "involvement/offer_write.html", context)


@needs(Permission.OFFER_PUBLISH)
def offer_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = offer_for(request, pk, Permission.OFFER_PUBLISH)
    hint = _("For your own record. People are told that the offer is taken back, not this.")
    form = ReasonForm(request.POST or None, submit=_("Take the offer back"), hint=hint)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            told = withdraw_offer(offer, reason=form.cleaned_data["reason"], by=request.actor)
            words = ngettext(
                "The offer is taken back. %(told)d person is told.",
                "The offer is taken back. %(told)d people are told.",
                told,
            )
            messages.success(request, words % {"told": told})
            return reverse("involvement:session", args=[offer.session_id])

        with refusals_on(form):
            return pressed(request, "offer.withdraw", do)
    context = {"form": form, "session": offer.session, "heading": _("Take this offer back")}
    return TemplateResponse(request, "involvement/form.html", context)
