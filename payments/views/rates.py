"""What we pay: the versions for staff, one version with its rates, and the page that partners read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.domain import kinds
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, institutions_where, may, needs, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import day_words, minutes_words, pounds
from payments.domain.expense_rules import rule_words
from payments.domain.rates import (
    add_rate,
    new_policy,
    publish_policy,
    remove_rate,
    save_policy,
    why_not_publish_policy,
)
from payments.forms.rates import NewPolicyForm, PolicyForm, RateForm
from payments.models import ExpenseRule, Rate, RatePolicy


@needs(Permission.RATE_VIEW)
@require_safe
def rates(request: SignedInRequest) -> HttpResponse:
    """Every version of the institutions one works at."""
    places = institutions_where(request.user, Permission.RATE_VIEW)
    found = RatePolicy.objects.visible_to(request.user).filter(institution__in=places).order_by("-starts_on", "-pk")
    rows = [_row(policy) for policy in found.select_related("institution")]
    context = {"rows": rows, "places": places, "may_make": holds(request.user, Permission.RATE_MAKE)}
    return TemplateResponse(request, "payments/rates.html", context)


@needs(Permission.RATE_MAKE)
def new_rates(request: SignedInRequest) -> HttpResponse:
    """Start a version, as a copy of the one before it."""
    places = institutions_where(request.user, Permission.RATE_MAKE)
    form = NewPolicyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        institution = next((p for p in places if str(p.pk) == request.POST.get("at")), None)
        if institution is None:
            raise Http404
        with refusals_on(form):
            return once(request, "rates.new", lambda: _new(request, institution, form))
    return TemplateResponse(request, "payments/new_rates.html", {"form": form, "places": places})


@needs(Permission.RATE_VIEW)
def rate_policy(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version. A draft is written and published here."""
    policy = get_object_or_404(RatePolicy.objects.visible_to(request.user).select_related("institution"), pk=pk)
    allow(request.user, Permission.RATE_VIEW, policy)
    may_make = may(request.user, Permission.RATE_MAKE, policy)
    head, line = PolicyForm(policy=policy), RateForm(auto_id="rate_%s")
    if request.method == "POST":
        if not may_make:
            raise PermissionDenied(Permission.RATE_MAKE)
        do = request.POST.get("do", "")
        head = PolicyForm(request.POST, policy=policy) if do == "head" else head
        line = RateForm(request.POST, auto_id="rate_%s") if do == "add" else line
        answer = _do(request, policy, do, head, line)
        if answer is not None:
            return answer
    context = {
        "policy": policy,
        "lines": _lines(list(policy.rates.all())),
        "state": _state(policy, timezone.localdate()),
        "head": head,
        "line": line,
        "all_forms": [head, line],
        "writes": may_make and policy.is_draft,
        "reasons": why_not_publish_policy(policy) if policy.is_draft else [],
    }
    return TemplateResponse(request, "payments/rate_policy.html", context)


@signed_in
@require_safe
def what_we_pay(request: SignedInRequest) -> HttpResponse:
    """What holds today, and what is agreed for later, in plain words, for partners and staff alike."""
    today = timezone.localdate()
    found = RatePolicy.objects.visible_to(request.user).published().exclude(ends_on__lt=today)
    policies = found.select_related("institution").prefetch_related("rates").order_by("institution__name", "starts_on")
    shown = [
        {
            "name": policy.institution.name,
            "from": day_words(policy.starts_on),
            "until": day_words(policy.ends_on),
            "later": policy.starts_on > today,
            "agreed": day_words(policy.agreed_on),
            "with": policy.agreed_with,
            "higher": policy.pays_higher,
            "half_day": minutes_words(policy.half_day_minutes),
            "lines": _lines(list(policy.rates.all())),
        }
        for policy in policies
    ]
    return TemplateResponse(request, "payments/what_we_pay.html", {"policies": shown, "costs": _costs(request)})


def _costs(request: SignedInRequest) -> list[dict[str, Any]]:
    """What is said about costs, by institution and kind."""
    found = ExpenseRule.objects.visible_to(request.user).select_related("institution")
    return [
        {"place": rule.institution.name, "name": rule.get_kind_display(), "words": rule_words(rule)}
        for rule in found.order_by("institution__name", "kind")
    ]


def _do(request: SignedInRequest, policy: RatePolicy, do: str, head: PolicyForm, line: RateForm) -> HttpResponse | None:
    deeds: dict[str, Callable[[], str]] = {
        "head": lambda: _save(request, policy, head),
        "add": lambda: _add(request, policy, line),
        "remove": lambda: _remove(request, policy),
        "publish": lambda: _publish(request, policy),
    }
    if do not in deeds:
        raise Http404
    form = {"head": head, "add": line}.get(do)
    if form is None:
        return once(request, f"rates.{do}", deeds[do])
    if form.is_valid():
        with refusals_on(form):
            return once(request, f"rates.{do}", deeds[do])
    return None


def _new(request: SignedInRequest, institution: Institution, form: NewPolicyForm) -> str:
    policy = new_policy(institution, starts_on=form.cleaned_data["starts_on"], by=request.actor)
    messages.success(request, _("The draft is made. Change the rates, then publish it."))
    return reverse("payments:rate_policy", args=[policy.pk])


def _save(request: SignedInRequest, policy: RatePolicy, form: PolicyForm) -> str:
    save_policy(policy, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return request.path


def _add(request: SignedInRequest, policy: RatePolicy, form: RateForm) -> str:
    rate = add_rate(policy, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Added: %(sum)s.") % {"sum": pounds(rate.pence)})
    return request.path


def _remove(request: SignedInRequest, policy: RatePolicy) -> str:
    line = request.POST.get("line", "")
    remove_rate(
        policy, rate_id=int(line) if line.isascii() and line.isdigit() and len(line) < 18 else 0, by=request.actor
    )
    messages.success(request, _("The line is out."))
    return request.path


def _publish(request: SignedInRequest, policy: RatePolicy) -> str:
    publish_policy(policy, by=request.actor)
    messages.success(request, _("Published. Partners can read it under “What we pay”."))
    return request.path


def _row(policy: RatePolicy) -> dict[str, Any]:
    words, colour = _state(policy, timezone.localdate())
    return {
        "pk": policy.pk,
        "name": policy.institution.name,
        "version": policy.version,
        "from": day_words(policy.starts_on),
        "until": day_words(policy.ends_on),
        "agreed": day_words(policy.agreed_on),
        "state": words,
        "colour": colour,
    }


def _state(policy: RatePolicy, today: date) -> tuple[str, str]:
    """In words, and the colour of its tag."""
    if policy.is_draft:
        return _("Draft"), "yellow"
    if policy.starts_on > today:
        return _("Agreed for later"), "blue"
    if policy.ends_on and policy.ends_on < today:
        return _("Over"), "grey"
    return _("In force"), "green"


def _lines(found: list[Rate]) -> list[dict[str, Any]]:
    return [
        {
            "pk": rate.pk,
            "what": kinds.label_of(rate.kind) if rate.kind else _("Everything else"),
            "unit": rate.get_unit_display(),
            "sum": pounds(rate.pence),
            "ready": _("in it") if rate.includes_preparation else _("paid by the hour as well"),
            "ready_least": minutes_words(rate.preparation_minutes) if rate.preparation_minutes else "",
            "least": pounds(rate.minimum_pence) if rate.minimum_pence else "",
        }
        for rate in found
    ]
