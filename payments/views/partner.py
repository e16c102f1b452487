"""The person's own money: a list, and one page for each claim, signed in or by a private link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import may, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.links.models import Purpose
from involvement.shared.links.views import LinkRequest, by_link
from involvement.shared.once.sending import once
from involvement.shared.ui.words import day_words, pounds
from involvement.shared.uploads.models import StoredFile
from involvement.shared.uploads.store import serve, store_upload
from payments.domain.advances import invitations_to_ask_for
from payments.domain.booked import booked_for
from payments.domain.claims import (
    add_expense,
    claim_behind,
    confirm_claim,
    decline_claim,
    remove_expense,
    reopen_claim,
    take_less,
)
from payments.domain.guard.on_offer import on_claim
from payments.domain.information import Wait, check_of, decision_words
from payments.domain.mileage import add_journey
from payments.domain.organisations import agreement_of
from payments.domain.settling import early_of
from payments.domain.thanks import shown_to
from payments.forms.claims import ExpenseForm, LessForm
from payments.forms.expenses import MilesForm
from payments.models import Advance, Claim
from payments.views.advance_words import row_of as advance_row
from payments.views.claim_parts import other_part, wait_of, wait_words, waiting
from payments.views.claim_stages import is_late, shown
from payments.views.thanks import row_of as thanks_row

MOST_SHOWN = 200


@signed_in
@require_safe
def my_claims(request: SignedInRequest) -> HttpResponse:
    waiting_first = Case(
        When(state__in=["proposed", "queried"], then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    found = Claim.objects.visible_to(request.user).of_people_of(request.user).with_details().with_totals()
    today = timezone.localdate()
    shown_now = list(found.order_by(waiting_first, "-session__starts_at", "-pk")[:MOST_SHOWN])
    waits = waiting(shown_now)
    rows = [_row(claim, waits.get(claim.pk), request.user.pk, today) for claim in shown_now]
    thanks = [thanks_row(one) for one in shown_to(request.user)]
    booked = [
        {"kind": one.get_kind_display(), "words": one.words, "session": one.session.title, "sum": pounds(one.pence)}
        for one in booked_for(request.user)
    ]
    early = Advance.objects.visible_to(request.user).of_people_of(request.user).with_standing()
    asked = [advance_row(one) for one in early.select_related("person", "session")[:50]]
    own = any(m.role == Role.PARTICIPANT for m in request.user.current_memberships())
    return TemplateResponse(
        request,
        "payments/my_claims.html",
        {
            "rows": rows,
            "own": own,
            "thanks": thanks,
            "booked": booked,
            "early": asked,
            "to_ask_for": invitations_to_ask_for(request.user),
        },
    )


def _row(claim: Any, wait: Wait | None, user_id: int, today: date) -> dict[str, Any]:
    """Takes a claim `with_totals`."""
    own, costs = claim.person.user_id == user_id, claim.costs_due > 0
    return {
        "pk": claim.pk,
        "title": claim.session.title,
        "day": day_words(claim.session.starts_at),
        "whose": "" if own else claim.person.name,
        "part": claim.get_part_display() if claim.part != Claim.Part.WHOLE else "",
        "waits": wait_words(wait, own=own, costs=costs),
        "sum": pounds(claim.total_due),
        "state": claim.get_state_display(),
        "waiting": claim.is_open,
        "promise": day_words(claim.pay_by),
        "late": is_late(claim, today) and (costs or wait is None),
    }


@signed_in
def my_claim(request: SignedInRequest, pk: int) -> HttpResponse:
    own = Claim.objects.visible_to(request.user).of_people_of(request.user)
    claim = get_object_or_404(own.with_details(), pk=pk)
    may_act = may(request.user, Permission.CLAIM_CONFIRM, claim)
    return _claim_page(request, claim, by=request.actor, may_act=may_act)


@by_link(Purpose.CLAIM)
def claim_by_link(request: LinkRequest) -> HttpResponse:
    return _claim_page(request, _behind(request), by=request.actor, may_act=True)


@signed_in
@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receipt of one line, for whoever may see the claim."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user), lines=pk, lines__receipt__isnull=False)
    stored = claim.lines.select_related("receipt").get(pk=pk).receipt
    if stored is None:
        raise Http404
    return serve(stored)


def _behind(request: LinkRequest) -> Claim:
    claim = claim_behind(request.link)
    if claim is None:
        raise Http404
    return claim


@dataclass
class _Forms:
    """The forms of the page, and what went wrong outside of them."""

    cost: ExpenseForm
    less: LessForm
    miles: MilesForm
    problem: str = ""
    sent: str = ""
    all: list[Any] = field(default_factory=list)


def _claim_page(request: HttpRequest, claim: Claim, *, by: Actor, may_act: bool) -> HttpResponse:
    early = early_of(claim)
    forms = _Forms(
        cost=ExpenseForm(paid_before=bool(early)), less=LessForm(fee_pence=claim.fee_pence), miles=MilesForm()
    )
    status = 200
    if request.method == "POST":
        if not may_act:
            raise PermissionDenied(Permission.CLAIM_CONFIRM)
        answer = _do(request, claim, forms, by=by)
        if answer is not None:
            return answer
        status = 409 if forms.problem else 200
        claim.refresh_from_db()
    forms.all = [forms.cost, forms.less, forms.miles]
    own, page = by.kind == "user" and claim.person.user_id == by.user_id, shown(claim)
    has_costs = page.total_pence > page.fee_pence
    wait = wait_of(claim, fee_pence=page.fee_pence)
    if wait and not has_costs:
        page = replace(page, coming=[_("When the fee no longer waits, we go on with it from here.")])
    typed = [] if claim.is_open else typed_in(forms.all)
    context = {
        "claim": claim,
        "shown": page,
        "waits": wait_words(wait, own=own, costs=has_costs),
        "waits_for_wish": own and wait is Wait.WISHED,
        "has_costs": has_costs,
        "other": other_part(claim),
        "forms": forms,
        "typed": typed,
        "may_act": may_act,
        "signed_in": by.kind == "user",
        "can_reopen": may_act and claim.state in (Claim.State.CONFIRMED, Claim.State.DECLINED),
        "early": [
            {"pk": one.pk, "words": one.words, "sum": pounds(one.pence), "told": one.spent_pence is not None}
            for one in early
        ],
        "organisation": _organisation(claim),
        "says_where": claim.advance_id is None
        and by.kind == "user"
        and claim.person.user_id == by.user_id
        and claim.state not in (Claim.State.BATCHED, Claim.State.PAID),
        "phone": claim.institution.coordinator_phone,
        "adviser": claim.institution.adviser_name,
        **_guard(request, claim, by),
    }
    return TemplateResponse(request, "payments/my_claim.html", context, status=status)


def _organisation(claim: Claim) -> dict[str, str]:
    """Who is paid on the person's behalf: as it was when it was paid, or as it stands now (M9)."""
    line = getattr(claim, "batch_line", None)
    if line is not None:
        return {"name": line.payee, "day": ""} if line.organisation_id else {}
    agreement = None if claim.advance_id else agreement_of(claim.invitation_id)
    return {"name": agreement.organisation.name, "day": day_words(agreement.agreed_at)} if agreement else {}


