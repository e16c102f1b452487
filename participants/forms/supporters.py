"""Naming a supporter: who, in which role, what they may see, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import NameField
from involvement.shared.ui.forms import helper
from participants.models import SupporterLink

DAYS = [
    (91, gettext_lazy("3 months")),
    (182, gettext_lazy("6 months")),
    (365, gettext_lazy("1 year")),
]


class ProposeForm(forms.Form):
    """For staff: who it could be. What they may see is not theirs to say."""

    name = NameField(label=gettext_lazy("Name of the supporter"))
    email = forms.EmailField(label=gettext_lazy("E-mail address of the supporter"), max_length=254)
    kind = forms.ChoiceField(
        label=gettext_lazy("Who are they?"), choices=SupporterLink.Kind.choices, widget=forms.RadioSelect
    )

    @property
    def helper(self) -> FormHelper:
        return helper("name", "email", "kind", submit=_("Write it down"))


class GrantForm(forms.Form):
    """For the person: what the supporter may see and do, and for how long."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may they see or do?"),
        help_text=gettext_lazy("Tick as many as you like. You can end it at any time, at once."),
        choices=SupporterLink.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one thing.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), choices=DAYS, coerce=int, widget=forms.RadioSelect
    )

    @property
    def helper(self) -> FormHelper:
        return helper("scopes", "days", submit=_("Yes, ask them"))

    def granted(self) -> dict[str, Any]:
        return {
            "scopes": self.cleaned_data["scopes"],
            "ends_on": timezone.localdate() + timedelta(days=self.cleaned_data["days"]),
        }


class AskForm(GrantForm, ProposeForm):
    """Both in one, for a person who names somebody themself."""

    field_order = ["name", "email", "kind", "scopes", "days"]

    @property
    def helper(self) -> FormHelper:
        return helper(*self.field_order, submit=_("Ask them"))

    def asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "kind")} | self.granted()
