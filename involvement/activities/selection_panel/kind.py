"""Partners interview candidates beside academics and score on the same sheet (S1, S2)."""

from django.utils.translation import gettext_lazy as _

from involvement.domain.kinds import Kind
from involvement.models import Stage

KIND = Kind(
    key="selection_panel",
    label=_("Selection panel"),
    hint=_("Partners help choose new students."),
    stage=Stage.SELECTION,
    preparation_minutes=60,
    debrief_minutes=30,
    two_partners=True,
)
