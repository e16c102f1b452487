"""At least two partners, and conflicts asked before names show."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.activities.selection_panel.models import SelectionPanelDetail
from involvement.domain.kinds import Line
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record

TOGETHER = 2


@transaction.atomic
def save_panel(session: Session, cleaned: dict[str, Any], *, by: Actor) -> None:
    SelectionPanelDetail.objects.update_or_create(session=session, defaults=cleaned)
    record("selection_panel.prepared", about=session, by=by, institution_id=session.institution_id)


def lines(session: Session) -> list[Line]:
    detail = SelectionPanelDetail.objects.filter(session_id=session.pk).first() or SelectionPanelDetail()
    return [
        Line(_("Intake"), detail.intake),
        Line(_("Criteria and weights"), _("Agreed and fixed") if detail.criteria_agreed else _("Not agreed yet")),
        Line(_("If a member knows a candidate"), detail.conflict_note or _("Not settled yet")),
    ]


def enough_places(session: Session, places: int) -> list[str]:
    """I6: two partners on a panel, unless the one partner wrote that they prefer it."""
    if places >= TOGETHER or _prefers_alone(session):
        return []
    return [_("A panel needs at least two partners. Make it two places or more.")]


def not_alone(session: Session, coming: int) -> list[str]:
    """I6 again, when people have answered."""
    if coming >= TOGETHER or (coming and _prefers_alone(session)):
        return []
    return [_("A panel needs at least two partners who said yes. So far: %(count)d.") % {"count": coming}]


def _prefers_alone(session: Session) -> bool:
    return SelectionPanelDetail.objects.filter(session_id=session.pk, partner_prefers_alone=True).exists()
