"""What people fill in: feedback, in Easy Read or plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from evaluation.domain.responses import STEPS
from evaluation.models import Item, Response

STEP_WORDS = {"3": _("Yes"), "2": _("A bit"), "1": _("No")}
SKIP = ("0", _("Skip this"))


class FeedbackForm(forms.Form):
    """One field a question, none required. The wording changes, the questions and their answers do not."""

    def __init__(self, *args: Any, items: Sequence[Item], words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.words = items, words
        for item in items:
            self.fields[f"item_{item.pk}"] = _field(item, self.easy)
        self.fields["helped"] = forms.BooleanField(label=_("Somebody helped me to fill this in."), required=False)

    @property
    def easy(self) -> bool:
        return self.words == Response.Form.EASY_READ

    def questions(self) -> list[BoundField]:
        return [self[f"item_{item.pk}"] for item in self.items]

    def answers(self) -> dict[int, int | str]:
        """What was answered, by item; skipped questions and the wish to be told are not among it."""
        given: dict[int, int | str] = {}
        for item in self.items:
            value = self.cleaned_data[f"item_{item.pk}"]
            if value and value != SKIP[0] and item.scale == Item.Scale.FACE3:
                given[item.pk] = int(value)
            elif value and item.scale == Item.Scale.TEXT:
                given[item.pk] = value
        return given

    def wants_to_be_told(self) -> bool:
        return any(self.cleaned_data[f"item_{item.pk}"] for item in self.items if item.scale == Item.Scale.CONTACT)


def _field(item: Item, easy: bool) -> forms.Field:
    label = item.easy_read if easy else item.plain
    if item.scale == Item.Scale.TEXT:
        return forms.CharField(
            label=label,
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": "4"}),
            help_text=_("Please do not write names here."),
        )
    if item.scale == Item.Scale.CONTACT:
        return forms.BooleanField(label=label, required=False)
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[*((str(step), STEP_WORDS[str(step)]) for step in STEPS), SKIP],
        widget=forms.RadioSelect,
    )
