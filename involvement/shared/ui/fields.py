"""Form fields for what people type: names, money, days and times by the clock on the wall."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_PENCE = 100_000_00
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y"]
_POUNDS = re.compile(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?")
_CLOCK = re.compile(r"([0-9]{1,2})(?:\s*[:.]\s*([0-9]{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


def plain_text(value: str, *, lines: bool = False) -> str:
    """Text as typed, in one Unicode form, without outer spaces. Raises ValidationError on control characters (R32).

    Emoji, accents and right-to-left letters stay; what would silently turn round the text after it does not.
    """
    text = unicodedata.normalize("NFC", value).strip().replace("\r\n", "\n")
    allowed = "\n\t" if lines else ""
    turned = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    if any((unicodedata.category(letter) == "Cc" and letter not in allowed) or letter in turned for letter in text):
        raise ValidationError(
            _("There is a hidden character in this text. Please type it again rather than pasting it."), code="control"
        )
    return text


class NameField(forms.CharField):
    """What somebody or something is called, at most 200 letters unless told otherwise."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, strip=True, **kwargs)
        self.error_messages["max_length"] = _("Use %(limit_value)d letters or fewer. You have used %(show_value)d.")

    def to_python(self, value: Any) -> str:
        return plain_text(str(super().to_python(value) or ""))


class WordsField(forms.CharField):
    """Several lines of text, at most 10,000 letters."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 10_000, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, strip=True, **kwargs)
        self.error_messages["max_length"] = _("Use %(limit_value)d letters or fewer. You have used %(show_value)d.")

    def to_python(self, value: Any) -> str:
        return plain_text(str(super().to_python(value) or ""), lines=True)


class MoneyField(forms.Field):
    """Pounds as people write them, to whole pence: "£12.50", "12", "1,250.00". No float comes near it (R17)."""

    def __init__(self, *, most_pence: int = MOST_PENCE, **kwargs: Any) -> None:
        self.most_pence = most_pence
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-10"}),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        return pence_of(text, most_pence=self.most_pence) if text else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value


def pence_of(text: str, *, most_pence: int = MOST_PENCE) -> int:
    """Raises ValidationError with a sentence that says what to write instead."""
    if text.lstrip("£ ").startswith(("-", "−")):
        raise ValidationError(_("The amount can't be less than nothing."), code="negative")
    if re.fullmatch(r"£?\s*[0-9]+,[0-9]{1,2}", text):
        raise ValidationError(_("Write a full stop before the pence, like 12.50."), code="comma")
    if re.fullmatch(r"£?\s*[0-9,]+\.[0-9]{3,}", text):
        raise ValidationError(_("Write two figures for the pence, like 12.50."), code="pence")
    found = _POUNDS.fullmatch(text)
    if not found:
        raise ValidationError(_("Write the amount in figures, like 12.50."), code="invalid")
    pounds, pence = found[1].replace(",", ""), (found[2] or "").ljust(2, "0")
    amount = int(pounds) * 100 + int(pence) if len(pounds) < 12 else most_pence + 1
    if amount > most_pence:
        raise ValidationError(
            _("The amount must be £%(most)s or less.") % {"most": f"{most_pence // 100:,}"}, code="too_much"
        )
    return amount


class DayField(forms.DateField):
    """A day as people write it: 4/5/2027 or 4 May 2027. Plain text, so that what is wrong can stay on the page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"class": "govuk-input--width-10"}))
        super().__init__(input_formats=DAY_FORMATS, **kwargs)
        self.error_messages["invalid"] = _("Write a real day, like 4/5/2027 or 4 May 2027.")

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not 1990 <= day.year <= 2100:
            raise ValidationError(_("Check the year. It must be between 1990 and 2100."), code="year")
        return day


class ClockField(forms.Field):
    """A time by the clock on the wall: 14:00, 2pm, 2.30 pm."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or value in self.empty_values:
            return value or None
        found = _CLOCK.fullmatch(str(value).strip())
        wrong = ValidationError(_("Write a time, like 2:30pm or 14:30."), code="invalid")
        if not found or (found[2] is None and found[3] is None):
            raise wrong
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise wrong
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        if hour > 23 or minute > 59:
            raise wrong
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value


BEFORE_OR_AFTER = [
    ("before", gettext_lazy("Before the clocks go back")),
    ("after", gettext_lazy("After the clocks go back")),
]


class ClockChangeField(forms.ChoiceField):
    """Which of two equal hours is meant, in the night the clocks go back. Show it only when it is asked for."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Which of the two?"))
        super().__init__(choices=BEFORE_OR_AFTER, required=False, **kwargs)


def wall_time(day: date, clock: time, *, which: str = "", zone: str = "Europe/London") -> datetime:
    """The moment in UTC at which the wall clock shows this day and time (R30).

    Raises ValidationError: code `skipped_hour` for a time that does not happen that night, and `repeated_hour` for
    one that comes twice, unless `which` says "before" or "after" the clocks go back.
    """
    place = ZoneInfo(zone)
    first = datetime.combine(day, clock, tzinfo=place)
    second = first.replace(fold=1)
    words = {"time": f"{clock:%H:%M}"}
    if first.astimezone(UTC).astimezone(place).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise ValidationError(
            _("The clocks go forward that night, so %(time)s does not happen. Choose a time an hour later.") % words,
            code="skipped_hour",
        )
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if which not in ("before", "after"):
        raise ValidationError(
            _("%(time)s comes twice that night: before or after the clocks go back?") % words, code="repeated_hour"
        )
    return (first if which == "before" else second).astimezone(UTC)


class WallTime:
    """For forms with a day and times: puts the moment in place, or the sentence beside the field it is about.

    The form has a `ClockChangeField` called `clock_change`; `asks_clock_change` says whether to show it.
    """

    asks_clock_change = False

    def moment(self: Any, day: date | None, clock: time | None, *, field: str) -> datetime | None:
        if day is None or clock is None:
            return None
        try:
            return wall_time(day, clock, which=self.cleaned_data.get("clock_change", ""))
        except ValidationError as problem:
            self.asks_clock_change = self.asks_clock_change or problem.code == "repeated_hour"
            self.add_error(field, problem)
            return None


def end_of_day(day: date, *, zone: str = "Europe/London") -> datetime:
    """The first moment of the next day, in UTC: the half-open end of this one."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
