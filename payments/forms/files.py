"""What finance types about payment files and where people's money goes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import NameField, WordsField
from involvement.shared.ui.forms import helper
from payments.domain.formats.columns import DEFAULT, FIELDS, asks_for_accounts
from payments.domain.formats.registry import FORMATS
from payments.domain.formats.terms import Account
from payments.models import FileSetting

MOST_COLUMNS = 30


class FiguresField(forms.CharField):
    """Figures as people write them, "12-34-56" or "1234 5678": kept without what stands between."""

    def __init__(self, *, count: int, **kwargs: Any) -> None:
        self.count = count
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
        )
        super().__init__(max_length=20, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        figures = re.sub(r"[\s-]", "", super().to_python(value) or "")
        if figures and not re.fullmatch(f"[0-9]{{{self.count}}}", figures):
            raise forms.ValidationError(_("Write %(n)d figures.") % {"n": self.count}, code="figures")
        return figures


class FileSettingForm(forms.Form):
    file_format = forms.ChoiceField(label=gettext_lazy("Which file do you need?"), widget=forms.RadioSelect)
    columns = WordsField(
        label=gettext_lazy("Columns of a list or spreadsheet"),
        help_text=gettext_lazy("One a line: what stands above the column, an equals sign, and what it holds."),
        required=False,
        max_length=2_000,
        rows=9,
    )
    payee_details = forms.ChoiceField(
        label=gettext_lazy("Where do you keep people's bank details?"),
        choices=FileSetting.Details.choices,
        widget=forms.RadioSelect,
    )
    hold_hours = forms.IntegerField(
        label=gettext_lazy("How many hours do you wait after bank details change?"),
        help_text=gettext_lazy("Nothing is paid to the new account before, and never on the same day."),
        min_value=0,
        max_value=720,
    )
    pay_after_working_days = forms.IntegerField(
        label=gettext_lazy("How many working days after the run does the bank work on it?"), min_value=0, max_value=20
    )
    originator_name = NameField(label=gettext_lazy("Name of your account"), max_length=70, required=False)
    originator_sort_code = FiguresField(label=gettext_lazy("Your sort code"), count=6, required=False)
    originator_account = FiguresField(label=gettext_lazy("Your account number"), count=8, required=False)
    service_user_number = NameField(
        label=gettext_lazy("Your service user number"),
        help_text=gettext_lazy("Six figures, from your bank. Only for Bacs."),
        max_length=6,
        required=False,
    )

    def __init__(self, data: Any = None, *, setting: FileSetting) -> None:
        initial = {name: getattr(setting, name) for name in self.base_fields}
        initial["columns"] = "\n".join(f"{head} = {code}" for head, code in setting.columns or DEFAULT)
        super().__init__(data, initial=initial)
        self.fields["file_format"].choices = [(code, one.label) for code, one in FORMATS.items()]  # type: ignore[attr-defined]
        self.helper = helper(*self.base_fields, submit=_("Save"))

    def clean_columns(self) -> list[list[str]]:
        lines = [line for line in self.cleaned_data["columns"].splitlines() if line.strip()]
        pairs = [[part.strip() for part in line.rsplit("=", 1)] for line in lines[: MOST_COLUMNS + 1]]
        for pair in pairs:
            if len(pair) != 2 or not pair[0] or pair[1] not in FIELDS:
                words = _("“%(line)s” is not a heading, an equals sign and one of the words below.")
                raise forms.ValidationError(words % {"line": " = ".join(pair)[:60]}, code="column")
        if len(pairs) > MOST_COLUMNS:
            raise forms.ValidationError(_("Choose %(n)d columns or fewer.") % {"n": MOST_COLUMNS}, code="many")
        if pairs and "total" not in [code for _head, code in pairs]:
            raise forms.ValidationError(_("One column must hold the sum: total."), code="total")
        return pairs

    def clean_service_user_number(self) -> str:
        number: str = self.cleaned_data["service_user_number"]
        if number and not re.fullmatch("[0-9A-Za-z]{6}", number):
            raise forms.ValidationError(_("Write six figures."), code="number")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = FORMATS.get(cleaned.get("file_format", ""))
        if chosen is None:
            return cleaned
        asks = chosen.for_banks or asks_for_accounts(cleaned.get("columns") or [])
        if asks and cleaned.get("payee_details") == FileSetting.Details.OUTSIDE:
            self.add_error("payee_details", _("This file needs bank details. They must be kept here, sealed."))
        fields = {"service_user_number": "service_user_number"} | {
            name: f"originator_{name}" for name in ("name", "sort_code", "account")
        }
        for need in chosen.needs:
            if not cleaned.get(fields[need]) and fields[need] not in self.errors:
                self.add_error(fields[need], _("This file needs it."))
        return cleaned


class ReferenceForm(forms.Form):
    reference = NameField(
        label=gettext_lazy("Number of the person in the finance system"), max_length=60, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*self.base_fields, submit=_("Save the number"), name="number", once=True)


class AccountForm(forms.Form):
    """Bank details; what was typed stays on the page when something is wrong, and nowhere else."""

    account_name = NameField(
        label=gettext_lazy("Name on the account"),
        max_length=70,
        error_messages={"required": gettext_lazy("Write the name on the account.")},
    )
    sort_code = FiguresField(
        label=gettext_lazy("Sort code"),
        help_text=gettext_lazy("6 figures. You find them on your bank card or in your bank's app."),
        count=6,
        error_messages={"required": gettext_lazy("Write the sort code.")},
    )
    number = FiguresField(
        label=gettext_lazy("Account number"),
        help_text=gettext_lazy("8 figures. If yours has 7, put a 0 in front."),
        count=8,
        error_messages={"required": gettext_lazy("Write the account number.")},
    )

    def __init__(self, *args: Any, submit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*self.base_fields, submit=submit or _("Save"), name="account", once=True)

    def account(self) -> Account:
        said = self.cleaned_data
        return Account(said["sort_code"], said["number"], said["account_name"])
