"""What a placement panel adds to a session."""

from django.utils.translation import gettext_lazy as _

from involvement.activities.placement_panel.domain import lines, save_panel, with_a_partner
from involvement.activities.placement_panel.forms import PanelForm
from involvement.domain.kinds import Particulars

PARTICULARS = Particulars(
    heading=_("About the panel"),
    form=PanelForm,
    save=save_panel,
    lines=lines,
    before_confirming=with_a_partner,
)
