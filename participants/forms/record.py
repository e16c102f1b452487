"""What a person tells about themselves: needs, how to reach them, what they agree to."""

from __future__ import annotations

from typing import Any

import phonenumbers
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import NameField, plain_text
from participants.models import AccessNeed, Consent, Person


def one_button(words: Any) -> FormHelper:
    helper = FormHelper()
    helper.add_input(Submit("save", words))
    return helper


class NeedForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=AccessNeed.Category.choices)
    adjustment = forms.CharField(
        label=gettext_lazy("What should we do or have ready?"),
        help_text=gettext_lazy("For example: a seat near the door, or large print."),
        max_length=300,
    )
    detail = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("You do not have to say. It is locked away, and only you can read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    share_with = forms.ChoiceField(
        label=gettext_lazy("Who may know what to do?"),
        choices=AccessNeed.ShareWith.choices,
        widget=forms.RadioSelect,
        initial=AccessNeed.ShareWith.SESSION_STAFF,
    )

    @property
    def helper(self) -> FormHelper:
        return one_button(_("Save"))

    def clean_adjustment(self) -> str:
        return plain_text(self.cleaned_data["adjustment"])


class ContactForm(forms.Form):
    name = NameField(label=gettext_lazy("What should we call you?"))
    pronouns = forms.CharField(label=gettext_lazy("Your pronouns"), max_length=40, required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("How should we reach you?"), choices=Person.Channel.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone number"), max_length=40, required=False)
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    format = forms.ChoiceField(
        label=gettext_lazy("How should our letters look?"), choices=Person.Format.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    safe_contact_note = forms.CharField(
        label=gettext_lazy("Is there anything we must be careful with when we reach you?"),
        help_text=gettext_lazy("For example: do not ring, or do not write to my home."),
        max_length=200,
        required=False,
    )

    @property
    def helper(self) -> FormHelper:
        return one_button(_("Save"))

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("Write a phone number with its area code, like 01632 960 001."))
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = {"email": "email", "text": "phone", "phone": "phone", "letter": "postal_address"}
        field = needed.get(data.get("channel", ""))
        if field and field not in self.errors and not data.get(field):
            self.add_error(field, _("You chose to be reached this way, so please fill this in."))
        return data


class ConsentForm(forms.Form):
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("I agree to"),
        help_text=gettext_lazy("You can take each one back here. It works at once."),
        choices=Consent.Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def helper(self) -> FormHelper:
        return one_button(_("Save what I agree to"))
