"""A partner speaks with students about what they choose to share."""

from django.utils.translation import gettext_lazy as _

from involvement.domain.kinds import Kind
from involvement.models import Stage

KIND = Kind(
    key="talk",
    label=_("Talk"),
    hint=_("A partner speaks with students and answers questions."),
    stage=Stage.CURRICULUM,
    preparation_minutes=60,
    debrief_minutes=15,
    two_partners=False,
)
