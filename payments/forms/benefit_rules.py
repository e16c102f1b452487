"""What an administrator types to correct one row of the benefit rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import DayField, WordsField
from involvement.shared.ui.forms import helper

_SURE = [("high", gettext_lazy("High")), ("medium", gettext_lazy("Medium")), ("low", gettext_lazy("Low"))]


class _RowForm(forms.Form):
    """The parts that rates and rules share. `last_day` empty: no end is known."""

    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"), required=False)
    source = WordsField(label=gettext_lazy("Source"), max_length=1_000, rows=3)
    confidence = forms.ChoiceField(label=gettext_lazy("How sure is it?"), choices=_SURE, widget=forms.RadioSelect)
    reason = WordsField(
        label=gettext_lazy("Why do you change it?"),
        help_text=gettext_lazy("It is kept with the new version. Say where you read it and when."),
        max_length=500,
        rows=3,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, row: Mapping[str, Any], seen: str) -> None:
        super().__init__(data, initial={**self.initial_of(row), "seen": seen})
        self.order_fields([name for name in self.fields if name not in ("reason", "seen")] + ["reason", "seen"])
        self.helper = helper(*self.fields, submit=_("Keep as a new version"), once=True)

    def initial_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "first_day": date.fromisoformat(row["from"]),
            "last_day": date.fromisoformat(row["to"]) if row["to"] else None,
            "source": row["source"],
            "confidence": row["confidence"],
        }

    def values(self, checker: str) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "from": said["first_day"].isoformat(),
            "to": said["last_day"].isoformat() if said["last_day"] else None,
            "source": said["source"],
            "confidence": said["confidence"],
        }


class RateRowForm(_RowForm):
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("Pounds with pence, or hours, or a share like 0.55: as the row counts."),
        min_value=Decimal(0),
        max_value=Decimal(1_000_000),
        decimal_places=4,
        max_digits=12,
    )

    field_order = ["amount"]

    def initial_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().initial_of(row), "amount": row["amount"]}

    def values(self, checker: str) -> dict[str, Any]:
        amount: Decimal = self.cleaned_data["amount"]
        whole = amount == amount.to_integral_value()
        return {**super().values(checker), "amount": int(amount) if whole else float(amount)}


class RuleRowForm(_RowForm):
    checked_on = DayField(label=gettext_lazy("Day you checked it"))
    review_by = DayField(
        label=gettext_lazy("Check it again by"),
        help_text=gettext_lazy("After this day the answers of this rule become “ask an adviser”."),
    )

    def initial_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        days = {name: date.fromisoformat(row[name]) for name in ("checked_on", "review_by")}
        return {**super().initial_of(row), **days}

    def values(self, checker: str) -> dict[str, Any]:
        days = {name: self.cleaned_data[name].isoformat() for name in ("checked_on", "review_by")}
        return {**super().values(checker), **days, "checked_by": checker}


def form_for(data: Any, *, row: Mapping[str, Any], seen: str) -> RateRowForm | RuleRowForm:
    made = RuleRowForm if "id" in row else RateRowForm
    return made(data, row=row, seen=seen)
