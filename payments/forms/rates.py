"""What staff type about rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.domain import kinds
from involvement.shared.ui.fields import DayField, MoneyField, NameField
from payments.models import Rate, RatePolicy


class NewPolicyForm(forms.Form):
    starts_on = DayField(
        label=gettext_lazy("From which day does the new version hold?"),
        help_text=gettext_lazy("It starts as a draft with the rates of the version before it."),
        error_messages={"required": gettext_lazy("Write the first day.")},
    )


class PolicyForm(forms.Form):
    """The head of a draft."""

    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty if you do not know. The next version then ends this one."),
        required=False,
    )
    agreed_on = DayField(label=gettext_lazy("On which day did partners agree to it?"), required=False)
    agreed_with = NameField(
        label=gettext_lazy("Who agreed to it?"),
        help_text=gettext_lazy("For example: the partners' group, eleven people. Partners read this."),
        max_length=300,
        required=False,
    )
    half_day_minutes = forms.IntegerField(
        label=gettext_lazy("Up to how many minutes is it half a day?"), min_value=30, max_value=600
    )
    pays_higher = forms.BooleanField(
        label=gettext_lazy("Pay the higher rate to people who said yes to an older, lower one"),
        help_text=gettext_lazy("For sessions from the first day on. Without a tick, the fee of the offer stays."),
        required=False,
    )
    note = NameField(label=gettext_lazy("Note for staff"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, policy: RatePolicy) -> None:
        names = ["starts_on", "ends_on", "agreed_on", "agreed_with", "half_day_minutes", "pays_higher", "note"]
        super().__init__(data, initial={name: getattr(policy, name) for name in names})


class RateForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("For what?"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("What is paid?"), choices=Rate.Unit)
    pence = MoneyField(
        label=gettext_lazy("How much, in pounds?"),
        help_text=gettext_lazy("For example 25 or 62.50"),
        error_messages={"required": gettext_lazy("Write the amount.")},
    )
    includes_preparation = forms.BooleanField(
        label=gettext_lazy("It covers getting ready and the talk afterwards"),
        help_text=gettext_lazy("Without a tick that time is paid by the hour as well."),
        required=False,
    )
    preparation_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of getting ready that are paid at least"), min_value=0, max_value=1_440, initial=0
    )
    minimum_pence = MoneyField(label=gettext_lazy("The least a fee can be, in pounds"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, kind.label) for kind in kinds.all_kinds()]
        self.fields["kind"].choices = [("", _("Everything that has no line of its own")), *choices]  # type: ignore[attr-defined]

    def clean_pence(self) -> int:
        pence: int = self.cleaned_data["pence"]
        if pence < 1:
            raise forms.ValidationError(_("Write an amount of more than nothing."), code="nothing")
        return pence

    def clean_minimum_pence(self) -> int:
        return int(self.cleaned_data["minimum_pence"] or 0)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("unit") not in (Rate.Unit.HOUR, None):
            cleaned["includes_preparation"] = True
        return cleaned
