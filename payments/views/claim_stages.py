"""A claim as its pages show it: lines, stages with their dates, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.words import day_words, pounds
from payments.domain.expense_rules import Looking, look_at, rules_of
from payments.models import Claim, ClaimLine, ClaimStep

State = Claim.State
COMING = [State.CONFIRMED, State.APPROVED, State.BATCHED, State.PAID]
ALREADY = {State.PROPOSED: 0, State.QUERIED: 0, State.CONFIRMED: 1, State.APPROVED: 2, State.BATCHED: 3, State.PAID: 4}
STAFF_WORDS: dict[str, tuple[str | Promise, str]] = {
    State.PROPOSED: (gettext_lazy("With the person"), "grey"),
    State.QUERIED: (gettext_lazy("Asked the person"), "yellow"),
    State.CONFIRMED: (gettext_lazy("To approve"), "blue"),
    State.APPROVED: (gettext_lazy("Ready to pay"), "turquoise"),
    State.BATCHED: (gettext_lazy("In a payment run"), "purple"),
    State.PAID: (gettext_lazy("Paid"), "green"),
    State.RETURNED: (gettext_lazy("Came back"), "red"),
    State.DECLINED: (gettext_lazy("The person said no"), "grey"),
    State.WITHDRAWN: (gettext_lazy("Taken back"), "grey"),
}


@dataclass(frozen=True)
class Line:
    pk: int
    name: str
    words: str
    sum: str
    declined: str
    taken: str
    is_cost: bool
    has_receipt: bool
    note: str
    staff_note: str


@dataclass(frozen=True)
class Stage:
    """`sentence` is what the person reads; `state` and `who` are for staff."""

    sentence: str
    day: str
    state: str | Promise
    who: str


@dataclass(frozen=True)
class Shown:
    """What both the person's and the staff's page need; made with three queries (lines, stages, rules for costs)."""

    lines: list[Line]
    total: str
    total_pence: int
    fee_pence: int
    stages: list[Stage]
    coming: list[str]
    promise: str
    is_late: bool


def shown(claim: Claim) -> Shown:
    lines = list(claim.lines.all())
    total = sum(line.due_pence for line in lines)
    done = list(claim.steps.all())
    rules = rules_of(claim.institution_id)
    return Shown(
        lines=[_line(line, Looking() if claim.advance_id else look_at(line, rules)) for line in lines],
        total=pounds(total),
        total_pence=total,
        fee_pence=sum(line.due_pence for line in lines if line.kind == ClaimLine.Kind.FEE),
        stages=[Stage(s.sentence, day_words(s.at), staff_words(s.state)[0], _who(s, claim)) for s in done],
        coming=_coming(claim),
        promise=day_words(claim.pay_by),
        is_late=claim.state in ALREADY and claim.state != State.PAID and claim.pay_by < timezone.localdate(),
    )


def staff_words(state: str) -> tuple[str | Promise, str]:
    """The state in words for staff, and the colour of its tag."""
    return STAFF_WORDS[State(state)]


def is_late(claim: Claim, today: date) -> bool:
    return claim.pay_by < today and claim.state in ALREADY and claim.state != State.PAID


def _who(step: ClaimStep, claim: Claim) -> str:
    if step.actor_kind == "link":
        return _("%(name)s, by a private link") % {"name": claim.person.name}
    return _("By itself") if step.actor_kind == "system" else step.actor_label


def _line(line: ClaimLine, looking: Looking) -> Line:
    is_cost = line.kind == ClaimLine.Kind.EXPENSE
    return Line(
        pk=line.pk,
        name=line.get_expense_kind_display() if is_cost else _("Fee"),
        words=line.words if is_cost else "",
        sum=pounds(line.due_pence),
        declined=pounds(line.declined_pence) if line.declined_pence else "",
        taken=pounds(line.taken_pence) if line.taken_pence else "",
        is_cost=is_cost,
        has_receipt=line.receipt_id is not None,
        note=looking.person,
        staff_note=looking.staff,
    )


def _coming(claim: Claim) -> list[str]:
    if claim.state == State.RETURNED:
        return [_("We ask you for the right bank details."), _("We pay you again.")]
    if claim.state not in ALREADY:
        return []
    words = {
        State.CONFIRMED: _("You say yes to it."),
        State.APPROVED: _("The coordinator checks it."),
        State.BATCHED: _("Finance puts it in a payment run."),
        State.PAID: _("We pay you. We promised by %(day)s.") % {"day": day_words(claim.pay_by)},
    }
    return [words[state] for state in COMING[ALREADY[State(claim.state)] :]]
