"""The agenda of a forum, written one item a line."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.activities.forum.models import AgendaItem
from involvement.domain.kinds import Line
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused

MOST = 20
MARK = "*"
"""A line that begins with it was raised by a partner."""


def as_text(session: Session) -> str:
    items = AgendaItem.objects.filter(session_id=session.pk).values_list("raised_by_partner", "text")
    return "\n".join(f"{MARK} {text}" if raised else text for raised, text in items)


@transaction.atomic
def save_agenda(session: Session, cleaned: dict[str, Any], *, by: Actor) -> None:
    """The whole agenda, in the order of its lines. A partner's item stays on it (V3)."""
    typed = [line.strip() for line in cleaned["agenda"].splitlines() if line.strip()]
    if len(typed) > MOST:
        raise Refused(_("Write at most %(most)d items.") % {"most": MOST}, code="agenda")
    items = [(line.startswith(MARK), line.lstrip(f"{MARK} ")[:300]) for line in typed]
    Session.objects.select_for_update().get(pk=session.pk)
    before = AgendaItem.objects.filter(session_id=session.pk)
    raised = set(before.filter(raised_by_partner=True).values_list("text", flat=True))
    if dropped := raised - {text for _raised, text in items}:
        raise Refused(
            _("A partner raised this, so it stays unless they agree: %(item)s") % {"item": sorted(dropped)[0]},
            code="agenda",
        )
    before.delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, position=number, text=text, raised_by_partner=partner or text in raised)
        for number, (partner, text) in enumerate(items, start=1)
    )
    record("forum.agenda_saved", about=session, by=by, institution_id=session.institution_id, items=len(items))


def lines(session: Session) -> list[Line]:
    return [
        Line(str(item.position), f"{item.text} ({_('raised by a partner')})" if item.raised_by_partner else item.text)
        for item in AgendaItem.objects.filter(session_id=session.pk)
    ]
