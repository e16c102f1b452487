"""Queueing messages to people, and stopping those that are no longer true."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from involvement.shared.accounts.models import Institution
from involvement.shared.links.models import PrivateLink
from involvement.shared.notify.doorbell import ring_on_commit
from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.models import Message
from involvement.shared.notify.quiet import opening

BATCH = 1000
Key = tuple[str, str, int, datetime]
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Recipient:
    """Whom to tell and how. Made by `participants.domain.contact.recipient_for`."""

    person_id: int
    name: str
    channel: str
    address: str
    language: str = "en-gb"
    format: str = "plain"


@dataclass(frozen=True)
class Draft:
    """A message to be. `body` may hold `{link}`; `about_topic` is the parent whose cancellation stops it."""

    kind: str
    about: str
    recipient: Recipient
    institution_id: int | None
    due: datetime
    subject: str
    body: str
    link: PrivateLink | None = None
    calendar: str = ""
    about_topic: str = ""

    @property
    def key(self) -> Key:
        return (self.kind, self.about, self.recipient.person_id, self.due)


@transaction.atomic
def queue_messages(drafts: Sequence[Draft]) -> int:
    """Write the messages, and their links if unsaved, and wake the worker. Returns how many are new.

    The same (kind, about, person, due) is told once, however often this runs. Constant statements per thousand.
    """
    new = _not_yet_queued(drafts)
    if not new:
        return 0
    institutions = Institution.objects.in_bulk({d.institution_id for d in new if d.institution_id})
    rows = [_row(draft, institutions.get(draft.institution_id or 0)) for draft in new]
    links = {d.link.pk: d.link for d in new if d.link is not None and d.link._state.adding}
    PrivateLink.objects.bulk_create(links.values(), batch_size=BATCH)
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    stored = _stored_ids(rows)
    if len(stored) < len(rows):  # somebody else queued the same at this moment: their link is the one that lives
        lost = [row.link_id for row in rows if row.pk not in stored and row.link_id in links]
        PrivateLink.objects.filter(pk__in=lost).delete()
    ring_on_commit()
    return len(stored)


def cancel_messages(*, about_topic: str, kinds: Sequence[str] | None = None) -> int:
    """Stop what is still waiting about a thing. What has gone out has gone out. Returns how many were stopped."""
    waiting = Message.objects.filter(about_topic=about_topic, state=Message.State.WAITING)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=Message.State.CANCELLED)


def _not_yet_queued(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts whose key is neither stored nor doubled in the list, in their order."""
    by_key = {draft.key: draft for draft in reversed(drafts)}
    known: set[Key] = set()
    for some in _lots(by_key):
        kinds, abouts, people, dues = (set(column) for column in zip(*some, strict=True))
        known |= set(
            Message.objects.filter(kind__in=kinds, about__in=abouts, person_id__in=people, due__in=dues).values_list(
                "kind", "about", "person_id", "due"
            )
        )
    return [draft for key, draft in reversed(by_key.items()) if key not in known]


def _stored_ids(rows: list[Message]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for some in _lots(row.pk for row in rows):
        found |= set(Message.objects.filter(pk__in=some).values_list("pk", flat=True))
    return found


def _row(draft: Draft, institution: Institution | None) -> Message:
    to = draft.recipient
    not_before = draft.due if kind_of(draft.kind).urgent else opening(draft.due, institution)
    return Message(
        institution_id=draft.institution_id,
        kind=draft.kind,
        about=draft.about,
        about_topic=draft.about_topic,
        person_id=to.person_id,
        name=to.name,
        channel=to.channel,
        address=to.address,
        language=to.language,
        format=to.format,
        due=draft.due,
        not_before=not_before,
        next_try_at=not_before,
        subject=draft.subject[:200],
        body=draft.body,
        link_id=draft.link.pk if draft.link else None,
        calendar=draft.calendar,
        message_id=f"<{uuid.uuid4().hex}@{_host()}>",
    )


def _host() -> str:
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"


def _lots(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, BATCH)):
        yield some
