"""The two yeses before a record is erased for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.forms import helper


class EraseForm(forms.Form):
    gives_up = forms.BooleanField(
        label=gettext_lazy("I asked them: they do not want what we still owe them"), required=False
    )
    sure = forms.BooleanField(
        label=gettext_lazy("They asked for this, and they know that it can't be undone"),
        error_messages={"required": gettext_lazy("Ask them first, and tick this when they are sure.")},
    )

    def __init__(self, data: Any = None, *, owed: bool) -> None:
        super().__init__(data)
        names = ["gives_up", "sure"] if owed else ["sure"]
        if not owed:
            del self.fields["gives_up"]
        self.helper = helper(*names, submit=_("Erase this record for good"), once=True)
