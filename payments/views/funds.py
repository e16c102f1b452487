"""Funds: the list with what is spent, set aside and free; the year end; the list as a file; a new fund."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.exports.door import MOST_ROWS, Column, export_list
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import day_words, pounds
from payments.domain.fund_reading import FundSums, level_of, sums_of
from payments.domain.funds import new_fund
from payments.forms.funds import FundForm
from payments.models import Fund

MOST_SHOWN = 500
COLUMNS = [
    Column("name", "Fund"),
    Column("source", "Source"),
    Column("programme", "Programme"),
    Column("ring_fenced", "Ring-fenced"),
    Column("from", "From"),
    Column("until", "Until"),
    Column("owner", "Owner"),
    Column("whole", "Amount"),
    Column("spent", "Spent"),
    Column("held", "Set aside"),
    Column("free", "Free"),
    Column("forecast", "Forecast"),
]


@needs(Permission.FUND_VIEW)
@require_safe
def funds(request: SignedInRequest) -> HttpResponse:
    wanted = "all" if request.GET.get("which") == "all" else "running"
    rows = [row_of(sums) for sums in _sums(request, all_of_them=wanted == "all")]
    context = {"rows": rows, "wanted": wanted, "may_make": holds(request.user, Permission.FUND_MANAGE)}
    return TemplateResponse(request, "payments/funds.html", context)


@needs(Permission.FUND_VIEW)
@require_safe
def year_end(request: SignedInRequest) -> HttpResponse:
    """What is unspent, the fund that ends first at the top (M8)."""
    rows = [row_of(sums) for sums in _sums(request, all_of_them=False)]
    total = pounds(sum(row["unspent_pence"] for row in rows))
    return TemplateResponse(request, "payments/funds_year_end.html", {"rows": rows, "total": total})


@needs(Permission.FUND_VIEW)
@require_POST
def funds_export(request: SignedInRequest) -> HttpResponse:
    """Every fund of one's first institution as a file; the record says who took it."""
    institution = institutions_where(request.user, Permission.FUND_VIEW)[0]
    rows = [row_of(s) for s in _sums(request, all_of_them=True) if s.fund.institution_id == institution.pk]
    return export_list(
        rows[:MOST_ROWS],
        COLUMNS,
        name=_("funds"),
        reason="list of funds",
        about=institution,
        institution_id=institution.pk,
        by=request.actor,
        file=request.POST.get("file", ""),
    )


@needs(Permission.FUND_MANAGE)
def new_fund_page(request: SignedInRequest) -> HttpResponse:
    institution = _place(request)
    form = FundForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return once(request, "fund.new", lambda: _make(request, institution, form))
    places = institutions_where(request.user, Permission.FUND_MANAGE)
    context = {"form": form, "institution": institution, "places": places}
    return TemplateResponse(request, "payments/new_fund.html", context)


def row_of(sums: FundSums) -> dict[str, Any]:
    """One fund in words."""
    fund = sums.fund
    return {
        "pk": fund.pk,
        "name": fund.name,
        "source": fund.get_source_display(),
        "programme": str(fund.programme or ""),
        "ring_fenced": _("yes") if fund.ring_fenced else _("no"),
        "is_fenced": fund.ring_fenced,
        "from": day_words(fund.starts_on),
        "until": day_words(fund.ends_on),
        "owner": fund.owner.name,
        "whole": pounds(fund.pence),
        "spent": pounds(sums.spent),
        "held": pounds(sums.held),
        "free": pounds(sums.free),
        "forecast": pounds(sums.forecast),
        "allowed": pounds(sums.allowed) if sums.allowed else "",
        "percent": sums.percent,
        "bar": min(sums.percent, 100),
        "level": level_of(sums),
        "days_left": max(sums.days_left, 0),
        "unspent": pounds(sums.unspent),
        "unspent_pence": sums.unspent,
        "unspent_after": pounds(max(int(fund.pence) - sums.forecast, 0)),
    }


def _sums(request: SignedInRequest, *, all_of_them: bool) -> list[FundSums]:
    today = timezone.localdate()
    found = Fund.objects.visible_to(request.user).with_sums().select_related("owner", "programme")
    if not all_of_them:
        found = found.filter(ends_on__gte=today)
    return sums_of(list(found.order_by("ends_on", "name", "pk")[:MOST_SHOWN]), today=today)


def _make(request: SignedInRequest, institution: Institution, form: FundForm) -> str:
    fund = new_fund(institution, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The fund is made. Offers can be paid from it now."))
    return reverse("payments:fund", args=[fund.pk])


def _place(request: SignedInRequest) -> Institution:
    """The institution that is asked for, or the only one, or the first."""
    places = institutions_where(request.user, Permission.FUND_MANAGE)
    wanted = request.GET.get("at") or request.POST.get("at")
    found = next((place for place in places if str(place.pk) == wanted), None if wanted else places[0])
    if found is None:
        raise Http404
    return found
