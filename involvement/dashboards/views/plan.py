"""The development plan: five areas in order, the pages that serve each, and progress that people set."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from programmes.domain.plan import plan_of, set_progress
from programmes.models import ImprovementArea

SERVED_BY = {
    "capacity": [
        ("participants:partners", gettext_lazy("Partners")),
        ("involvement:sessions", gettext_lazy("Sessions")),
    ],
    "training_support": [("involvement:sessions", gettext_lazy("Sessions"))],
    "payment": [("payments:claims", gettext_lazy("Claims")), ("payments:batches", gettext_lazy("Payment runs"))],
    "codes_of_practice": [("programmes:standards", gettext_lazy("Standards"))],
    "evaluation": [("evaluation:reports", gettext_lazy("Reports"))],
}
"""Which pages serve which area; a page that does not exist yet is left out."""


class ProgressForm(forms.Form):
    position = forms.IntegerField(widget=forms.HiddenInput)
    progress = forms.ChoiceField(choices=ImprovementArea.Progress)


@needs(Permission.PROGRAMME_MANAGE)
def development_plan(request: SignedInRequest) -> HttpResponse:
    institution = institutions_where(request.user, Permission.PROGRAMME_MANAGE)[0]
    areas = plan_of(institution)
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next((a for a in areas if a.position == form.cleaned_data["position"]), None)
        if chosen is None:
            raise Http404
        set_progress(chosen, progress=form.cleaned_data["progress"], by=request.actor)
        messages.success(request, _("Saved: %(heading)s.") % {"heading": chosen.heading})
        return redirect("dashboards:development_plan")
    rows = [{"area": area, "pages": _pages(area.key)} for area in areas]
    facts = {"institution": institution, "rows": rows, "choices": ImprovementArea.Progress.choices, "form": form}
    return TemplateResponse(request, "dashboards/library/plan.html", facts)


def _pages(key: str) -> list[tuple[str, str]]:
    pages = []
    for name, words in SERVED_BY.get(key, []):
        try:
            pages.append((reverse(name), str(words)))
        except NoReverseMatch:
            continue
    return pages
