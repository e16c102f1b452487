"""What is asked about a forum."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.activities.forum.domain import as_text
from involvement.models import Session
from involvement.shared.ui.fields import WordsField
from involvement.shared.ui.forms import helper


class AgendaForm(forms.Form):
    agenda = WordsField(
        label=gettext_lazy("What will you talk about?"),
        help_text=gettext_lazy("One item a line, in plain words. Begin a line with * when a partner raised it."),
        max_length=7000,
        rows=8,
        required=False,
    )

    def __init__(self, data: Any = None, *, session: Session) -> None:
        super().__init__(data, initial={"agenda": as_text(session)})
        self.helper = helper("agenda", submit=_("Save"))
