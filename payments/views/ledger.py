"""The ledger as finance sees it: what stood on each account, what came and what left, month by month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Institution
from involvement.shared.exports.door import MOST_ROWS, Column, export_list
from involvement.shared.once.sending import once
from involvement.shared.ui.words import month_words, pounds
from payments.domain.formats.columns import in_pounds
from payments.domain.ledger import Balance, balances, months_of, set_code
from payments.forms.ledger import CodeForm
from payments.models import ClaimLine, LedgerEntry

BALANCE_COLUMNS = [
    Column("account", "Account"),
    Column("kind", "Kind"),
    Column("code", "Ledger code"),
    Column("start", "At the start"),
    Column("came", "Came"),
    Column("left", "Left"),
    Column("end", "At the end"),
]
ENTRY_COLUMNS = [
    Column("posting_id", "Posting"),
    Column("when", "When"),
    Column("what", "Deed"),
    Column("claim_id", "Claim"),
    Column("run", "Run"),
    Column("account", "Account"),
    Column("kind", "Kind"),
    Column("code", "Ledger code"),
    Column("came", "Came"),
    Column("left", "Left"),
]


@needs(Permission.BATCH_VIEW)
def ledger(request: SignedInRequest) -> HttpResponse:
    place = _place(request)
    form = CodeForm(place=place)
    if request.method == "POST":
        allow(request.user, Permission.BATCH_MAKE, place)
        form = CodeForm(request.POST, place=place)
        if form.is_valid():
            return once(request, "ledger.codes", lambda: _set_codes(request, place, form))
    months = months_of([place.pk], today=timezone.localdate())
    month = _month(request, months)
    found = _balances(request, place, month)
    context = {
        "place": place,
        "places": institutions_where(request.user, Permission.BATCH_VIEW),
        "months": [(f"{m:%Y-%m}", month_words(m)) for m in months],
        "month": f"{month:%Y-%m}",
        "month_words": month_words(month),
        "rows": [_shown(balance) for balance in found],
        "together": pounds(together := sum(balance.end for balance in found)),
        "holds": together == 0,
        "form": form,
    }
    return TemplateResponse(request, "payments/ledger.html", context)


@needs(Permission.BATCH_VIEW)
@require_POST
def ledger_export(request: SignedInRequest) -> HttpResponse:
    """The month's balances, or its entries; amounts in pounds with two figures of pence."""
    place = _place(request)
    month = _month(request, months_of([place.pk], today=timezone.localdate()))
    if request.POST.get("what") == "entries":
        rows, columns, name = _entries(request, place, month), ENTRY_COLUMNS, "ledger-entries"
    else:
        rows = [_plain(balance) for balance in _balances(request, place, month)]
        columns, name = BALANCE_COLUMNS, "ledger-balances"
    return export_list(
        rows,
        columns,
        name=f"{name}-{month:%Y-%m}",
        reason="ledger",
        about=place,
        institution_id=place.pk,
        by=request.actor,
        file=request.POST.get("file", ""),
    )


def _set_codes(request: SignedInRequest, place: Institution, form: CodeForm) -> str:
    for kind in ClaimLine.Kind.values:
        set_code(place, kind=kind, code=form.cleaned_data[kind], by=request.actor)
    messages.success(request, _("Saved. New claims use these codes."))
    return f"{request.path}?at={place.pk}"


def _place(request: SignedInRequest) -> Institution:
    """The institution that is asked for, or the first."""
    places = institutions_where(request.user, Permission.BATCH_VIEW)
    wanted = request.GET.get("at")
    found = next((place for place in places if str(place.pk) == wanted), None if wanted else places[0])
    if found is None:
        raise Http404
    return found


def _month(request: SignedInRequest, months: list[date]) -> date:
    return next((m for m in months if f"{m:%Y-%m}" == request.GET.get("month")), months[0])


def _ends(month: date) -> tuple[datetime, datetime]:
    """The month by the clocks of here."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    midnight = datetime.min.time()
    return (
        timezone.make_aware(datetime.combine(month, midnight)),
        timezone.make_aware(datetime.combine(following, midnight)),
    )


def _balances(request: SignedInRequest, place: Institution, month: date) -> list[Balance]:
    start, end = _ends(month)
    mine = LedgerEntry.objects.visible_to(request.user).filter(posting__institution=place)
    return balances(mine, start=start, end=end)


def _entries(request: SignedInRequest, place: Institution, month: date) -> list[dict[str, Any]]:
    start, end = _ends(month)
    mine = LedgerEntry.objects.visible_to(request.user).filter(posting__institution=place)
    found = mine.filter(posting__at__gte=start, posting__at__lt=end).select_related("posting__batch").order_by("pk")
    return [
        {
            "posting_id": entry.posting_id,
            "when": timezone.localtime(entry.posting.at).isoformat(timespec="seconds"),
            "what": entry.posting.what,
            "claim_id": entry.claim_id,
            "run": entry.posting.batch.reference if entry.posting.batch else "",
            "account": entry.get_account_display(),
            "kind": entry.get_kind_display(),
            "code": entry.code,
            "came": in_pounds(entry.pence) if entry.pence > 0 else "",
            "left": in_pounds(-entry.pence) if entry.pence < 0 else "",
        }
        for entry in found[:MOST_ROWS]
    ]


def _shown(balance: Balance) -> dict[str, Any]:
    return {
        "account": LedgerEntry.Account(balance.account).label,
        "kind": ClaimLine.Kind(balance.kind).label,
        "code": balance.code,
        "start": pounds(balance.start),
        "came": pounds(balance.came),
        "left": pounds(balance.left),
        "end": pounds(balance.end),
    }


def _plain(balance: Balance) -> dict[str, Any]:
    return {
        "account": LedgerEntry.Account(balance.account).label,
        "kind": ClaimLine.Kind(balance.kind).label,
        "code": balance.code,
        "start": _signed(balance.start),
        "came": in_pounds(balance.came),
        "left": in_pounds(-balance.left),
        "end": _signed(balance.end),
    }


def _signed(pence: int) -> str:
    """A minus in round brackets, as books write it and spreadsheets read it."""
    return f"({in_pounds(-pence)})" if pence < 0 else str(in_pounds(pence))
