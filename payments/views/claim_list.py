"""Claims as staff see them: a list to approve from, a preview of several, and the list as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, institution_ids, institutions_where, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused
from involvement.shared.exports.door import MOST_ROWS, Column, export_list
from involvement.shared.once.sending import once
from involvement.shared.ui.lists import Sort, listed
from involvement.shared.ui.words import day_words, pounds
from payments.domain.approving import approve_claims
from payments.domain.duties import Verdict, notes_for_approver, verdicts_on
from payments.models import Claim
from payments.models.claim import ClaimQuerySet
from payments.views.claim_parts import waiting
from payments.views.claim_stages import is_late, staff_words

State = Claim.State
SORTS = {
    "promised": Sort(gettext_lazy("Promised first"), "pay_by"),
    "name": Sort(gettext_lazy("Name"), "person__name"),
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
}
COLUMNS = [
    Column("pk", "Claim"),
    Column("name", "Name"),
    Column("session", "Session"),
    Column("day", "Day"),
    Column("fee", "Fee"),
    Column("costs", "Costs"),
    Column("total", "Together"),
    Column("promise", "Promised by"),
    Column("state", "Where it stands"),
    Column("part", "What it holds"),
]
MOST_AT_ONCE = 200


@needs(Permission.CLAIM_VIEW)
def claims(request: SignedInRequest) -> HttpResponse:
    wanted = _wanted(request)
    page = listed(_found(request, wanted), request.GET, SORTS)
    context = {
        "page": page,
        "rows": _rows(page.rows),
        "wanted": wanted,
        "states": [(value, staff_words(value)[0]) for value in State.values],
        "approves": holds(request.user, Permission.CLAIM_APPROVE),
    }
    return TemplateResponse(request, "payments/claims.html", context)


@needs(Permission.CLAIM_VIEW)
@require_POST
def claims_export(request: SignedInRequest) -> HttpResponse:
    """The same list as a file; the record says who took it."""
    institution = institutions_where(request.user, Permission.CLAIM_VIEW)[0]
    here = _found(request, _wanted(request)).filter(institution=institution)
    return export_list(
        _rows(here.order_by("pay_by", "pk")[:MOST_ROWS]),
        COLUMNS,
        name=_("claims"),
        reason="list of claims",
        about=institution,
        institution_id=institution.pk,
        by=request.actor,
        file=request.POST.get("file", ""),
    )


@needs(Permission.CLAIM_APPROVE)
def approve_several(request: SignedInRequest) -> HttpResponse:
    """GET shows what was ticked, POST approves it: all or none."""
    if request.method == "POST":
        return once(request, "claims.approve", lambda: _approve_ticked(request))
    chosen = _ticked(request, request.GET.getlist("claim"))
    verdicts = verdicts_on(chosen, request.actor)
    notes = notes_for_approver(chosen)
    rows = [_row(claim) | _with_verdict(claim, verdicts[claim.pk]) | {"notes": notes[claim.pk]} for claim in chosen]
    fine = [row for row in rows if row["now_pence"]]
    context = {
        "rows": fine,
        "others": [row for row in rows if not row["now_pence"]],
        "total": pounds(sum(row["now_pence"] for row in fine)),
    }
    return TemplateResponse(request, "payments/approve_several.html", context)


def _wanted(request: SignedInRequest) -> dict[str, str]:
    """The filters of the address. Who approves sees first what is to approve, finance what is ready to pay."""
    approves = holds(request.user, Permission.CLAIM_APPROVE)
    return {
        "q": request.GET.get("q", "").strip()[:200],
        "state": request.GET.get("state", State.CONFIRMED if approves else State.APPROVED),
        "late": "1" if request.GET.get("late") == "1" else "",
    }


def _found(request: SignedInRequest, wanted: dict[str, str]) -> ClaimQuerySet:
    places = institution_ids(request.user, Permission.CLAIM_VIEW)
    found = Claim.objects.visible_to(request.user).filter(institution_id__in=places)
    if wanted["q"]:
        found = found.filter(Q(person__name__icontains=wanted["q"]) | Q(session__title__icontains=wanted["q"]))
    if wanted["state"] in State.values:
        found = found.filter(state=wanted["state"])
    if wanted["late"]:
        over = [State.PAID, State.DECLINED, State.WITHDRAWN, State.RETURNED]
        found = found.filter(pay_by__lt=timezone.localdate()).exclude(state__in=over)
    return found.select_related("person", "session").with_totals()


def _approve_ticked(request: SignedInRequest) -> str:
    whole = dict(_pair(text) for text in request.POST.getlist("claim")[:MOST_AT_ONCE])
    costs = dict(_pair(text) for text in request.POST.getlist("costs")[:MOST_AT_ONCE])
    chosen = _ticked(request, [str(pk) for pk in (*whole, *costs)])
    if not chosen or len(chosen) != len(whole) + len(costs):
        raise Refused(_("Some of these claims were changed in the meantime. Please choose again."), code="changed")
    for claim in chosen:
        allow(request.user, Permission.CLAIM_APPROVE, claim)
    done = approve_claims(
        [(claim, whole[claim.pk]) for claim in chosen if claim.pk in whole],
        costs_of=[(claim, costs[claim.pk]) for claim in chosen if claim.pk in costs],
        by=request.actor,
    )
    messages.success(request, ngettext("%(n)d claim approved.", "%(n)d claims approved.", len(done)) % {"n": len(done)})
    return reverse("payments:claims")


def _ticked(request: SignedInRequest, numbers: list[str]) -> list[Claim]:
    """Claims of the institutions where one approves, that wait for approval."""
    ids = [int(n) for n in numbers[:MOST_AT_ONCE] if n.isascii() and n.isdigit() and len(n) < 18]
    found = Claim.objects.visible_to(request.user).filter(pk__in=ids, state=State.CONFIRMED)
    at_work = found.filter(institution_id__in=institution_ids(request.user, Permission.CLAIM_APPROVE))
    return list(at_work.select_related("person", "session").with_totals().order_by("pay_by", "pk"))


def _pair(text: str) -> tuple[int, int]:
    pk, _colon, version = text.partition(":")
    fine = all(n.isascii() and n.isdigit() and len(n) < 18 for n in (pk, version))
    return (int(pk), int(version)) if fine else (0, 0)


def _with_verdict(claim: Any, verdict: Verdict) -> dict[str, Any]:
    """What can be approved now: all of it, the costs alone while the fee waits, or nothing."""
    now = verdict.costs_pence if verdict.reason else claim.total_due
    return {
        "reason": verdict.reason,
        "costs_only": bool(verdict.costs_pence),
        "now_pence": now,
        "now": pounds(now),
        "version": claim.version,
    }


def _rows(claims: Iterable[Any]) -> list[dict[str, Any]]:
    """Takes claims `with_totals`; one statement more, however many."""
    listed_now = list(claims)
    waits = waiting(listed_now)
    return [_row(claim) | {"fee_waits": claim.pk in waits} for claim in listed_now]


def _row(claim: Any) -> dict[str, Any]:
    """Takes a claim `with_totals`."""
    words, colour = staff_words(claim.state)
    return {
        "pk": claim.pk,
        "name": claim.person.name,
        "session": claim.session.title,
        "day": day_words(claim.session.starts_at),
        "fee": pounds(claim.fee_due),
        "costs": pounds(claim.costs_due),
        "total": pounds(claim.total_due),
        "total_pence": claim.total_due,
        "promise": day_words(claim.pay_by),
        "late": is_late(claim, timezone.localdate()),
        "state": words,
        "colour": colour,
        "part": claim.get_part_display() if claim.part != Claim.Part.WHOLE else "",
        "tickable": claim.state == State.CONFIRMED,
    }
