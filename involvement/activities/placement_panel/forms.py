"""What is asked about a placement panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.activities.placement_panel.models import PlacementPanelDetail
from involvement.models import Session
from involvement.shared.ui.fields import NameField, WordsField
from involvement.shared.ui.forms import helper


class PanelForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is this panel for?"),
        choices=PlacementPanelDetail.Purpose,
        widget=forms.RadioSelect,
        initial=PlacementPanelDetail.Purpose.QUALITY,
    )
    portfolios = forms.IntegerField(
        label=gettext_lazy("How many portfolios?"), min_value=0, max_value=500, required=False
    )
    conflict_note = WordsField(
        label=gettext_lazy("How do you make sure that nobody reads a student's work they had a part in?"),
        max_length=2000,
        required=False,
    )
    recommends_to = NameField(
        label=gettext_lazy("Who decides after the panel?"),
        help_text=gettext_lazy("The panel recommends and sets no mark. Leave empty for the examination board."),
        required=False,
    )

    def __init__(self, data: Any = None, *, session: Session) -> None:
        names = list(self.base_fields)
        known = PlacementPanelDetail.objects.filter(session_id=session.pk).values(*names).first()
        super().__init__(data, initial=known)
        self.helper = helper(*names, submit=_("Save"))
