"""How an institution wants its payment files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from payments.domain.file_settings import change_file_setting, setting_of
from payments.domain.formats.columns import FIELDS
from payments.forms.files import FileSettingForm


@needs(Permission.FILE_SETTING_EDIT)
def file_settings(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """One's own institution; another one is not found."""
    own = {place.pk: place for place in institutions_where(request.user, Permission.FILE_SETTING_EDIT)}
    institution = own.get(pk or next(iter(own)))
    if institution is None:
        raise Http404
    setting = setting_of(institution.pk)
    allow(request.user, Permission.FILE_SETTING_EDIT, setting)
    form = FileSettingForm(request.POST or None, setting=setting)
    if request.method == "POST" and form.is_valid():
        change_file_setting(institution, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved. Runs that were made keep the file they were made with."))
        return redirect("payments:file_settings_of", pk=institution.pk)
    context = {
        "form": form,
        "institution": institution,
        "others": [place for place in own.values() if place.pk != institution.pk],
        "fields": [(code, field.label) for code, field in FIELDS.items()],
    }
    return TemplateResponse(request, "payments/file_settings.html", context)