def _guard(request: HttpRequest, claim: Claim, by: Actor) -> dict[str, Any]:
    """The way to the person's own check, and its result where they keep their answers; nothing for supporters."""
    own = by.kind == "user" and claim.person.user_id == by.user_id
    if not claim.fee_pence or not (own or by.kind == "link"):
        return {}
    if own:
        at = reverse("payments:my_claim_guard", args=[claim.pk])
    else:
        at = reverse("payments:claim_guard_by_link", args=[request.resolver_match.kwargs["token"]])  # type: ignore[union-attr]
    wish = decision_words(check_of(claim.person)) if own and claim.is_open else ""
    return {"guard_at": at, "guard": on_claim(claim, by_link=not own), "wish": wish}


def typed_in(forms: Sequence[Form]) -> list[str]:
    """What was typed in a form that the page does not show any more, so that nothing is lost."""
    return [
        f"{bound.label}: {value}"
        for form in forms
        if form.is_bound
        for bound in form.visible_fields()
        if (value := bound.value()) and isinstance(value, str)
    ]


def _do(request: HttpRequest, claim: Claim, forms: _Forms, *, by: Actor) -> HttpResponse | None:
    """The deed that was sent; nothing when the page must say what was wrong with it."""
    deeds: dict[str, Callable[[], str]] = {
        "confirm": lambda: _confirm(request, claim, by),
        "decline": lambda: _decline(request, claim, by),
        "reopen": lambda: _reopen(request, claim, by),
        "remove": lambda: _remove(request, claim, by),
        "add": lambda: _add(request, claim, forms.cost, by),
        "less": lambda: _less(request, claim, forms.less, by),
        "miles": lambda: _miles(request, claim, forms.miles, by),
    }
    forms.sent = request.POST.get("do", "")
    if forms.sent not in deeds:
        raise Http404
    if forms.sent == "add":
        forms.cost = ExpenseForm(request.POST, request.FILES, paid_before="another" in forms.cost.fields)
    if forms.sent == "less":
        forms.less = LessForm(request.POST, fee_pence=claim.fee_pence)
    if forms.sent == "miles":
        forms.miles = MilesForm(request.POST)
    asked: dict[str, Form] = {"add": forms.cost, "less": forms.less, "miles": forms.miles}
    bound = asked.get(forms.sent)
    if bound is not None and not bound.is_valid():
        return None
    try:
        return once(request, f"claim.{forms.sent}", deeds[forms.sent])
    except Refused as refused:
        if refused.code in ("receipt", "another") and refused.code in forms.cost.fields:
            forms.cost.add_error(refused.code, refused.sentence)
        elif refused.code == "miles":
            forms.miles.add_error("miles", refused.sentence)
        else:
            forms.problem = refused.sentence
        return None


