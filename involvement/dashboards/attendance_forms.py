"""Marking one person on a phone in the room: three big choices, and minutes that are filled in already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.domain.attendance import Mark
from involvement.domain.expected import Expected
from involvement.models import Attendance, Capacity, Session
from involvement.shared.ui.fields import NameField

Status = Attendance.Status
CHOICES = [
    (Status.ATTENDED, _("Came")),
    (Status.PART_ATTENDED, _("Came for part")),
    (Status.COULD_NOT_COME, _("Could not come")),
]
_MINUTES = {"min_value": 0, "max_value": 1440, "required": False}


class MarkForm(forms.Form):
    use_required_attribute = False

    status = forms.ChoiceField(choices=CHOICES, required=False, widget=forms.RadioSelect)
    actual = forms.IntegerField(label=_("Minutes in the room"), **_MINUTES)  # type: ignore[arg-type]
    preparation = forms.IntegerField(label=_("Minutes to prepare"), **_MINUTES)  # type: ignore[arg-type]
    debrief = forms.IntegerField(label=_("Minutes to talk afterwards"), **_MINUTES)  # type: ignore[arg-type]
    capacity = forms.ChoiceField(label=_("Came as"), choices=Capacity.choices, required=False)
    also = forms.MultipleChoiceField(
        label=_("And also as"), choices=Capacity.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, expected: Expected, session: Session, **kwargs: Any) -> None:
        self.expected = expected
        kwargs["initial"] = _filled_in(expected, session)
        kwargs["prefix"] = f"p{expected.person.pk}"
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = field.label or name
        for name in ("actual", "preparation", "debrief"):
            self.fields[name].widget.attrs.update({"class": "govuk-input--width-4", "inputmode": "numeric"})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("status") == Status.PART_ATTENDED and data.get("actual") is None and "actual" not in self.errors:
            name = self.expected.person.name
            self.add_error("actual", _("Write how many minutes %(name)s was there.") % {"name": name})
        return data

    @property
    def mark(self) -> Mark | None:
        """None while nobody has chosen anything for this person."""
        data = self.cleaned_data
        if not data["status"]:
            return None
        return Mark(
            person_id=self.expected.person.pk,
            status=data["status"],
            actual_minutes=data["actual"],
            preparation_minutes=data["preparation"] or 0,
            debrief_minutes=data["debrief"] or 0,
            capacity=data["capacity"] or self.expected.capacity,
            also_capacities=data["also"],
            seen=data["seen"],
        )


class AddForm(forms.Form):
    name = NameField(label=_("Somebody else came"), help_text=_("Write the whole name."))


def _filled_in(expected: Expected, session: Session) -> dict[str, Any]:
    row = expected.attendance
    if row is None or row.status == Status.EXPECTED:
        return {
            "actual": session.planned_minutes,
            "preparation": session.preparation_minutes,
            "debrief": session.debrief_minutes,
            "capacity": expected.capacity,
            "also": ["carer"] if expected.also_carer and expected.capacity != "carer" else [],
            "seen": expected.seen,
        }
    return {
        "status": row.status,
        "actual": session.planned_minutes if row.actual_minutes is None else row.actual_minutes,
        "preparation": row.preparation_minutes,
        "debrief": row.debrief_minutes,
        "capacity": row.capacity,
        "also": row.also_capacities,
        "seen": expected.seen,
    }
