"""Claims as staff see them: a list to approve from, a preview of several, and one claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import allow, holds, institution_ids, may, needs
from involvement.shared.access.request import SignedInRequest
from involvement.shared.errors import Refused
from involvement.shared.once.sending import once
from involvement.shared.ui.lists import Sort, listed
from involvement.shared.ui.words import day_words, pounds
from payments.domain.approving import approve_claim, approve_claims, claim_again, query_claim
from payments.domain.batches import mark_returned
from payments.domain.duties import reasons_not_to_approve
from payments.forms import QueryForm, ReturnForm
from payments.models import Claim
from payments.views.claim_stages import is_late, shown, staff_words
from payments.views.partner import version_of

State = Claim.State
SORTS = {
    "promised": Sort(gettext_lazy("Promised first"), "pay_by"),
    "name": Sort(gettext_lazy("Name"), "person__name"),
    "newest": Sort(gettext_lazy("Newest first"), "pk", downwards=True),
}
MOST_AT_ONCE = 200


@needs(Permission.CLAIM_VIEW)
def claims(request: SignedInRequest) -> HttpResponse:
    approves = holds(request.user, Permission.CLAIM_APPROVE)
    search = request.GET.get("q", "").strip()[:200]
    state = request.GET.get("state", State.CONFIRMED if approves else State.APPROVED)
    late = request.GET.get("late") == "1"
    found = Claim.objects.visible_to(request.user).filter(
        institution_id__in=institution_ids(request.user, Permission.CLAIM_VIEW)
    )
    if search:
        found = found.filter(Q(person__name__icontains=search) | Q(session__title__icontains=search))
    if state in State.values:
        found = found.filter(state=state)
    if late:
        found = found.filter(pay_by__lt=timezone.localdate()).exclude(
            state__in=[State.PAID, State.DECLINED, State.WITHDRAWN, State.RETURNED]
        )
    page = listed(found.select_related("person", "session").with_totals(), request.GET, SORTS)
    context = {
        "page": page,
        "rows": [_row(claim) for claim in page.rows],
        "search": search,
        "state": state,
        "late": late,
        "states": [(value, staff_words(value)[0]) for value in State.values],
        "approves": approves,
    }
    return TemplateResponse(request, "payments/claims.html", context)


@needs(Permission.CLAIM_APPROVE)
def approve_several(request: SignedInRequest) -> HttpResponse:
    """GET shows what was ticked, POST approves it: all or none."""
    if request.method == "POST":
        return once(request, "claims.approve", lambda: _approve_ticked(request))
    chosen = _ticked(request, request.GET.getlist("claim"))
    reasons = reasons_not_to_approve(chosen, request.actor)
    rows = [_row(claim) | {"reason": reasons[claim.pk], "version": claim.version} for claim in chosen]
    fine = [row for row in rows if not row["reason"]]
    context = {
        "rows": fine,
        "others": [row for row in rows if row["reason"]],
        "total": pounds(sum(row["total_pence"] for row in fine)),
    }
    return TemplateResponse(request, "payments/approve_several.html", context)


@needs(Permission.CLAIM_VIEW)
def claim_page(request: SignedInRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(Claim.objects.visible_to(request.user).with_details(), pk=pk)
    allow(request.user, Permission.CLAIM_VIEW, claim)
    query, back, problem, status = QueryForm(), ReturnForm(), "", 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        query = QueryForm(request.POST) if do == "query" else query
        back = ReturnForm(request.POST) if do == "return" else back
        if all(form.is_valid() for form in (query, back) if form.is_bound):
            try:
                return _do(request, claim, do, query, back)
            except Refused as refused:
                problem, status = refused.sentence, 409
                claim.refresh_from_db()
    return TemplateResponse(
        request, "payments/claim.html", _context(request, claim, query, back, problem), status=status
    )


def _do(request: SignedInRequest, claim: Claim, do: str, query: QueryForm, back: ReturnForm) -> HttpResponse:
    deeds: dict[str, tuple[bool, Callable[[], str]]] = {
        "approve": (_may_approve(request, claim), lambda: _approve(request, claim)),
        "query": (_may_query(request, claim), lambda: _query(request, claim, query)),
        "return": (_may_pay(request, claim), lambda: _return(request, claim, back)),
        "again": (_may_query(request, claim) or _may_pay(request, claim), lambda: _again(request, claim)),
    }
    if do not in deeds:
        raise Http404
    allowed, deed = deeds[do]
    if not allowed:
        raise PermissionDenied(do)
    return once(request, f"claim.{do}", deed)


def _approve(request: SignedInRequest, claim: Claim) -> str:
    approve_claim(claim, by=request.actor, version=version_of(request))
    messages.success(request, _("Approved. Finance can pay it now."))
    return request.path


def _query(request: SignedInRequest, claim: Claim, form: QueryForm) -> str:
    query_claim(claim, reason=form.cleaned_data["reason"], by=request.actor, version=version_of(request))
    messages.success(request, _("We sent your question to the person."))
    return request.path


def _return(request: SignedInRequest, claim: Claim, form: ReturnForm) -> str:
    mark_returned(claim, reason=form.cleaned_data["returned_because"], by=request.actor)
    messages.success(request, _("Noted that it came back. The person is told."))
    return request.path


def _again(request: SignedInRequest, claim: Claim) -> str:
    new = claim_again(claim, by=request.actor)
    messages.success(request, _("A new claim is made. A coordinator must approve it."))
    return reverse("payments:claim", args=[new.pk])


def _approve_ticked(request: SignedInRequest) -> str:
    pairs = dict(_pair(text) for text in request.POST.getlist("claim")[:MOST_AT_ONCE])
    chosen = _ticked(request, [str(pk) for pk in pairs])
    if not chosen or len(chosen) != len(pairs):
        raise Refused(_("Some of these claims were changed in the meantime. Please choose again."), code="changed")
    for claim in chosen:
        allow(request.user, Permission.CLAIM_APPROVE, claim)
    done = approve_claims([(claim, pairs[claim.pk]) for claim in chosen], by=request.actor)
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
        "tickable": claim.state == State.CONFIRMED,
    }


def _context(
    request: SignedInRequest, claim: Claim, query: QueryForm, back: ReturnForm, problem: str
) -> dict[str, Any]:
    words, colour = staff_words(claim.state)
    waits = claim.state == State.CONFIRMED
    may_approve = _may_approve(request, claim)
    return {
        "claim": claim,
        "shown": shown(claim),
        "state_words": words,
        "colour": colour,
        "query": query,
        "back": back,
        "forms": [query, back],
        "problem": problem,
        "approve": waits and may_approve,
        "why_not": reasons_not_to_approve([claim], request.actor)[claim.pk] if waits else "",
        "ask": claim.state in (State.CONFIRMED, State.APPROVED) and _may_query(request, claim),
        "came_back": claim.state in (State.BATCHED, State.PAID) and _may_pay(request, claim),
        "pay_again": claim.state == State.RETURNED and not hasattr(claim, "replaced_by"),
        "batch": claim.batch_line.batch if hasattr(claim, "batch_line") else None,
        "sees_runs": holds(request.user, Permission.BATCH_VIEW, claim.institution_id),
    }


def _may_approve(request: SignedInRequest, claim: Claim) -> bool:
    return may(request.user, Permission.CLAIM_APPROVE, claim)


def _may_pay(request: SignedInRequest, claim: Claim) -> bool:
    return holds(request.user, Permission.BATCH_PAY, claim.institution_id)


def _may_query(request: SignedInRequest, claim: Claim) -> bool:
    """Coordinators ask; finance may send back what it was about to pay."""
    sends_back = claim.state == State.APPROVED and _may_pay(request, claim)
    return holds(request.user, Permission.CLAIM_APPROVE, claim.institution_id) or sends_back
