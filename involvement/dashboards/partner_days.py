"""The rows of the availability page, and what was tapped read back from the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from involvement.shared.ui.words import day_words
from participants.domain.availability import DAYS_AHEAD, Cell
from participants.models import Answer, PartOfDay

Labels = dict[str, SafeString]
Said = Mapping[tuple[int | date, str], str]
_NAME = re.compile(r"(?:w-([0-6])|d-(\d{4}-\d{2}-\d{2}))-(morning|afternoon|evening)")
_FURTHEST = timedelta(days=366)
_CHECKED = {True: conditional_escape(" checked"), False: conditional_escape("")}


@dataclass(frozen=True)
class DayRow:
    """A day and the markup of its parts, four choices each."""

    words: str
    parts: list[SafeString]
    changed: bool


@dataclass(frozen=True)
class Week:
    words: str
    days: list[DayRow]
    open: bool


def usual_week(said: Said) -> list[DayRow]:
    labels = _labels(_("Not said"))
    return [
        DayRow(
            str(words),
            [_part(f"w-{day}-{part}", part, said.get((day, part.value), ""), labels) for part in PartOfDay],
            changed=False,
        )
        for day, words in WEEKDAYS.items()
    ]


def weeks_ahead(said: Said, *, today: date) -> list[Week]:
    """The next four weeks, Monday to Sunday each; the first one open, and any in which something was said."""
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    starts = [0, *[n for n, day in enumerate(days) if day.weekday() == 0 and n], len(days)]
    labels = _labels(_("As usual"))
    return [_week(days[start:end], said, labels, first=start == 0) for start, end in pairwise(starts)]


def further_days(said: Said, *, today: date) -> list[DayRow]:
    """Days after those four weeks about which something was said."""
    last = today + timedelta(days=DAYS_AHEAD - 1)
    labels = _labels(_("As usual"))
    return [
        _dated(day, said, labels)
        for day in sorted({day for day, _part in said if isinstance(day, date) and day > last})
    ]


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


def _week(days: list[date], said: Said, labels: Labels, *, first: bool) -> Week:
    rows = [_dated(day, said, labels) for day in days]
    first_words, last_words = day_words(days[0]), day_words(days[-1])
    alone = len(days) == 1
    words = first_words if alone else _("%(first)s to %(last)s") % {"first": first_words, "last": last_words}
    return Week(words, rows, open=first or any(row.changed for row in rows))


def _dated(day: date, said: Said, labels: Labels) -> DayRow:
    chosen = {part: said.get((day, part.value), "") for part in PartOfDay}
    parts = [
        _part(f"d-{day.isoformat()}-{part}", part, chosen[part], labels, said.get((day.weekday(), part.value), ""))
        for part in PartOfDay
    ]
    return DayRow(day_words(day), parts, changed=any(chosen.values()))


def _labels(none: str) -> Labels:
    """The words of the page's choices, escaped once; `none` are those of the fourth."""
    words = {
        "yes": _("Yes"),
        "if_need_be": _("If need be"),
        "no": _("No"),
        "none": none,
        "usually": _("usually"),
        **{str(part): str(part.label) for part in PartOfDay},
    }
    return {key: conditional_escape(said) for key, said in words.items()}


def _part(name: str, part: PartOfDay, chosen: str, labels: Labels, usual: str = "") -> SafeString:
    """Written here and not in the template, which would take half of the page's time for a hundred of them."""
    known = labels.get(usual)
    after = format_html(' <span class="thread-part__usual">({}: {})</span>', labels["usually"], known) if known else ""
    return format_html(
        '<fieldset class="thread-part"><legend class="thread-part__name">{part}{usual}</legend>'
        '<div class="thread-taps">'
        '<input type="radio" id="{name}-y" name="{name}" value="yes"{y}><label for="{name}-y">{yes}</label>'
        '<input type="radio" id="{name}-i" name="{name}" value="if_need_be"{i}>'
        '<label for="{name}-i">{if_need_be}</label>'
        '<input type="radio" id="{name}-n" name="{name}" value="no"{n}><label for="{name}-n">{no}</label>'
        '<input type="radio" id="{name}-x" name="{name}" value=""{x}><label for="{name}-x">{none}</label>'
        "</div></fieldset>",
        name=name,
        part=labels[part],
        usual=after,
        y=_CHECKED[chosen == Answer.YES],
        i=_CHECKED[chosen == Answer.IF_NEED_BE],
        n=_CHECKED[chosen == Answer.NO],
        x=_CHECKED[not chosen],
        yes=labels["yes"],
        if_need_be=labels["if_need_be"],
        no=labels["no"],
        none=labels["none"],
    )
