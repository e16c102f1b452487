"""What a selection panel adds to a session."""

from django.utils.translation import gettext_lazy as _

from involvement.activities.selection_panel.domain import enough_places, lines, not_alone, save_panel
from involvement.activities.selection_panel.forms import PanelForm
from involvement.domain.kinds import Particulars

PARTICULARS = Particulars(
    heading=_("About the panel"),
    form=PanelForm,
    save=save_panel,
    lines=lines,
    before_publishing=enough_places,
    before_confirming=not_alone,
)
