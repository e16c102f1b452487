"""What people and finance type about organisations that are paid on somebody's behalf."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import NameField
from payments.models import OrganisationPayee


class AgreeForm(forms.Form):
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Which organisation?"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an organisation.")},
    )
    read = forms.BooleanField(
        label=gettext_lazy("I read what this could mean for my benefits. It is my own choice."),
        error_messages={"required": gettext_lazy("Read it first, then tick this. Or ring us, and we read it to you.")},
    )

    def __init__(self, data: Any = None, *, organisations: list[OrganisationPayee]) -> None:
        super().__init__(data)
        which: Any = self.fields["organisation"]
        which.choices = [(one.pk, one.name) for one in organisations]


class OrganisationForm(forms.Form):
    name = NameField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("People read this, and it stands in the payment file."),
        max_length=140,
        error_messages={"required": gettext_lazy("Write the name of the organisation.")},
    )
    reference = NameField(label=gettext_lazy("Its number in the finance system"), max_length=60, required=False)
