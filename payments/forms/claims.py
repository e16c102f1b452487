"""What people type about money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import DayField, MoneyField, NameField, WordsField
from involvement.shared.ui.words import pounds
from payments.models import ClaimLine

MOST_EXPENSE_PENCE = 2_000_00


class ExpenseForm(forms.Form):
    expense_kind = forms.ChoiceField(
        label=gettext_lazy("What did you pay for?"),
        choices=[
            ("", gettext_lazy("Choose one")),
            *((k, w) for k, w in ClaimLine.ExpenseKind.choices if k != "mileage"),
        ],
        error_messages={"required": gettext_lazy("Choose what you paid for.")},
    )
    pence = MoneyField(
        label=gettext_lazy("How much, in pounds?"),
        help_text=gettext_lazy("For example 4.60"),
        most_pence=MOST_EXPENSE_PENCE,
        error_messages={"required": gettext_lazy("Write how much you paid.")},
    )
    words = NameField(
        label=gettext_lazy("Anything we should know"),
        help_text=gettext_lazy("For example: number 7 bus"),
        required=False,
    )
    receipt = forms.FileField(
        label=gettext_lazy("Photo of the receipt or ticket"),
        help_text=gettext_lazy("A photo or a PDF. We take out where the photo was taken."),
        required=False,
        allow_empty_file=True,  # the store says so in its own words
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif,application/pdf"}),
    )

    another = forms.BooleanField(
        label=gettext_lazy("This is another cost than the one you paid me before the day"), required=False
    )

    def __init__(self, *args: Any, paid_before: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not paid_before:
            del self.fields["another"]

    def clean_pence(self) -> int:
        pence: int = self.cleaned_data["pence"]
        if pence < 1:
            raise forms.ValidationError(_("Write how much you paid."), code="nothing")
        return pence


class LessForm(forms.Form):
    wanted = MoneyField(
        label=gettext_lazy("How much of the fee do you want, in pounds?"),
        error_messages={"required": gettext_lazy("Write how much you want.")},
    )

    def __init__(self, *args: Any, fee_pence: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fee_pence = fee_pence
        self.fields["wanted"].help_text = _("Any amount from 0 to %(fee)s") % {"fee": pounds(fee_pence)}

    def clean_wanted(self) -> int:
        wanted: int = self.cleaned_data["wanted"]
        if wanted > self.fee_pence:
            words = _("Write an amount from 0 to %(fee)s.") % {"fee": pounds(self.fee_pence)}
            raise forms.ValidationError(words, code="more")
        return wanted


class QueryForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("What do you want to ask the person?"),
        help_text=gettext_lazy("They read this as you write it. Use plain words."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write what you want to ask.")},
    )


class ReturnForm(forms.Form):
    returned_because = WordsField(
        label=gettext_lazy("Why did the payment come back?"),
        help_text=gettext_lazy("For staff. The person is told that it came back, and that we will get in touch."),
        max_length=500,
        rows=2,
        error_messages={"required": gettext_lazy("Write why it came back.")},
    )


class AgainForm(forms.Form):
    checked = forms.BooleanField(
        label=gettext_lazy("I asked the person where the money should go, by a phone number or address we had before."),
        error_messages={"required": gettext_lazy("Ask the person first, then tick this.")},
    )


class PaidForm(forms.Form):
    paid_on = DayField(
        label=gettext_lazy("Which day was it paid?"),
        error_messages={"required": gettext_lazy("Write the day it was paid.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"paid_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
