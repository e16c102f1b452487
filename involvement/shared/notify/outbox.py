"""Queueing messages to people, and stopping those that are no longer true."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from involvement.shared.accounts.models import Institution
from involvement.shared.links.issue import LinkToCome
from involvement.shared.links.models import PrivateLink
from involvement.shared.notify.doorbell import ring_on_commit
from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.models import Message
from involvement.shared.notify.quiet import opening
from involvement.shared.notify.rows import insert_new

BATCH = 1000
Key = tuple[str, str, int, datetime]
Thing = TypeVar("Thing")


class Recipient(NamedTuple):
    """Whom to tell and how. Made by `participants.domain.contact.recipient_for`."""

    person_id: int
    name: str
    channel: str
    address: str
    language: str = "en-gb"
    format: str = "plain"


class Draft(NamedTuple):
    """A message to be. `body` may hold `{link}` and `{look_again}`.

    `about_topic` is the parent whose cancellation stops it. A link to come leads to what the message is about.
    """

    kind: str
    about: str
    recipient: Recipient
    institution_id: int | None
    due: datetime
    subject: str
    body: str
    link: PrivateLink | LinkToCome | None = None
    calendar: str = ""
    about_topic: str = ""

    @property
    def key(self) -> Key:
        return (self.kind, self.about, self.recipient.person_id, self.due)


@transaction.atomic
def queue_messages(drafts: Sequence[Draft], *, known: Sequence[Institution] = ()) -> int:
    """Write the messages, and their links if unsaved, and wake the worker. Returns how many are new.

    The same (kind, about, person, due) is told once, however often this runs. Two statements a thousand, and one for
    the institutions that the caller does not have at hand (`known`).
    """
    institutions = {institution.pk: institution for institution in known}
    missing = {draft.institution_id for draft in drafts if draft.institution_id} - set(institutions)
    institutions |= Institution.objects.in_bulk(missing) if missing else {}
    new = 0
    for some in _lots({draft.key: draft for draft in reversed(drafts)}.values()):
        new += len(_store(some, institutions))
    if new:
        ring_on_commit()
    return new


def cancel_messages(*, about_topic: str, kinds: Sequence[str] | None = None) -> int:
    """Stop what is still waiting about a thing. What has gone out has gone out. Returns how many were stopped."""
    waiting = Message.objects.filter(about_topic=about_topic, state=Message.State.WAITING)
    if kinds is not None:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=Message.State.CANCELLED)


def _store(drafts: list[Draft], institutions: dict[int, Institution]) -> set[str]:
    """Messages first: only the links of those that are new are stored (the foreign key is checked at commit)."""
    ids = [str(uuid.uuid4()) for _ in drafts]
    stored = insert_new(Message, _columns(drafts, ids, institutions), _alike())
    new = (draft.link for draft, pk in zip(drafts, ids, strict=True) if pk in stored)
    links = {link.pk: link for link in new if isinstance(link, PrivateLink) and link._state.adding}
    if links:
        store_links(list(links.values()))
    return stored


def store_links(links: list[PrivateLink]) -> None:
    """Write unsaved links, in one statement."""
    now = timezone.now()
    for link in links:
        link.created_at = now
        link._state.adding = False
    names = [field.attname for field in PrivateLink._meta.concrete_fields if field.name not in {"id", "created_at"}]
    columns = {name: [getattr(link, name) for link in links] for name in names}
    insert_new(PrivateLink, {"id": [str(link.pk) for link in links], **columns}, {"created_at": now})


def _columns(drafts: list[Draft], ids: list[str], institutions: dict[int, Institution]) -> dict[str, list[Any]]:
    """The messages by column, as `insert_new` takes them."""
    first_tries = _first_tries(drafts, institutions)
    to = [draft.recipient for draft in drafts]
    links = [draft.link if isinstance(draft.link, PrivateLink) else None for draft in drafts]
    to_come = [draft.link if isinstance(draft.link, LinkToCome) else None for draft in drafts]
    return {
        "id": ids,
        "institution_id": [d.institution_id for d in drafts],
        "kind": [d.kind for d in drafts],
        "about": [d.about for d in drafts],
        "about_topic": [d.about_topic for d in drafts],
        "person_id": [r.person_id for r in to],
        "name": [r.name for r in to],
        "channel": [str(r.channel) for r in to],
        "address": [r.address for r in to],
        "language": [r.language for r in to],
        "format": [r.format for r in to],
        "due": [d.due for d in drafts],
        "not_before": first_tries,
        "next_try_at": first_tries,
        "subject": [d.subject[:200] for d in drafts],
        "body": [d.body for d in drafts],
        "link_id": [str(link.pk) if link else None for link in links],
        "link_purpose": [str(link.purpose) if link else "" for link in to_come],
        "link_person_id": [link.person_id if link else None for link in to_come],
        "link_expires_at": [link.expires_at if link else None for link in to_come],
        "calendar": [d.calendar for d in drafts],
    }


def _alike() -> dict[str, Any]:
    """What every new message has."""
    return {
        "state": Message.State.WAITING.value,
        "attempts": 0,
        "claimed_at": None,
        "sent_at": None,
        "error": "",
        "done_by": "",
        "created_at": timezone.now(),
    }


def _first_tries(drafts: list[Draft], institutions: dict[int, Institution]) -> list[datetime]:
    """When each may go out first: its due time, or the end of the quiet hours that this falls into."""
    openings: dict[tuple[datetime, int], datetime] = {}
    tries = []
    for draft in drafts:
        where = draft.institution_id or 0
        if kind_of(draft.kind).urgent:
            tries.append(draft.due)
            continue
        if (draft.due, where) not in openings:
            openings[draft.due, where] = opening(draft.due, institutions.get(where))
        tries.append(openings[draft.due, where])
    return tries


def _lots(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, BATCH)):
        yield some
