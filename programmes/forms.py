"""What is asked about a programme and a cohort."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institutions_where
from involvement.shared.accounts.models import Role, User
from involvement.shared.ui.fields import DayField, NameField
from involvement.shared.ui.forms import helper
from programmes.models import Programme, StandardsEdition


class EditionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, edition: Any) -> str:
        return f"{edition.regulator}: {edition.title}"


class ProgrammeForm(forms.Form):
    institution = forms.TypedChoiceField(label=gettext_lazy("Institution"), coerce=int)
    title = NameField(label=gettext_lazy("Title"), help_text=gettext_lazy("For example, BA (Hons) Social Work."))
    award = NameField(label=gettext_lazy("Award"), max_length=60, required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Programme.Level)
    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=Programme.Route)
    status = forms.ChoiceField(
        label=gettext_lazy("Where it stands"), choices=Programme.Status, widget=forms.RadioSelect, initial="planned"
    )
    editions = EditionsField(
        label=gettext_lazy("Standards it follows"),
        queryset=StandardsEdition.objects.order_by("nation", "-in_force_from", "title"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("A running programme needs standards that are in force."),
    )
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead social worker"), queryset=User.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, user: User, programme: Programme | None = None, **kwargs: Any) -> None:
        if programme is not None:
            names = ["title", "award", "level", "route", "status", "lead"]
            kwargs["initial"] = {name: getattr(programme, name) for name in names}
            kwargs["initial"]["editions"] = programme.editions.all()
        super().__init__(*args, **kwargs)
        self.places = {place.pk: place for place in institutions_where(user, Permission.PROGRAMME_MANAGE)}
        at = [programme.institution_id] if programme else list(self.places)
        staff = User.objects.filter(
            memberships__institution_id__in=at, memberships__role__in=[Role.LECTURER, Role.COORDINATOR]
        )
        self.fields["lead"].queryset = staff.distinct().order_by("name")  # type: ignore[attr-defined]
        if programme is not None or len(self.places) == 1:
            del self.fields["institution"]
        else:
            self.fields["institution"].choices = [(pk, place.name) for pk, place in self.places.items()]  # type: ignore[attr-defined]
        self.helper = helper(*self.fields, submit=_("Save programme"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        place = cleaned.pop("institution", None) or next(iter(self.places))
        cleaned["at"] = self.places[place]
        return cleaned


class CohortForm(forms.Form):
    academic_year = forms.CharField(
        label=gettext_lazy("Academic year"), max_length=12, help_text=gettext_lazy("For example, 2026/27.")
    )
    label = NameField(label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("For example, Year 1."))
    size = forms.IntegerField(label=gettext_lazy("How many students"), min_value=0, max_value=10_000, required=False)
    starts_on = DayField(label=gettext_lazy("First day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("academic_year", "label", "size", "starts_on", submit=_("Add cohort"))

    def clean_academic_year(self) -> str:
        year: str = self.cleaned_data["academic_year"].strip()
        found = re.fullmatch(r"([0-9]{4})\s*[/-]\s*(?:[0-9]{2})?([0-9]{2})", year)
        if not found or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValidationError(_("Write two years that follow each other, like 2026/27."))
        return f"{found[1]}/{found[2]}"
