"""Weeks, assessment periods and tax years as the offices count them. Dates only; both ends included."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from payments.domain.benefit_check.findings import Period, PeriodKind


def week_of(day: date, *, starts: int) -> Period:
    """The benefit week with that day; `starts` is 0 for Monday to 6 for Sunday."""
    first = day - timedelta(days=(day.weekday() - starts) % 7)
    return Period(PeriodKind.WEEK, first, first + timedelta(days=6))


def week_after(week: Period) -> Period:
    return Period(PeriodKind.WEEK, week.first_day + timedelta(days=7), week.last_day + timedelta(days=7))


def may_share_a_week(one: date, other: date, *, starts: int | None) -> bool:
    """Whether two days fall in one benefit week, or could when the person's week is not known."""
    if starts is None:
        return abs((one - other).days) < 7
    return week_of(one, starts=starts) == week_of(other, starts=starts)


def assessment_period_of(day: date, *, period_day: int) -> Period:
    """The Universal Credit assessment period with that day (UC Regs 2013 reg 21).

    A period that starts on the 31st starts on the last day of shorter months; one on the 29th or 30th starts in
    February on the 27th, in a leap year on the 28th. Raises ValueError for a day that is not 1 to 31.
    """
    if not 1 <= period_day <= 31:
        raise ValueError("An assessment period starts on a day from 1 to 31.")
    first = _start_in(day.year, day.month, period_day)
    if first > day:
        first = _start_in(*_month_before(day.year, day.month), period_day)
    following = _start_in(*_month_after(first.year, first.month), period_day)
    return Period(PeriodKind.ASSESSMENT_PERIOD, first, following - timedelta(days=1))


def tax_year_of(day: date) -> Period:
    """6 April to 5 April."""
    year = day.year if (day.month, day.day) >= (4, 6) else day.year - 1
    return Period(PeriodKind.TAX_YEAR, date(year, 4, 6), date(year + 1, 4, 5))


def _start_in(year: int, month: int, period_day: int) -> date:
    last = calendar.monthrange(year, month)[1]
    if period_day in {29, 30} and month == 2:
        return date(year, 2, 28 if calendar.isleap(year) else 27)
    return date(year, month, min(period_day, last))


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)
