"""What people type about money before a session, and what staff answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import DayField, MoneyField, NameField, WordsField
from payments.forms.claims import MOST_EXPENSE_PENCE


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), error_messages={"required": gettext_lazy("Choose what it is for.")}
    )
    words = NameField(
        label=gettext_lazy("A few words about it"),
        help_text=gettext_lazy("For example: train from Ipswich and back"),
        error_messages={"required": gettext_lazy("Write a few words about it.")},
    )
    pence = MoneyField(
        label=gettext_lazy("How much, in pounds?"),
        help_text=gettext_lazy("For example 38.50"),
        most_pence=MOST_EXPENSE_PENCE,
        error_messages={"required": gettext_lazy("Write how much you need.")},
    )
    needed_by = DayField(
        label=gettext_lazy("By which day is the money needed?"),
        help_text=gettext_lazy("For example 4/5/2027. The bank needs about three working days."),
        error_messages={"required": gettext_lazy("Write a day.")},
    )

    def __init__(self, data: Any = None, *, kinds: list[tuple[str, str]]) -> None:
        super().__init__(data)
        kind: Any = self.fields["kind"]
        kind.choices = [("", gettext_lazy("Choose one")), *kinds]


class AskForForm(AskForm):
    """Staff, for somebody who rang."""

    invitation = forms.TypedChoiceField(label=gettext_lazy("For whom?"), coerce=int)
    field_order = ["invitation", "kind", "words", "pence", "needed_by"]

    def __init__(self, data: Any = None, *, kinds: list[tuple[str, str]], people: list[tuple[int, str]]) -> None:
        super().__init__(data, kinds=kinds)
        whom: Any = self.fields["invitation"]
        whom.choices = people


class SpentForm(forms.Form):
    spent = MoneyField(
        label=gettext_lazy("How much was really spent, in pounds?"),
        help_text=gettext_lazy("Write 0 if nothing was spent."),
        most_pence=MOST_EXPENSE_PENCE,
        error_messages={"required": gettext_lazy("Write how much was spent.")},
    )
    receipt = forms.FileField(
        label=gettext_lazy("Photo of the ticket or receipt"),
        help_text=gettext_lazy("If there is none, go on without. We may ring and ask."),
        required=False,
        allow_empty_file=True,  # the store says so in its own words
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif,application/pdf"}),
    )


class NoForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("The person reads this as you write it. Use plain words."),
        max_length=500,
        rows=2,
        error_messages={"required": gettext_lazy("Write why not. The person reads it.")},
    )


class DecideForm(forms.Form):
    ask_back = MoneyField(
        label=gettext_lazy("How much do you ask the person to give back, in pounds?"),
        help_text=gettext_lazy("The person keeps the rest. Write 0 to ask for nothing."),
        error_messages={"required": gettext_lazy("Write an amount, or 0.")},
    )
    why = WordsField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The person reads this as you write it. Use plain, kind words."),
        max_length=500,
        rows=2,
        error_messages={"required": gettext_lazy("Write why. The person reads it.")},
    )


class GivenBackForm(forms.Form):
    given_back = MoneyField(
        label=gettext_lazy("How much did the person give back, in pounds?"),
        error_messages={"required": gettext_lazy("Write how much.")},
    )
