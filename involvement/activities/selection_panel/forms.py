"""What is asked about a selection panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.activities.selection_panel.models import SelectionPanelDetail
from involvement.models import Session
from involvement.shared.ui.fields import NameField, WordsField
from involvement.shared.ui.forms import helper


class PanelForm(forms.Form):
    intake = NameField(
        label=gettext_lazy("Intake"), help_text=gettext_lazy("For example, 2027/28."), max_length=60, required=False
    )
    conflict_note = WordsField(
        label=gettext_lazy("How do members say that they know a candidate?"),
        help_text=gettext_lazy("They are asked before names show, and sit out for that candidate."),
        max_length=2000,
        required=False,
    )
    criteria_agreed = forms.BooleanField(
        label=gettext_lazy("Criteria and weights are agreed and will not change"), required=False
    )
    partner_prefers_alone = forms.BooleanField(
        label=gettext_lazy("The one partner wrote that they prefer to come without a second partner"), required=False
    )

    def __init__(self, data: Any = None, *, session: Session) -> None:
        names = list(self.base_fields)
        known = SelectionPanelDetail.objects.filter(session_id=session.pk).values(*names).first()
        super().__init__(data, initial=known)
        self.helper = helper(*names, submit=_("Save"))