def _confirm(request: HttpRequest, claim: Claim, by: Actor) -> str:
    confirm_claim(claim, by=by, version=version_of(request))
    messages.success(request, _("Thank you. You said yes. The coordinator checks it next."))
    return request.path


def _decline(request: HttpRequest, claim: Claim, by: Actor) -> str:
    decline_claim(claim, by=by, version=version_of(request))
    messages.success(request, _("You said no to this money. That is fine. You can change your mind."))
    return request.path


def _reopen(request: HttpRequest, claim: Claim, by: Actor) -> str:
    reopen_claim(claim, by=by)
    messages.success(request, _("You can change it now. Please say yes again when it is right."))
    return request.path


def _remove(request: HttpRequest, claim: Claim, by: Actor) -> str:
    line = request.POST.get("line", "")
    remove_expense(claim, line_id=int(line) if line.isascii() and line.isdigit() and len(line) < 18 else 0, by=by)
    messages.success(request, _("We took that cost out."))
    return request.path


def _add(request: HttpRequest, claim: Claim, form: ExpenseForm, by: Actor) -> str:
    said = form.cleaned_data
    stored = None
    if said["receipt"] is not None:
        stored = _receipt(claim, said["receipt"], by)
    kind, words, another = said["expense_kind"], said["words"], said.get("another", False)
    add_expense(claim, expense_kind=kind, pence=said["pence"], words=words, receipt=stored, another=another, by=by)
    messages.success(request, _("We added %(sum)s. Now say yes when all is right.") % {"sum": pounds(said["pence"])})
    return request.path


def _miles(request: HttpRequest, claim: Claim, form: MilesForm, by: Actor) -> str:
    said = form.cleaned_data
    line = add_journey(claim, vehicle=said["vehicle"], tenths=said["tenths"], passengers=said["passengers"], by=by)
    messages.success(request, _("We added %(sum)s. Now say yes when all is right.") % {"sum": pounds(line.pence)})
    return request.path


def _receipt(claim: Claim, uploaded: Any, by: Actor) -> StoredFile:
    """What is wrong with the file stands beside the file's question."""
    try:
        return store_upload(uploaded, person_id=claim.person_id, institution_id=claim.institution_id, by=by)
    except Refused as refused:
        raise Refused(refused.sentence, code="receipt") from refused


def _less(request: HttpRequest, claim: Claim, form: LessForm, by: Actor) -> str:
    take_less(claim, wanted_pence=form.cleaned_data["wanted"], by=by, version=version_of(request))
    messages.success(request, _("We changed the fee. Now say yes when all is right."))
    return request.path


def version_of(request: HttpRequest) -> int:
    """The version that the page showed; nought, which is none, for anything that is not a number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
