"""Under which codes finance keeps fees and costs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from involvement.shared.accounts.models import Institution
from involvement.shared.ui.fields import NameField


class CodeForm(forms.Form):
    """One field a kind of line (M4)."""

    fee = NameField(
        label=gettext_lazy("Ledger code of fees"),
        max_length=30,
        error_messages={"required": gettext_lazy("Write the code of fees.")},
    )
    expense = NameField(
        label=gettext_lazy("Ledger code of costs"),
        max_length=30,
        error_messages={"required": gettext_lazy("Write the code of costs.")},
    )

    def __init__(self, *args: Any, place: Institution, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"fee": "fee", "expense": "expense"} | _codes(place))
        super().__init__(*args, **kwargs)


def _codes(place: Institution) -> dict[str, str]:
    return dict(place.ledger_codes.values_list("kind", "code"))
