"""What a forum adds to a session."""

from django.utils.translation import gettext_lazy as _

from involvement.activities.forum.domain import lines, save_agenda
from involvement.activities.forum.forms import AgendaForm
from involvement.domain.kinds import Particulars

PARTICULARS = Particulars(heading=_("Agenda"), form=AgendaForm, save=save_agenda, lines=lines)
