"""Organisations that finance may pay on somebody's behalf: the list, a new one, and its bank details."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from involvement.shared.access.fresh import is_fresh, sign_in_again
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import day_words
from payments.domain.file_settings import setting_of
from payments.domain.organisations import add_organisation, change_organisation_account, check_organisation
from payments.forms.files import AccountForm
from payments.forms.organisations import OrganisationForm
from payments.models import FileSetting, OrganisationPayee

MOST_SHOWN = 200


@needs(Permission.PAYEE_MANAGE)
def organisations(request: SignedInRequest) -> HttpResponse:
    place = institutions_where(request.user, Permission.PAYEE_MANAGE)[0]
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return once(request, "organisation.add", lambda: _add(request, place, form))
    found = OrganisationPayee.objects.visible_to(request.user).filter(institution=place)
    return TemplateResponse(request, "payments/organisations.html", {"form": form, "rows": found[:MOST_SHOWN]})


@needs(Permission.PAYEE_MANAGE)
@never_cache
def organisation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    organisation = get_object_or_404(OrganisationPayee.objects.visible_to(request.user), pk=pk)
    form = AccountForm()
    if request.method == "POST":
        do = next((name for name in ("account", "checked") if name in request.POST), "")
        if not do:
            raise Http404
        if do == "account" and not is_fresh(request):
            return sign_in_again(request)
        form = AccountForm(request.POST) if do == "account" else form
        if do == "checked":
            return once(request, "organisation.checked", lambda: _checked(request, organisation))
        if form.is_valid():
            with refusals_on(form):
                return once(request, "organisation.account", lambda: _change(request, organisation, form))
    context = {
        "organisation": organisation,
        "form": form,
        "kept_here": setting_of(organisation.institution_id).payee_details == FileSetting.Details.SEALED,
        "checked": day_words(organisation.checked_at),
        "typed_by_me": organisation.changed_by_id == request.user.pk,
    }
    return TemplateResponse(request, "payments/organisation.html", context)


def _add(request: SignedInRequest, place: Institution, form: OrganisationForm) -> str:
    made = add_organisation(place, **form.cleaned_data, by=request.actor)
    messages.success(request, _("It is in the list. People can agree that it is paid for them."))
    return reverse("payments:organisation", args=[made.pk])


def _change(request: SignedInRequest, organisation: OrganisationPayee, form: AccountForm) -> str:
    change_organisation_account(organisation, form.account(), by=request.actor)
    messages.success(request, _("The bank details are saved. We wait a little before we use them."))
    return request.path


def _checked(request: SignedInRequest, organisation: OrganisationPayee) -> str:
    check_organisation(organisation, by=request.actor)
    messages.success(request, _("Noted that you asked the organisation."))
    return request.path
