"""Partners read placement evidence; the panel recommends and never sets the mark (L1)."""

from django.utils.translation import gettext_lazy as _

from involvement.domain.kinds import Kind
from involvement.models import Stage

KIND = Kind(
    key="placement_panel",
    label=_("Placement assessment panel"),
    hint=_("Partners help look at students' placement evidence."),
    stage=Stage.FIRST_PLACEMENT,
    preparation_minutes=120,
    debrief_minutes=30,
    two_partners=True,
)
