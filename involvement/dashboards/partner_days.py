"""The rows of the availability page, and what was tapped read back from the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from involvement.shared.ui.words import day_words
from participants.domain.availability import DAYS_AHEAD, Cell
from participants.models import Answer, PartOfDay

Said = Mapping[tuple[int | date, str], str]
_NAME = re.compile(r"(?:w-([0-6])|d-(\d{4}-\d{2}-\d{2}))-(morning|afternoon|evening)")
_FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class CellRow:
    """One part of a day: the name of its four choices, and which one is chosen."""

    name: str
    part: str
    chosen: str
    usual: str


@dataclass(frozen=True)
class DayRow:
    words: str
    cells: list[CellRow]
    changed: bool


@dataclass(frozen=True)
class Week:
    words: str
    days: list[DayRow]
    open: bool


def usual_week(said: Said) -> list[DayRow]:
    return [
        DayRow(
            str(words),
            [CellRow(f"w-{day}-{part}", str(part.label), said.get((day, part.value), ""), "") for part in PartOfDay],
            changed=False,
        )
        for day, words in WEEKDAYS.items()
    ]


def weeks_ahead(said: Said, *, today: date) -> list[Week]:
    """The next four weeks, Monday to Sunday each; the first one open, and any in which something was said."""
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    starts = [0, *[n for n, day in enumerate(days) if day.weekday() == 0 and n], len(days)]
    return [_week(days[start:end], said, first=start == 0) for start, end in pairwise(starts)]


def further_days(said: Said, *, today: date) -> list[DayRow]:
    """Days after those four weeks about which something was said."""
    last = today + timedelta(days=DAYS_AHEAD - 1)
    return [_dated(day, said) for day in sorted({day for day, _part in said if isinstance(day, date) and day > last})]


def cells_in(form: Mapping[str, str], *, today: date) -> list[Cell]:
    """What the form says about parts of days; names and answers that no page of ours makes are left alone."""
    return list(_cells(form.items(), today))


def _cells(items: Iterable[tuple[str, str]], today: date) -> Iterable[Cell]:
    for name, answer in items:
        found = _NAME.fullmatch(name)
        if found is None or answer not in {"", *Answer.values}:
            continue
        weekday, day, part = found.groups()
        if weekday is not None:
            yield Cell(part, answer, weekday=int(weekday))
        elif (when := _day(day)) and today <= when <= today + _FURTHEST:
            yield Cell(part, answer, date=when)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _week(days: list[date], said: Said, *, first: bool) -> Week:
    rows = [_dated(day, said) for day in days]
    first_words, last_words = day_words(days[0]), day_words(days[-1])
    alone = len(days) == 1
    words = first_words if alone else _("%(first)s to %(last)s") % {"first": first_words, "last": last_words}
    return Week(words, rows, open=first or any(row.changed for row in rows))


def _dated(day: date, said: Said) -> DayRow:
    cells = []
    for part in PartOfDay:
        usual = said.get((day.weekday(), part.value), "")
        cells.append(
            CellRow(
                f"d-{day.isoformat()}-{part}",
                str(part.label),
                said.get((day, part.value), ""),
                str(Answer(usual).label) if usual else "",
            )
        )
    return DayRow(day_words(day), cells, changed=any(cell.chosen for cell in cells))
