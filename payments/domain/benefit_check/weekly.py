"""Pay as it falls into benefit weeks: this payment beside everything else paid for that week."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.calendar import week_of
from payments.domain.benefit_check.counting import Counted
from payments.domain.benefit_check.facts import Covers, Payment
from payments.domain.benefit_check.findings import Period
from payments.domain.benefit_check.formulas import weekly_amount

NOUGHT = Decimal(0)
LONG = {Covers.MONTH: 31, Covers.QUARTER: 92, Covers.YEAR: 366}
"""Days that such a period has at most."""

ONE_DAY = frozenset({Covers.DAY, Covers.NONE, None})
"""A sum that may be read as one week's pay or as a one-off."""


@dataclass(frozen=True)
class WeekOfPay:
    """One benefit week with some of the offered pay in it. Pounds, on the kindest and on the cautious reading.

    `hours` is None as soon as the hours of one payment in that week are not known.
    """

    week: Period
    chosen: tuple[Counted, ...]
    chosen_low: Decimal
    chosen_high: Decimal
    others_low: Decimal
    others_high: Decimal
    hours: Decimal | None


def works_on(payment: Payment) -> date:
    return payment.worked_on


def starts_to_try(week_starts: int | None) -> Sequence[int]:
    """The day on which the person's week starts, or all seven when nobody told us."""
    return range(7) if week_starts is None else (week_starts,)


def weeks_of_pay(counted: Iterable[Counted], *, starts: int, day: Callable[[Payment], date]) -> tuple[WeekOfPay, ...]:
    """Each week in which offered pay falls, by the day that `day` names. Weeks start on weekday `starts`."""
    everything = tuple(counted)
    firsts = {week_of(day(one.payment), starts=starts) for one in everything if one.payment.offered and one.high}
    return tuple(_week(week, everything, day) for week in sorted(firsts, key=lambda week: week.first_day))


def different_weeks(
    counted: Iterable[Counted], *, week_starts: int | None, day: Callable[[Payment], date]
) -> tuple[tuple[WeekOfPay, ...], ...]:
    """The weeks for each start that they may have, once where several starts put the same pay together."""
    everything = tuple(counted)
    found: dict[tuple[object, ...], tuple[WeekOfPay, ...]] = {}
    for starts in starts_to_try(week_starts):
        weeks = weeks_of_pay(everything, starts=starts, day=day)
        found.setdefault(tuple(_alike(week) for week in weeks), weeks)
    return tuple(found.values())


def _alike(week: WeekOfPay) -> tuple[object, ...]:
    return (*(id(one) for one in week.chosen), week.others_low, week.others_high, week.hours)


def is_periodic(payment: Payment) -> bool:
    """Whether the fee has a period, so that a week's share of it is known."""
    return payment.covers not in ONE_DAY and not (payment.covers is Covers.TERM and payment.covers_days is None)


def how_often_is_unknown(payment: Payment) -> bool:
    """A fee for a day that may come again, nobody said how often; whether it does is a fact that can be missing."""
    return payment.regular is not False and not is_periodic(payment)


def weeks_covered(payment: Payment) -> tuple[int, int]:
    """Fewest and most weeks that a single fee is for. A regular one is looked at a week at a time."""
    days = length_in_days(payment)
    return (1, 1) if payment.regular or days <= 7 else (days // 7, math.ceil(days / 7))


def length_in_days(payment: Payment) -> int:
    if payment.covers is Covers.TERM:
        return payment.covers_days or 7
    return LONG.get(payment.covers, 7) if payment.covers else 7


def _week(week: Period, everything: tuple[Counted, ...], day: Callable[[Payment], date]) -> WeekOfPay:
    shares = [(one, *_share(one, week, day(one.payment))) for one in everything if one.high]
    here = [share for share in shares if share[2] or _falls_in(day(share[0].payment), week)]
    mine = [share for share in here if share[0].payment.offered]
    theirs = [share for share in here if not share[0].payment.offered]
    return WeekOfPay(
        week,
        tuple(one for one, _low, _high in mine),
        sum((low for _one, low, _high in mine), NOUGHT),
        sum((high for _one, _low, high in mine), NOUGHT),
        sum((low for _one, low, _high in theirs), NOUGHT),
        sum((high for _one, _low, high in theirs), NOUGHT),
        _hours([one.payment for one, _low, _high in here]),
    )


def _share(one: Counted, week: Period, on: date) -> tuple[Decimal, Decimal]:
    """What of one payment falls in that week; the cautious reading lets a long period reach either way."""
    payment = one.payment
    within = _falls_in(on, week)
    if not is_periodic(payment):
        in_doubt = payment.covers is Covers.TERM
        return (NOUGHT if in_doubt else one.low, one.high) if within else (NOUGHT, NOUGHT)
    low, high = _weekly(one.low, payment), _weekly(one.high, payment)
    if within or (payment.regular and on <= week.last_day):
        return low, high
    gap = min(abs((week.first_day - on).days), abs((week.last_day - on).days))
    return NOUGHT, high if gap < length_in_days(payment) and length_in_days(payment) > 7 else NOUGHT


def _falls_in(on: date, week: Period) -> bool:
    return week.first_day <= on <= week.last_day


def _weekly(amount: Decimal, payment: Payment) -> Decimal:
    return weekly_amount(amount, payment.covers or Covers.NONE, days=payment.covers_days)


def _hours(payments: Sequence[Payment]) -> Decimal | None:
    """Hours of that week; those of a longer period are shared out as its pay is."""
    total = NOUGHT
    for payment in payments:
        if payment.hours is None:
            return None
        total += _weekly(payment.hours, payment) if is_periodic(payment) else payment.hours
    return total
