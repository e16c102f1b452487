"""The dated rules behind the benefit check, for administrators: what holds, correcting one row, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import day_words
from payments.domain.benefit_rules import REVIEW_SOON, holding, shipped_data
from payments.domain.rules_content import Difference, differences, digest, row_name
from payments.domain.rules_loading import change_rule_row
from payments.forms.benefit_rules import RateRowForm, RuleRowForm, form_for
from payments.models import BenefitRulesVersion

SHOWN_VERSIONS = 20


@needs(Permission.BENEFIT_RULES_EDIT)
@require_safe
def benefit_rules(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Every rule and every amount of one benefit, with its days, source and how sure it is."""
    institution, places = _place(request, pk)
    version = holding(institution.pk)
    content = version.content if version else shipped_data()
    kinds = sorted({row["benefit"] for row in content["rates"]})
    chosen = request.GET.get("of", "")
    today = timezone.localdate()
    context = {
        "institution": institution,
        "others": [place for place in places if place.pk != institution.pk],
        "content": content,
        "own": bool(version and version.institution_id),
        "checked": day_words(date.fromisoformat(content["checked_on"])),
        "covers": {name: day_words(date.fromisoformat(day)) for name, day in content["covers"].items()},
        "kinds": [(kind, _plain(kind)) for kind in kinds],
        "chosen": chosen if chosen in kinds else "",
        "rules": [_rule(row, today) for row in content["rules"]],
        "rates": [_rate(row, today) for row in content["rates"] if not chosen or row["benefit"] == chosen],
        "may_change": version is not None,
    }
    return TemplateResponse(request, "payments/benefit_rules.html", context)


@needs(Permission.BENEFIT_RULES_EDIT)
def benefit_rule(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """One row, and the form that keeps it changed as a new version."""
    institution, _places = _place(request, pk)
    version = holding(institution.pk)
    content = version.content if version else shipped_data()
    row = next((one for one in [*content["rates"], *content["rules"]] if row_name(one) == name), None)
    if row is None:
        raise Http404
    form = form_for(request.POST or None, row=row, seen=version.digest if version else digest(content))
    status = 200
    if request.method == "POST":
        status = 409
        if form.is_valid():
            with refusals_on(form):
                return once(request, "benefit_rules.change", lambda: _change(request, institution, name, form))
        else:
            status = 200
    context = {"institution": institution, "row": row, "name": name, "form": form}
    return TemplateResponse(request, "payments/benefit_rule.html", context, status=status)


@needs(Permission.BENEFIT_RULES_EDIT)
@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """The versions that were shipped or made here, the newest first, each with what it changed."""
    institution, _places = _place(request, pk)
    found = BenefitRulesVersion.objects.visible_to(request.user).of(institution.pk)
    versions = list(found.select_related("based_on", "loaded_by").order_by("-loaded_at", "-pk")[: SHOWN_VERSIONS + 1])
    rows = [_version(one, versions) for one in versions[:SHOWN_VERSIONS]]
    context = {"institution": institution, "rows": rows, "more": len(versions) > SHOWN_VERSIONS}
    return TemplateResponse(request, "payments/benefit_rules_history.html", context)


def _place(request: SignedInRequest, pk: int | None) -> tuple[Institution, list[Institution]]:
    """One's own institution; another one is not found."""
    places = list(institutions_where(request.user, Permission.BENEFIT_RULES_EDIT))
    institution = next((place for place in places if pk is None or place.pk == pk), None)
    if institution is None:
        raise Http404
    allow(request.user, Permission.BENEFIT_RULES_EDIT, institution)
    return institution, places


def _change(request: SignedInRequest, institution: Institution, name: str, form: RateRowForm | RuleRowForm) -> str:
    said = form.cleaned_data
    kept = change_rule_row(
        institution,
        name=name,
        values=form.values(request.user.name),
        seen_digest=said["seen"],
        reason=said["reason"],
        by=request.actor,
    )
    messages.success(request, _("Kept as version %(version)s.") % {"version": kept.content["version"]})
    return reverse("payments:benefit_rules_of", args=[institution.pk])


def _rule(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    review = date.fromisoformat(row["review_by"])
    return {**_days(row), "review": day_words(review), "checked": _day(row["checked_on"])} | {
        "name": row["name"],
        "id": row["id"],
        "source": row["source"],
        "by": row["checked_by"],
        "sure": _sure(row),
        "past": review < today,
        "soon": today <= review <= today + REVIEW_SOON,
        "tell": row.get("report"),
    }


def _rate(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    over = row["to"] is not None and date.fromisoformat(row["to"]) < today
    return {**_days(row), "name": row["name"], "id": row_name(row), "amount": _amount(row), "over": over} | {
        "source": row["source"],
        "sure": _sure(row),
        "note": row.get("note", ""),
    }


def _days(row: Mapping[str, Any]) -> dict[str, str]:
    return {"first": _day(row["from"]), "last": _day(row["to"]) if row["to"] else ""}


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))


def _sure(row: Mapping[str, Any]) -> str:
    return {"high": _("high"), "medium": _("medium"), "low": _("low")}[row["confidence"]]


def _amount(row: Mapping[str, Any]) -> str:
    """As the row counts: pounds, a share, hours, or a yes."""
    amount, unit, period = row["amount"], row["unit"], row["period"]
    if isinstance(amount, bool):
        return _("yes") if amount else _("no")
    if unit == "GBP":
        return f"£{amount:,.2f} / {period}"
    return f"{amount} {unit} / {period}"


def _plain(kind: str) -> str:
    return kind.replace("_", " ")


def _version(one: BenefitRulesVersion, versions: list[BenefitRulesVersion]) -> dict[str, Any]:
    before = _before(one, versions)
    found = differences(before.content if before else None, one.content)
    return {
        "version": one.content["version"],
        "own": one.institution_id is not None,
        "when": day_words(one.loaded_at),
        "by": one.loaded_by.name if one.loaded_by else "",
        "reason": one.reason,
        "digest": one.digest[:12],
        "first": before is None,
        "count": len(found),
        "changes": [_change_words(change) for change in found] if before else [],
    }


def _before(one: BenefitRulesVersion, versions: list[BenefitRulesVersion]) -> BenefitRulesVersion | None:
    """The version it followed: of the same kind and base, else for an own one the shipped one it was made from."""
    same = [v for v in versions if v.institution_id == one.institution_id and v.number < one.number]
    if one.institution_id is None:
        return max(same, key=lambda v: v.number, default=None)
    return max((v for v in same if v.based_on_id == one.based_on_id), key=lambda v: v.number, default=one.based_on)


def _change_words(change: Difference) -> dict[str, Any]:
    if change.before is None or change.after is None:
        kind = _("new") if change.before is None else _("taken out")
        return {"name": change.name, "kind": kind, "fields": []}
    return {"name": change.name, "kind": _("changed"), "fields": change.fields}
