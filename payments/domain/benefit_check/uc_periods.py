"""Pay as it falls into Universal Credit assessment periods: by the day it is paid, never by the day of the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from payments.domain.benefit_check.calendar import assessment_period_of
from payments.domain.benefit_check.case import pays_on
from payments.domain.benefit_check.counting import Counted
from payments.domain.benefit_check.facts import Covers, Payment
from payments.domain.benefit_check.findings import Period
from payments.domain.benefit_check.weekly import how_often_is_unknown

NOUGHT = Decimal(0)
_SELDOM = frozenset({Covers.QUARTER, Covers.YEAR, Covers.TERM})


@dataclass(frozen=True)
class PeriodPay:
    """One assessment period with some of the offered pay in it. Pounds, on the kindest and on the cautious reading."""

    period: Period
    chosen: tuple[Counted, ...]
    chosen_low: Decimal
    chosen_high: Decimal
    others_low: Decimal
    others_high: Decimal

    @property
    def how_often_is_known(self) -> bool:
        return not any(how_often_is_unknown(one.payment) for one in self.chosen)


def period_days_to_try(period_day: int | None, counted: Iterable[Counted], uprated: Iterable[date]) -> Sequence[int]:
    """The day on which the person's periods start, or each day that could matter when nobody told us.

    As the start moves through a month, the split changes only where it passes a payday, a day of uprating or the end
    of a short month. Weekly pay may come a fifth time with any start, so then every day is tried.
    """
    if period_day is not None:
        return (period_day,)
    paid = [one.payment for one in counted if one.high]
    if any(payment.regular is not False and payment.covers is Covers.WEEK for payment in paid):
        return range(1, 32)
    turns = {pays_on(payment).day for payment in paid} | {day.day for day in uprated}
    return sorted({1, *range(28, 32), *turns, *(turn % 31 + 1 for turn in turns)})


def periods_of_pay(counted: Iterable[Counted], *, period_day: int) -> tuple[PeriodPay, ...]:
    """Each assessment period in which offered pay is received (UC Regs 2013 reg 54; ADM H3010)."""
    everything = tuple(counted)
    mine = [one for one in everything if one.payment.offered and one.high]
    periods = {assessment_period_of(pays_on(one.payment), period_day=period_day) for one in mine}
    return tuple(_period(period, everything) for period in sorted(periods, key=lambda period: period.first_day))


def _period(period: Period, everything: tuple[Counted, ...]) -> PeriodPay:
    times = [(one, *_times(one.payment, period)) for one in everything if one.high]
    here = [(one, one.low * fewest, one.high * most) for one, fewest, most in times if most]
    mine = [share for share in here if share[0].payment.offered]
    theirs = [share for share in here if not share[0].payment.offered]
    return PeriodPay(
        period,
        tuple(one for one, _low, _high in mine),
        sum((low for _one, low, _high in mine), NOUGHT),
        sum((high for _one, _low, high in mine), NOUGHT),
        sum((low for _one, low, _high in theirs), NOUGHT),
        sum((high for _one, _low, high in theirs), NOUGHT),
    )


def _times(payment: Payment, period: Period) -> tuple[int, int]:
    """How often it is paid in that period, at least and at most. Weekly pay comes four or five times."""
    on = pays_on(payment)
    within = period.first_day <= on <= period.last_day
    if payment.regular is False or how_often_is_unknown(payment) or on > period.last_day:
        return (1, 1) if within else (0, 0)
    once = int(within)
    if payment.covers is Covers.WEEK:
        days = (period.last_day - period.first_day).days + 1
        paydays = [period.first_day + timedelta(days=n) for n in range(days)]
        times = sum(1 for day in paydays if day.weekday() == on.weekday())
        return (times if payment.regular else once), times
    if payment.covers in _SELDOM or payment.regular is None:
        return once, 1
    return 1, 1
