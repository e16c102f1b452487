"""An open discussion between partners, students and staff."""

from django.utils.translation import gettext_lazy as _

from involvement.domain.kinds import Kind
from involvement.models import Stage

KIND = Kind(
    key="forum",
    label=_("Forum"),
    hint=_("Partners, students and staff discuss together."),
    stage=Stage.CURRICULUM,
    preparation_minutes=30,
    debrief_minutes=15,
    two_partners=True,
)
