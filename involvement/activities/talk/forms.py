"""What is asked about a talk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.activities.talk.models import TalkDetail
from involvement.models import Session
from involvement.shared.ui.fields import WordsField
from involvement.shared.ui.forms import helper


class OutlineForm(forms.Form):
    outline = WordsField(
        label=gettext_lazy("What will the talk cover?"),
        help_text=gettext_lazy("Agree this with the partner. They share only what they choose to share."),
        max_length=3000,
        required=False,
    )
    students_told = WordsField(
        label=gettext_lazy("What will you tell students before?"),
        help_text=gettext_lazy("For example, what not to ask about."),
        max_length=2000,
        required=False,
    )
    may_be_recorded = forms.BooleanField(
        label=gettext_lazy("The partner has said yes to a recording of this talk"), required=False
    )

    def __init__(self, data: Any = None, *, session: Session) -> None:
        names = ["outline", "students_told", "may_be_recorded"]
        known = TalkDetail.objects.filter(session_id=session.pk).values(*names).first()
        super().__init__(data, initial=known)
        self.helper = helper(*names, submit=_("Save"))
