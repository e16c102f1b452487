"""An offer's six questions, and what belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.domain.offers import EDITABLE, question
from involvement.models import Offer
from involvement.shared.ui.fields import DayField, MoneyField, NameField, WordsField
from involvement.shared.ui.forms import helper


class OfferForm(forms.Form):
    """Everything may stay empty while it is a draft; publishing says what is still missing."""

    ask = WordsField(max_length=3000, required=False, help_text=gettext_lazy("Write it as you would say it."))
    when = WordsField(max_length=2000, required=False, rows=3)
    task = WordsField(
        max_length=5000,
        required=False,
        rows=5,
        help_text=gettext_lazy("Step by step: who listens, how many, which topics, who helps."),
    )
    role_type = forms.ChoiceField(choices=Offer.RoleType, widget=forms.RadioSelect, required=False)
    fee_pence = MoneyField(
        label=gettext_lazy("Fee for the whole session"),
        help_text=gettext_lazy("In pounds, with preparation and the talk afterwards. For example, 60 or 62.50."),
        required=False,
    )
    fee_reason = NameField(
        label=gettext_lazy("If this is less than your rate gives: why?"),
        help_text=gettext_lazy("For staff. Partners do not read it."),
        max_length=500,
        required=False,
    )
    smaller_fee_pence = MoneyField(label=gettext_lazy("Smaller fee that somebody may choose instead"), required=False)
    expenses = WordsField(
        label=gettext_lazy("Which costs do you pay back?"),
        help_text=gettext_lazy("For example: travel, a taxi if needed, a personal assistant, replacement care."),
        max_length=1000,
        rows=3,
        required=False,
    )
    pay_within_days = forms.IntegerField(
        label=gettext_lazy("Within how many days do you pay?"), min_value=1, max_value=90
    )
    benefit_impact = WordsField(
        max_length=3000,
        rows=6,
        required=False,
        help_text=gettext_lazy("Say what kind of payment it is. Never say that it is safe: nobody here can know."),
    )
    local_sixth = WordsField(
        max_length=2000, required=False, rows=3, help_text=gettext_lazy("Your institution's own sixth question.")
    )
    who_else = WordsField(label=gettext_lazy("Who else will be there?"), max_length=2000, rows=3, required=False)
    places = forms.IntegerField(label=gettext_lazy("How many places?"), min_value=1, max_value=200)
    closes_on = DayField(label=gettext_lazy("Last day to answer"), required=False)

    def __init__(self, data: Any = None, *, offer: Offer, submit: str) -> None:
        known = {name: getattr(offer, name) for name in EDITABLE}
        super().__init__(data, initial=known)
        for number, w in enumerate(["ask", "when", "task", "role_type", "benefit_impact", "local_sixth"], start=1):
            self.fields[w].label = f"{number}. {question(offer, w)}"
        self.helper = helper(*EDITABLE, submit=submit, once=True)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        fee, smaller = cleaned.get("fee_pence"), cleaned.get("smaller_fee_pence")
        unpaid = cleaned.get("role_type") == Offer.RoleType.VOLUNTEER
        if not unpaid and smaller is not None and "fee_pence" in cleaned and (fee is None or smaller >= fee):
            self.add_error("smaller_fee_pence", _("The smaller fee must be less than the fee."))
        return cleaned
