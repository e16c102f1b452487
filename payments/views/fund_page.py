"""One fund: its sums, the offers and other costs it pays for, changing it, and the owner's yes to more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import once
from involvement.shared.ui.forms import refusals_on
from involvement.shared.ui.words import day_words, pounds
from payments.domain.fund_reading import sums_of
from payments.domain.funds import agree_overspend, change_fund
from payments.forms.funds import FundForm, OverspendForm
from payments.models import Commitment, Fund
from payments.views.funds import row_of

MOST_LINES = 200


@needs(Permission.FUND_VIEW)
def fund_page(request: SignedInRequest, pk: int) -> HttpResponse:
    found = Fund.objects.visible_to(request.user).with_sums().select_related("owner", "programme", "institution")
    fund = get_object_or_404(found, pk=pk)
    allow(request.user, Permission.FUND_VIEW, fund)
    may_change = may(request.user, Permission.FUND_MANAGE, fund)
    is_owner = fund.owner_id == request.user.pk
    do = request.POST.get("do", "") if request.method == "POST" else ""
    change = FundForm(request.POST if do == "change" else None, institution=fund.institution, fund=fund)
    more = OverspendForm(request.POST if do == "more" else None)
    if request.method == "POST":
        answer = _do(request, fund, do, change, more, allowed={"change": may_change, "more": is_owner})
        if answer is not None:
            return answer
    commitments = fund.commitments.select_related("offer__session").order_by("-committed_at", "-pk")[:MOST_LINES]
    context = {
        "fund": fund,
        "row": row_of(sums_of([fund], today=timezone.localdate())[0]),
        "offers": [_line(one) for one in commitments],
        "charges": [
            {"day": day_words(c.spent_on), "words": c.words, "kind": c.get_kind_display(), "sum": pounds(c.pence)}
            for c in fund.charges.order_by("-spent_on", "-pk")[:MOST_LINES]
        ],
        "yeses": [
            {"day": day_words(y.given_at), "who": y.given_by.name, "sum": pounds(y.pence), "reason": y.reason}
            for y in fund.overspends.select_related("given_by")
        ],
        "change": change,
        "more": more,
        "all_forms": [change, more],
        "may_change": may_change,
        "is_owner": is_owner,
    }
    return TemplateResponse(request, "payments/fund.html", context)


def _do(
    request: SignedInRequest, fund: Fund, do: str, change: FundForm, more: OverspendForm, *, allowed: dict[str, bool]
) -> HttpResponse | None:
    if do not in allowed:
        raise Http404
    if not allowed[do]:
        raise PermissionDenied(do)
    form: Any = {"change": change, "more": more}[do]
    if form.is_valid():
        deed = _change if do == "change" else _more
        with refusals_on(form):
            return once(request, f"fund.{do}", lambda: deed(request, fund, form.cleaned_data))
    return None


def _change(request: SignedInRequest, fund: Fund, said: dict[str, Any]) -> str:
    change_fund(fund, by=request.actor, **said)
    messages.success(request, _("The fund is changed."))
    return request.path


def _more(request: SignedInRequest, fund: Fund, said: dict[str, Any]) -> str:
    agree_overspend(fund, pence=said["pence"], reason=said["reason"], by=request.actor)
    messages.success(request, _("Your yes to spending more is written down."))
    return request.path


def _line(one: Commitment) -> dict[str, Any]:
    session = one.offer.session
    return {
        "session": session.pk,
        "title": session.title,
        "day": day_words(session.starts_at),
        "sum": pounds(one.pence),
        "held": pounds(one.held_pence),
        "spent": pounds(one.spent_pence),
        "over": one.ended_at is not None,
    }
