"""What people type about miles, and staff about rules for costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import MoneyField, NameField
from participants.models import Person
from payments.models import ClaimLine, ExpenseRule, Journey

RULE_FIELDS = ["limit_pence", "receipt_above_pence", "in_advance", "on_the_day", "booked_by_us"]


class MilesForm(forms.Form):
    vehicle = forms.ChoiceField(
        label=gettext_lazy("What did you use?"),
        choices=[("", gettext_lazy("Choose one")), *Journey.Vehicle.choices],
        error_messages={"required": gettext_lazy("Choose what you used.")},
    )
    miles = forms.DecimalField(
        label=gettext_lazy("How many miles, there and back?"),
        help_text=gettext_lazy("For example 12 or 12.5"),
        min_value=Decimal("0.1"),
        max_value=Decimal(1000),
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
        error_messages={
            "required": gettext_lazy("Write how many miles."),
            "invalid": gettext_lazy("Write the miles in figures, like 12.5."),
            "min_value": gettext_lazy("Write how many miles."),
            "max_value": gettext_lazy("That is very far. Please ring us."),
            "max_decimal_places": gettext_lazy("Write one figure after the point, like 12.5."),
            "max_digits": gettext_lazy("Write the miles in figures, like 12.5."),
        },
    )
    passengers = forms.IntegerField(
        label=gettext_lazy("How many others from the session came in your car?"),
        help_text=gettext_lazy("Leave it empty if nobody did."),
        min_value=0,
        max_value=7,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["passengers"] = cleaned.get("passengers") or 0
        if cleaned["passengers"] and cleaned.get("vehicle") not in (Journey.Vehicle.CAR, None):
            self.add_error("passengers", _("Leave this empty: it is for cars."))
        if "miles" in cleaned:
            cleaned["tenths"] = int(cleaned["miles"] * 10)
        return cleaned


class ExpenseRuleForm(forms.Form):
    limit_pence = MoneyField(
        label=gettext_lazy("Limit, in pounds"),
        help_text=gettext_lazy("Empty: no limit. A cost above it is kept and marked for the coordinator."),
        required=False,
    )
    receipt_above_pence = MoneyField(
        label=gettext_lazy("Ask for a receipt above, in pounds"),
        help_text=gettext_lazy("Empty: no receipt is asked for."),
        required=False,
    )
    in_advance = forms.BooleanField(label=gettext_lazy("It may be paid before the day"), required=False)
    on_the_day = forms.BooleanField(label=gettext_lazy("It may be paid on the day"), required=False)
    booked_by_us = forms.BooleanField(label=gettext_lazy("We may book it for the person"), required=False)

    def __init__(self, data: Any = None, *, rule: ExpenseRule | None) -> None:
        known = {name: getattr(rule, name) for name in RULE_FIELDS} if rule else {"receipt_above_pence": 1000}
        super().__init__(data, initial=known)


class BookedForm(forms.Form):
    person = forms.TypedChoiceField(label=gettext_lazy("For whom?"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("What did you book?"),
        choices=[(k, w) for k, w in ClaimLine.ExpenseKind.choices if k not in ("mileage", "phone_data", "food")],
    )
    words = NameField(
        label=gettext_lazy("A few words about it"), help_text=gettext_lazy("The person reads this."), max_length=200
    )
    pence = MoneyField(label=gettext_lazy("What did it cost, in pounds?"), most_pence=5_000_00)
    fund = forms.TypedChoiceField(label=gettext_lazy("Which fund pays?"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, people: list[Person], funds: list[Any]) -> None:
        super().__init__(data)
        whom: Any = self.fields["person"]
        whom.choices = [(person.pk, person.name) for person in people]
        paying: Any = self.fields["fund"]
        paying.choices = [("", _("None, it is paid from somewhere else")), *((f.pk, f.name) for f in funds)]
