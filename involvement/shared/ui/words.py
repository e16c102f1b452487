"""Money, dates, times and durations in the words people read. Pages with many rows call these in the view.

Dates and times are shown as they are on a clock in London, whatever is stored (R30).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


class HasTimes(Protocol):
    """A session, or anything else with a start and an end."""

    @property
    def starts_at(self) -> datetime | None: ...

    @property
    def ends_at(self) -> datetime | None: ...


def pounds(pence: int | None) -> str:
    """1250 is "£12.50"; no amount is no word."""
    if pence is None:
        return ""
    whole, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{whole:,}.{rest:02}"


def day_words(value: date | datetime | None) -> str:
    """ "Tuesday 4 May 2027" """
    return "" if value is None else _day(_local_day(value), get_language() or "")


def month_words(value: date | datetime | None) -> str:
    """ "May 2027" """
    if value is None:
        return ""
    day = _local_day(value)
    return f"{MONTHS[day.month]} {day.year}"


def time_words(value: datetime | None) -> str:
    """ "2 pm", "2.30 pm", "midday", "midnight". The hour that comes twice in autumn says which one it is."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    words = _clock(local)
    if _comes_twice(local):
        which = _("before the clocks go back") if local.fold == 0 else _("after the clocks go back")
        return f"{words} ({which})"
    return words


def when_words(thing: HasTimes) -> str:
    """ "Tuesday 4 May 2027, 2 pm to 4 pm"; a thing that is older than its record says what it knows of its date."""
    if thing.starts_at is None:
        return str(getattr(thing, "date_text", "")) or _("Date not known")
    ends_at = thing.ends_at.astimezone(UTC) if thing.ends_at else None
    return _span(thing.starts_at.astimezone(UTC), ends_at, get_language() or "")


def minutes_words(minutes: int | None) -> str:
    """90 is "1 hour 30 minutes"."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def list_words(items: list[str]) -> str:
    """ "Ana, Bo and Cy"; labels that are still to be translated are words too."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s and %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def _local_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _day(day: date, language: str) -> str:
    """Kept by language, since a list page asks for the same few days again and again."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month]} {day.year}"


@lru_cache(maxsize=4096)
def _span(starts_at: datetime, ends_at: datetime | None, language: str) -> str:
    """Kept like the days: the same sessions stand on everybody's pages. In UTC, where no hour comes twice."""
    start = f"{day_words(starts_at)}, {time_words(starts_at)}"
    if ends_at is None:
        return start
    same_day = _local_day(starts_at) == _local_day(ends_at)
    end = time_words(ends_at) if same_day else f"{day_words(ends_at)}, {time_words(ends_at)}"
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def _clock(local: datetime) -> str:
    if local.minute == 0 and local.hour in (0, 12):
        return _("midday") if local.hour else _("midnight")
    hour = local.hour % 12 or 12
    half = _("am") if local.hour < 12 else _("pm")
    return f"{hour}.{local.minute:02} {half}" if local.minute else f"{hour} {half}"


def _comes_twice(local: datetime) -> bool:
    other = local.replace(fold=1 - local.fold)
    return other.astimezone(UTC) - local.astimezone(UTC) in (timedelta(hours=1), timedelta(hours=-1)) and (
        other.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
    )
