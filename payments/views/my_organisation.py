"""Whether one's money for one offer goes to an organisation: asked, agreed, taken back (M9)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.models import Invitation
from involvement.shared.access.policies import signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from payments.domain.organisations import (
    agree_to_pay,
    agreement_of,
    organisations_at,
    take_back_agreement,
    why_not_change,
)
from payments.forms.organisations import AgreeForm
from payments.models import OrganisationPayee


@signed_in
def my_organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the person alone: neither staff nor supporters say where somebody's money goes."""
    mine = Invitation.objects.visible_to(request.user).filter(person__user_id=request.user.pk)
    found = mine.select_related("person__institution", "offer__session")
    invitation = get_object_or_404(found, pk=pk)
    choices = organisations_at(invitation.person.institution_id)
    do = request.POST.get("do", "")
    form = AgreeForm(request.POST if do == "agree" else None, organisations=choices)
    if request.method == "POST":
        if do not in ("agree", "take_back"):
            raise Http404
        if do == "take_back":
            return once(request, "organisation.take_back", lambda: _take_back(request, invitation))
        if form.is_valid():
            with refusals_on(form):
                chosen = next(one for one in choices if one.pk == form.cleaned_data["organisation"])
                return once(request, "organisation.agree", lambda: _agree(request, invitation, chosen))
    context = {
        "form": form,
        "invitation": invitation,
        "session": invitation.offer.session,
        "choices": choices,
        "agreement": agreement_of(invitation.pk),
        "why_not": why_not_change(invitation),
        "phone": invitation.person.institution.coordinator_phone,
    }
    return TemplateResponse(request, "payments/my_organisation.html", context)


def _agree(request: SignedInRequest, invitation: Invitation, organisation: OrganisationPayee) -> str:
    agree_to_pay(invitation, organisation=organisation, by=request.actor)
    messages.success(request, _("Noted: we pay %(name)s for you.") % {"name": organisation.name})
    return request.path


def _take_back(request: SignedInRequest, invitation: Invitation) -> str:
    take_back_agreement(invitation, by=request.actor)
    messages.success(request, _("Noted: we pay you, and nobody else."))
    return request.path
