"""At least one partner, and a recommendation that somebody else decides on (L1)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.activities.placement_panel.models import PlacementPanelDetail
from involvement.domain.kinds import Line
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record


@transaction.atomic
def save_panel(session: Session, cleaned: dict[str, Any], *, by: Actor) -> None:
    PlacementPanelDetail.objects.update_or_create(session=session, defaults=cleaned)
    record("placement_panel.prepared", about=session, by=by, institution_id=session.institution_id)


def lines(session: Session) -> list[Line]:
    detail = PlacementPanelDetail.objects.filter(session_id=session.pk).first() or PlacementPanelDetail()
    board = detail.recommends_to or _("the examination board")
    return [
        Line(_("What it is for"), detail.get_purpose_display()),
        Line(_("Portfolios"), "" if detail.portfolios is None else str(detail.portfolios)),
        Line(_("Earlier part in a student's placement"), detail.conflict_note or _("Not settled yet")),
        Line(_("What the panel may do"), _("It recommends. The decision is made by %(board)s.") % {"board": board}),
    ]


def with_a_partner(session: Session, coming: int) -> list[str]:
    return [] if coming else [_("A placement panel needs at least one partner who said yes.")]
