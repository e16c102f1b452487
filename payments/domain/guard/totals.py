"""What comes together in the week of the work and in the month of the money, so that a limit is seen coming."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from payments.domain.benefit_check.calendar import assessment_period_of, week_of
from payments.domain.benefit_check.case import build_case, pays_on
from payments.domain.benefit_check.facts import Choice, Circumstances, Payment
from payments.domain.guard.words import money, span_words


@dataclass(frozen=True)
class Total:
    """`this` and `others` are fees before tax; other wages that somebody told stand in the working of the benefit."""

    name: str
    span: str
    this: str
    others: str
    all: str
    alone: bool


def totals_of(choice: Choice, told: Circumstances, payments: tuple[Payment, ...]) -> list[Total]:
    """The benefit week, Monday to Sunday unless the person said otherwise, and the month in which money comes."""
    case = build_case(told, payments, choice)
    chosen = case.chosen[0]
    starts = next((s for s in (told.carer.week_starts, told.esa.week_starts, told.jsa.week_starts) if s is not None), 0)
    week = week_of(chosen.worked_on, starts=starts)
    first, last = _month(pays_on(chosen), told)
    if not sum(payment.fee for payment in case.payments):
        return []
    return [
        _total(_("The week of the work"), week.first_day, week.last_day, case.payments, lambda p: p.worked_on),
        _total(_("The month when the money comes"), first, last, case.payments, pays_on),
    ]


def _month(day: date, told: Circumstances) -> tuple[date, date]:
    if told.universal_credit.period_day:
        period = assessment_period_of(day, period_day=told.universal_credit.period_day)
        return period.first_day, period.last_day
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def _total(name: str, first: date, last: date, payments: tuple[Payment, ...], when: Callable[[Payment], date]) -> Total:
    within = [payment for payment in payments if first <= when(payment) <= last]
    this = sum((p.fee for p in within if p.offered), Decimal(0))
    others = sum((p.fee for p in within if not p.offered), Decimal(0))
    return Total(name, span_words(first, last), money(this), money(others), money(this + others), alone=not others)
