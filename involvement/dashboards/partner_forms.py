"""What partners fill in: their answer to an offer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.domain.answers import Answer, payment_choices
from involvement.models import Invitation, Offer
from involvement.shared.ui.words import pounds
from participants.models import AccessNeed

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
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        required=False,
        choices=[(Answer.YES, "yes"), (Answer.NO, "no"), (Answer.INTERESTED, "interested")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, invitation: Invitation, usual: list[AccessNeed], **kwargs: Any) -> None:
        self.invitation = invitation
        self.adjustments = {str(need.pk): need.adjustment for need in usual}
        super().__init__(*args, initial=self._said_before(), **kwargs)
        chosen = self.fields["payment_choice"]
        chosen.required = self.data.get("answer", Answer.YES) == Answer.YES
        chosen.choices = _payment_words(invitation.offer)  # type: ignore[attr-defined]
        if usual:
            self.fields["usual"].choices = list(self.adjustments.items())  # type: ignore[attr-defined]
            self.fields["needs"].label = _("Is there anything else you need that day?")
        else:
            del self.fields["usual"]

    def clean_answer(self) -> str:
        answer = str(self.cleaned_data["answer"])
        if not answer:
            raise forms.ValidationError(_("Please press one of the three buttons."))
        return answer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("version") not in {None, self.invitation.offer_id}:
            self.add_error(None, _("This offer was changed while you were reading. Please read it again, then answer."))
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
