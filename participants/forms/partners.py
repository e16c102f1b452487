"""What a coordinator writes down about a partner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institutions_where
from involvement.shared.accounts.models import User
from involvement.shared.accounts.numbers import MobileField
from involvement.shared.ui.fields import NameField, WordsField
from involvement.shared.ui.forms import helper
from participants.models import Person

REACHED = ["name", "pronouns", "channel", "email", "phone", "postal_address", "format", "safe_contact_note"]
_NEEDED = {
    Person.Channel.EMAIL: ("email", gettext_lazy("Write the e-mail address, or choose another way to reach them.")),
    Person.Channel.TEXT: ("phone", gettext_lazy("Write the phone number, or choose another way to reach them.")),
    Person.Channel.LETTER: ("postal_address", gettext_lazy("Write the address, or choose another way to reach them.")),
}


class ReachForm(forms.Form):
    """How to call somebody and how to reach them. Nobody needs an e-mail address or a phone."""

    name = NameField(label=gettext_lazy("What do they like to be called?"))
    pronouns = NameField(label=gettext_lazy("Pronouns"), max_length=40, required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("How do they want to be reached?"), choices=Person.Channel, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    phone = MobileField(label=gettext_lazy("Phone number"), required=False)
    postal_address = WordsField(label=gettext_lazy("Postal address"), max_length=500, rows=3, required=False)
    format = forms.ChoiceField(
        label=gettext_lazy("How do they like to read?"), choices=Person.Format, widget=forms.RadioSelect
    )
    safe_contact_note = NameField(
        label=gettext_lazy("Is there anything to be careful about?"),
        help_text=gettext_lazy("For example: never ring after six. With a note here, only the chosen way is used."),
        required=False,
    )

    def __init__(self, data: Any = None, *, person: Person, submit: str = "") -> None:
        super().__init__(data, initial={name: getattr(person, name) for name in REACHED})
        self.helper = helper(*REACHED, submit=submit or _("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        field, sentence = _NEEDED.get(cleaned.get("channel", ""), ("", ""))
        if field and field in cleaned and not cleaned[field]:
            self.add_error(field, str(sentence))
        return cleaned


class AddForm(ReachForm):
    institution = forms.TypedChoiceField(label=gettext_lazy("Institution"), coerce=int)
    capacity = forms.ChoiceField(
        label=gettext_lazy("In which capacity do they usually take part?"),
        choices=[
            ("service_user", gettext_lazy("Person who uses or used services")),
            ("carer", gettext_lazy("Carer")),
        ],
        widget=forms.RadioSelect,
    )
    also_carer = forms.BooleanField(label=gettext_lazy("They are also a carer"), required=False)
    about_me = WordsField(
        label=gettext_lazy("What they would like staff to know"),
        help_text=gettext_lazy("Nothing about health, benefits or their story here."),
        max_length=2000,
        required=False,
    )
    is_under_18 = forms.BooleanField(label=gettext_lazy("They are under 18"), required=False)
    adult_lead = forms.ModelChoiceField(
        label=gettext_lazy("Adult lead, who is contacted for them"),
        queryset=Person.objects.none(),
        required=False,
        empty_label="–",
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, person=Person())
        self.places = {place.pk: place for place in institutions_where(user, Permission.PARTNER_MANAGE)}
        adults = Person.objects.visible_to(user).filter(is_under_18=False, institution_id__in=self.places)
        self.fields["adult_lead"].queryset = adults.order_by("name")  # type: ignore[attr-defined]
        self.fields["institution"].choices = [(pk, place.name) for pk, place in self.places.items()]  # type: ignore[attr-defined]
        rest = ["capacity", "also_carer", "about_me", "is_under_18", "adult_lead"]
        first = ["institution"] if len(self.places) > 1 else []
        if not first:
            del self.fields["institution"]
        self.helper = helper(*first, *REACHED, *rest, submit=_("Add this person"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["at"] = self.places[cleaned.pop("institution", None) or next(iter(self.places))]
        lead = cleaned.get("adult_lead")
        if cleaned.get("is_under_18") and not lead:
            self.add_error("adult_lead", _("Somebody under 18 needs an adult lead. Add that person first."))
        if lead and lead.institution_id != cleaned["at"].pk:
            self.add_error("adult_lead", _("Choose somebody of the same institution."))
        return cleaned


class WhyForm(forms.Form):
    why = NameField(
        label=gettext_lazy("Why do you need to read it?"),
        help_text=gettext_lazy("The person can see that you read it, when, and this reason."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = helper("why", submit=_("Read it"))
