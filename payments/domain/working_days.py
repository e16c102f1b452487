"""Days on which UK payment systems work: Monday to Friday, without the bank holidays of England.

The holidays come from the library `holidays`, version in requirements/base.in. A run keeps the day that was found, so
a later correction of the library changes no file that was made.
"""

from __future__ import annotations

from datetime import date, timedelta

from holidays import country_holidays


def working_days_after(day: date, count: int) -> date:
    """The `count`th working day after `day`; for nought `day` itself, or the next working day."""
    closed = country_holidays("GB", subdiv="ENG", years=[day.year, day.year + 1])
    if count == 0:
        day -= timedelta(days=1)
        count = 1
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in closed
    return day
