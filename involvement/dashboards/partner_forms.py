"""What partners fill in: their answer to an offer, and when they want to be asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.domain.answers import Answer, payment_choices
from involvement.models import Invitation, Offer
from involvement.shared.ui.widgets import DayWidget
from involvement.shared.ui.words import pounds
from participants.domain.availability import Cell
from participants.models import AccessNeed, PartnerProfile, PartOfDay
from participants.models import Answer as Answers

CHOOSE = gettext_lazy("You said yes. Please choose what you would like to be paid.")


class AnswerForm(forms.Form):
    """The three buttons of the page are `answer`; what somebody needs that day is kept whatever they press."""

    use_required_attribute = False

    payment_choice = forms.ChoiceField(
        label=gettext_lazy("If you say yes, what would you like?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE),
    )
    usual = forms.MultipleChoiceField(
        label=gettext_lazy("What you usually need"),
        help_text=gettext_lazy("Take out the tick if you do not need it that day."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needs = forms.CharField(
        label=gettext_lazy("What do you need that day?"),
        help_text=gettext_lazy(
            "For example a lift, a break, large print, someone with you. You do not have to say why."
        ),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    pw1 = forms.BooleanField(
        label=gettext_lazy("I have sent form PW1, or I understand that it must be sent before I start"), required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        required=False,
        choices=[(Answer.YES, "yes"), (Answer.NO, "no"), (Answer.INTERESTED, "interested")],
        widget=forms.HiddenInput,
    )

    def __init__(
        self, *args: Any, invitation: Invitation, usual: list[AccessNeed], form_first: set[str], **kwargs: Any
    ) -> None:
        """`form_first`: the payment choices for which a form must reach the office before the work starts."""
        self.invitation, self.form_first = invitation, form_first
        self.adjustments = {str(need.pk): need.adjustment for need in usual}
        kwargs["initial"] = self._said_before()
        super().__init__(*args, **kwargs)
        chosen = self.fields["payment_choice"]
        chosen.required = self.data.get("answer", Answer.YES) == Answer.YES
        chosen.choices = _payment_words(invitation.offer)  # type: ignore[attr-defined]
        if usual:
            self.fields["usual"].choices = list(self.adjustments.items())  # type: ignore[attr-defined]
            self.fields["needs"].label = _("Is there anything else you need that day?")
        else:
            del self.fields["usual"]
        if not form_first:
            del self.fields["pw1"]

    def clean_answer(self) -> str:
        answer = str(self.cleaned_data["answer"])
        if not answer:
            raise forms.ValidationError(_("Please press one of the three buttons."))
        return answer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") not in {None, self.invitation.offer_id}:
            self.add_error(None, _("This offer was changed while you were reading. Please read it again, then answer."))
        if data.get("answer") == Answer.YES and data.get("payment_choice") in self.form_first and not data.get("pw1"):
            self.add_error("pw1", _("Send form PW1 before you start. Tick the box when you have, or understand it."))
        return data

    @property
    def needs_that_day(self) -> str:
        """The ticked adjustments and what was typed, a line each."""
        ticked = [self.adjustments[key] for key in self.cleaned_data.get("usual", [])]
        return "\n".join([*ticked, self.cleaned_data.get("needs", "").strip()]).strip()

    def _said_before(self) -> dict[str, Any]:
        """What the page is filled in with: all usual adjustments at first, afterwards what was said last time."""
        invitation = self.invitation
        first_time = invitation.answered_at is None
        lines = invitation.needs_that_day.splitlines()
        ticked = [key for key, words in self.adjustments.items() if first_time or words in lines]
        typed = [line for line in lines if line not in self.adjustments.values()]
        return {
            "payment_choice": invitation.payment_choice,
            "usual": ticked,
            "needs": "\n".join(typed),
            "version": invitation.offer_id,
        }


def _payment_words(offer: Offer) -> list[tuple[str, str]]:
    choice = Invitation.PaymentChoice
    words = {
        choice.FEE: _("The fee: %(sum)s") % {"sum": pounds(offer.fee_pence)},
        choice.SMALLER_FEE: _("A smaller fee: %(sum)s") % {"sum": pounds(offer.smaller_fee_pence)},
        choice.EXPENSES_ONLY: _("Only my costs, like bus fares"),
        choice.NOTHING: _("Nothing"),
    }
    return [(key, words[choice(key)]) for key in payment_choices(offer)]


class AskingForm(forms.Form):
    """How often somebody wants to be asked, and how long before."""

    most_a_month = forms.TypedChoiceField(
        label=gettext_lazy("How often may we ask you?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("As often as you like")),
            (1, gettext_lazy("Once a month at most")),
            (2, gettext_lazy("Twice a month at most")),
            (4, gettext_lazy("Four times a month at most")),
        ],
    )
    notice_days = forms.TypedChoiceField(
        label=gettext_lazy("How long before do you need to know?"),
        coerce=int,
        choices=[
            (0, gettext_lazy("It does not matter")),
            (2, gettext_lazy("Two days")),
            (7, gettext_lazy("A week")),
            (14, gettext_lazy("Two weeks")),
            (28, gettext_lazy("Four weeks")),
        ],
    )

    def __init__(self, *args: Any, profile: PartnerProfile, **kwargs: Any) -> None:
        kwargs["initial"] = {"most_a_month": profile.asked_at_most_a_month, "notice_days": profile.needs_notice_days}
        super().__init__(*args, **kwargs)
        _offer_too(self.fields["most_a_month"], profile.asked_at_most_a_month, _("%(n)d times a month at most"))
        _offer_too(self.fields["notice_days"], profile.needs_notice_days, _("%(n)d days"))


def _offer_too(field: forms.Field, number: int | None, words: str) -> None:
    """A number that staff entered by phone stays choosable."""
    choices = list(field.choices)  # type: ignore[attr-defined]
    if number is not None and str(number) not in {str(key) for key, _words in choices}:
        field.choices = [*choices, (number, words % {"n": number})]  # type: ignore[attr-defined]


class FurtherDayForm(forms.Form):
    """One day further away, whole or in part."""

    day = forms.DateField(
        label=gettext_lazy("Which day?"),
        widget=DayWidget,
        help_text=gettext_lazy("For example 14 3 2027"),
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Write the day as three numbers, like 14 3 2027.")
        ),
    )
    part = forms.ChoiceField(
        label=gettext_lazy("Which part of it?"),
        choices=[("", gettext_lazy("The whole day")), *PartOfDay.choices],
        required=False,
    )
    answer = forms.ChoiceField(
        label=gettext_lazy("Can you take part?"),
        choices=Answers.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes, if need be, or no.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not self.today <= day <= self.today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day from today up to a year ahead."))
        return day

    def cells(self) -> list[Cell]:
        data = self.cleaned_data
        parts = [data["part"]] if data["part"] else PartOfDay.values
        return [Cell(part, data["answer"], date=data["day"]) for part in parts]
