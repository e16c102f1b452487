"""Inputs that Django lacks: a date asked for as day, month and year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")


class DayWidget(forms.MultiWidget):
    """Day, month and year in three boxes, for a `DateField`. What was typed comes back as typed, wrong or not."""

    template_name = "thread/widgets/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput({"inputmode": "numeric"}) for part in PARTS}, attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        year, month, day = (*str(value or "").split("-", 2), "", "", "")[:3]
        return [day, month, year]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:  # type: ignore[override]
        """Year first, as `DateField` reads it; nothing typed is an empty text."""
        day, month, year = (str(data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        return f"{year}-{month}-{day}" if day or month or year else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = [_("Day"), _("Month"), _("Year")]
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"] = label
            part["attrs"].pop("required", None)
        return context
