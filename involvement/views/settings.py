"""The settings of one's institution."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.domain.settings import change_settings
from involvement.forms.settings import SettingsForm
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institutions_where, needs
from involvement.shared.access.request import SignedInRequest


@needs(Permission.INSTITUTION_EDIT)
def settings_page(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """One's own institution; another one is not found."""
    own = {place.pk: place for place in institutions_where(request.user, Permission.INSTITUTION_EDIT)}
    institution = own.get(pk or next(iter(own)))
    if institution is None:
        raise Http404
    form = SettingsForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        change_settings(institution, by=request.actor, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("involvement:settings_of", pk=institution.pk)
    others = [place for place in own.values() if place.pk != institution.pk]
    context = {"form": form, "institution": institution, "others": others}
    return TemplateResponse(request, "involvement/settings.html", context)
