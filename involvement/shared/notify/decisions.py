"""What people decide about messages: send again, it arrived, phoned, posted. Each once, whoever else presses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.audit.record import event, record
from involvement.shared.errors import Refused
from involvement.shared.notify.doorbell import ring_on_commit
from involvement.shared.notify.models import Message
from involvement.shared.notify.quiet import next_morning

State = Message.State


@transaction.atomic
def send_again(message: Message, *, now: datetime, by: Actor) -> None:
    """Put a failed or doubtful message back into the queue, with the same Message-ID."""
    change = {"state": State.WAITING, "next_try_at": now, "attempts": 0, "error": "", "done_by": by.label[:200]}
    _settle(message, {State.HELD, State.FAILED}, "message.sent_again", by, change)
    Message.objects.filter(kind="please_phone", about=f"message:{message.pk}", state=State.WAITING).update(
        state=State.CANCELLED, error=_("The message was sent again.")
    )
    ring_on_commit()


@transaction.atomic
def it_arrived(message: Message, *, by: Actor) -> None:
    """A doubtful message did arrive: nothing more is sent."""
    _settle(message, {State.HELD}, "message.arrived", by, {"state": State.DONE, "done_by": by.label[:200]})


@transaction.atomic
def told_by_phone(message: Message, *, now: datetime, by: Actor) -> None:
    change = {"state": State.DONE, "done_by": by.label[:200], "sent_at": now, "error": ""}
    _settle(message, {State.WAITING}, "message.told_by_phone", by, change)


@transaction.atomic
def nobody_answered(message: Message, *, now: datetime, by: Actor) -> datetime:
    """Try again on the next day, when the quiet hours are over. Returns when."""
    again = next_morning(now, message.institution)
    change: dict[str, Any] = {"next_try_at": again, "attempts": F("attempts") + 1, "error": _("Nobody answered.")}
    _settle(message, {State.WAITING}, "message.nobody_answered", by, change)
    return again


@transaction.atomic
def not_needed(message: Message, *, by: Actor) -> None:
    change = {"state": State.CANCELLED, "done_by": by.label[:200], "error": _("No longer needed.")}
    _settle(message, {State.WAITING}, "message.not_needed", by, change)


@transaction.atomic
def posted(letters: QuerySet[Message], *, ids: Iterable[uuid.UUID], now: datetime, by: Actor) -> int:
    """Mark letters as posted; `letters` are those this person may settle. Returns how many."""
    waiting = letters.filter(pk__in=list(ids), channel=Message.Channel.LETTER, state=State.WAITING)
    mine = list(waiting.select_for_update(of=("self",)))
    Message.objects.filter(pk__in=[letter.pk for letter in mine]).update(
        state=State.DONE, done_by=by.label[:200], sent_at=now, error=""
    )
    AuditEvent.objects.bulk_create(event("message.posted", about=letter, by=by, **_whose(letter)) for letter in mine)
    return len(mine)


def _settle(message: Message, before: set[str], action: str, by: Actor, change: dict[str, Any]) -> None:
    moved = Message.objects.filter(pk=message.pk, state__in=before).update(**change)
    if moved != 1:
        raise Refused(_("Somebody else has settled this message already. Please look at it again."), code="settled")
    record(action, about=message, by=by, **_whose(message))


def _whose(message: Message) -> dict[str, Any]:
    return {"person_id": message.person_id or None, "institution_id": message.institution_id}
