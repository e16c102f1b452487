"""What an institution says once and every offer repeats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.accounts.models import Institution
from involvement.shared.ui.fields import NameField
from involvement.shared.ui.forms import helper


class SettingsForm(forms.Form):
    adviser_name = NameField(
        label=gettext_lazy("Who gives independent benefits advice near you?"),
        help_text=gettext_lazy("Offers can't be published without it. Not somebody who works for you."),
        required=False,
    )
    adviser_contact = NameField(label=gettext_lazy("How do people reach them?"), max_length=300, required=False)
    coordinator_phone = NameField(
        label=gettext_lazy("Phone number for partners"),
        help_text=gettext_lazy("It stands in every message."),
        max_length=40,
        required=False,
    )
    partner_label = NameField(label=gettext_lazy("What do you call your partners?"), max_length=60)
    local_sixth_label = NameField(
        label=gettext_lazy("Your own sixth question"),
        help_text=gettext_lazy("Five questions of an offer are printed; the sixth is yours. Used in new offers."),
    )
    pay_promise_days = forms.IntegerField(
        label=gettext_lazy("Within how many days do you promise to pay?"), min_value=1, max_value=90
    )
    short_notice_days = forms.IntegerField(
        label=gettext_lazy("Short notice, in days"),
        help_text=gettext_lazy("Cancel later than this and the fee as agreed is owed."),
        min_value=0,
        max_value=60,
    )
    quiet_from = forms.IntegerField(label=gettext_lazy("No messages from (hour, 0 to 23)"), min_value=0, max_value=23)
    quiet_until = forms.IntegerField(label=gettext_lazy("No messages until (hour, 0 to 23)"), min_value=0, max_value=23)

    def __init__(self, data: Any = None, *, institution: Institution) -> None:
        names = list(self.base_fields)
        super().__init__(data, initial={name: getattr(institution, name) for name in names})
        self.helper = helper(*names, submit=_("Save settings"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "quiet_from" in cleaned and cleaned["quiet_from"] == cleaned.get("quiet_until"):
            self.add_error("quiet_until", _("Choose another hour than the one they begin at."))
        return cleaned
