"""What staff type about thanks that are not money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.models import Session
from involvement.shared.ui.fields import DayField, MoneyField, NameField
from involvement.shared.ui.words import day_words
from payments.models import Thanks


class ThanksForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Thanks.Kind, widget=forms.RadioSelect)
    words = NameField(
        label=gettext_lazy("What is it, and what for?"),
        help_text=gettext_lazy("The person reads this. Printed on a certificate. Do not say why they are a partner."),
        max_length=300,
    )
    pence = MoneyField(
        label=gettext_lazy("What is it worth, in pounds?"),
        help_text=gettext_lazy("Leave it empty for a certificate."),
        most_pence=1_000_00,
        required=False,
    )
    cash_like = forms.BooleanField(
        label=gettext_lazy("It can be used like cash, or changed into cash"),
        help_text=gettext_lazy("For example a prepaid card. Then it is treated as pay."),
        required=False,
    )
    session = forms.TypedChoiceField(
        label=gettext_lazy("For which session?"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any = None, *, sessions: list[Session]) -> None:
        super().__init__(data)
        choices: Any = self.fields["session"]
        named = [(s.pk, f"{s.title}, {day_words(s.starts_at)}") for s in sessions]
        choices.choices = [("", _("None in particular")), *named]


class GiveForm(forms.Form):
    given_on = DayField(label=gettext_lazy("On which day did you give it?"))
    fund = forms.TypedChoiceField(label=gettext_lazy("Which fund pays?"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, funds: list[Any]) -> None:
        super().__init__(data, initial={"given_on": timezone.localdate()})
        choices: Any = self.fields["fund"]
        choices.choices = [("", _("None, it is paid from somewhere else")), *((f.pk, f.name) for f in funds)]
