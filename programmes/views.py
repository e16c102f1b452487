"""Programmes of the institutions where somebody works, and their cohorts."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.lists import Sort, listed
from programmes.domain.programmes import add_cohort, add_programme, change_programme
from programmes.forms import CohortForm, ProgrammeForm
from programmes.models import Cohort, Programme, Standard, StandardsEdition

SORTS = {
    "title": Sort(gettext_lazy("Title"), "title"),
    "status": Sort(gettext_lazy("Where it stands"), "status"),
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
}


@needs(Permission.PROGRAMME_VIEW)
def programme_list(request: SignedInRequest) -> HttpResponse:
    found = Programme.objects.visible_to(request.user).annotate(cohort_count=Count("cohorts"))
    search, status = request.GET.get("q", "").strip()[:200], request.GET.get("status", "")
    if search:
        found = found.filter(title__icontains=search)
    if status in Programme.Status.values:
        found = found.filter(status=status)
    page = listed(found.select_related("institution", "lead"), request.GET, SORTS)
    context = {
        "page": page,
        "search": search,
        "status": status,
        "statuses": Programme.Status.choices,
        "may_add": holds(request.user, Permission.PROGRAMME_MANAGE),
    }
    return TemplateResponse(request, "programmes/list.html", context)


@needs(Permission.PROGRAMME_VIEW)
def programme_page(request: SignedInRequest, pk: int) -> HttpResponse:
    standards = Prefetch("standards", Standard.objects.order_by("number"))
    programme = get_object_or_404(
        Programme.objects.visible_to(request.user)
        .select_related("institution", "lead")
        .prefetch_related(
            Prefetch("editions", StandardsEdition.objects.prefetch_related(standards).order_by("-in_force_from")),
            Prefetch("cohorts", Cohort.objects.order_by("-academic_year", "label")),
        ),
        pk=pk,
    )
    allow(request.user, Permission.PROGRAMME_VIEW, programme)
    context = {
        "programme": programme,
        "today": timezone.localdate(),
        "may_manage": may(request.user, Permission.PROGRAMME_MANAGE, programme),
    }
    return TemplateResponse(request, "programmes/page.html", context)


@needs(Permission.PROGRAMME_MANAGE)
def programme_add(request: SignedInRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        with refusals_on(form):
            programme = add_programme(facts.pop("at"), by=request.actor, **facts)
            messages.success(request, _("The programme is added. Now add its first cohort."))
            return redirect("programmes:programme", pk=programme.pk)
    return TemplateResponse(request, "programmes/form.html", {"form": form, "heading": _("Add a programme")})


@needs(Permission.PROGRAMME_MANAGE)
def programme_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    allow(request.user, Permission.PROGRAMME_MANAGE, programme)
    form = ProgrammeForm(request.POST or None, user=request.user, programme=programme)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        del facts["at"]
        with refusals_on(form):
            change_programme(programme, by=request.actor, **facts)
            messages.success(request, _("The programme is saved."))
            return redirect("programmes:programme", pk=pk)
    heading = _("Change this programme")
    return TemplateResponse(request, "programmes/form.html", {"form": form, "heading": heading, "programme": programme})


@needs(Permission.PROGRAMME_MANAGE)
def cohort_add(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    allow(request.user, Permission.PROGRAMME_MANAGE, programme)
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            cohort = add_cohort(programme, by=request.actor, **form.cleaned_data)
            messages.success(request, _("%(cohort)s is added.") % {"cohort": cohort})
            return redirect("programmes:programme", pk=pk)
    heading = _("Add a cohort")
    return TemplateResponse(request, "programmes/form.html", {"form": form, "heading": heading, "programme": programme})
