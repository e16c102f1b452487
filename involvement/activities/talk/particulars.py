"""What a talk adds to a session."""

from django.utils.translation import gettext_lazy as _

from involvement.activities.talk.domain import lines, save_outline
from involvement.activities.talk.forms import OutlineForm
from involvement.domain.kinds import Particulars

PARTICULARS = Particulars(heading=_("About the talk"), form=OutlineForm, save=save_outline, lines=lines)
