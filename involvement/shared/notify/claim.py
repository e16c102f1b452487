"""Choosing what goes out now. A claimed row is leased: its next try lies ahead, so no second worker takes it.

The lease ends by itself; a worker that dies between claiming and sending loses nothing and doubles nothing.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from involvement.shared.links.issue import link_as
from involvement.shared.notify.contacts import Contact, contacts_of
from involvement.shared.notify.kinds import kind_of, names_of_urgent
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import store_links
from involvement.shared.notify.quiet import next_morning, opening, start_of_day

LEASE = timedelta(minutes=15)
NO_SERVICE_GAP = timedelta(minutes=15)
State = Message.State


@dataclass
class Lot:
    """What was looked at, and what of it may be sent now."""

    examined: int = 0
    ready: list[Message] = field(default_factory=list)


@transaction.atomic
def claim_lot(*, now: datetime, size: int, only: Iterable[uuid.UUID] | None = None) -> Lot:
    """Lease up to `size` due messages and settle those that must not go out now."""
    due = Message.objects.filter(
        state=State.WAITING, next_try_at__lte=now, channel__in=[Message.Channel.EMAIL, Message.Channel.TEXT]
    )
    if only is not None:
        due = due.filter(pk__in=list(only))
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("institution", "link")
        .order_by("next_try_at")[:size]
    )
    if not rows:
        return Lot()
    facts = _Facts(rows, now)
    reached = {row.pk: (row.channel, row.address) for row in rows}
    ready = [row for row in rows if _settle(row, facts)]
    linked = _give_links(ready)
    leased = {row.pk for row in ready if (row.channel, row.address) == reached[row.pk]}
    for some, link in ((leased - linked, F("link_id")), (leased & linked, F("id"))):
        if some:
            Message.objects.filter(pk__in=some).update(next_try_at=now + LEASE, link_id=link)
    if changed := [row for row in rows if row.pk not in leased]:
        Message.objects.bulk_update(changed, ["state", "error", "next_try_at", "channel", "address", "link"])
    return Lot(len(rows), [row for row in ready if row.channel in {"email", "text"}])


def _give_links(rows: list[Message]) -> set[uuid.UUID]:
    """Make the links that were still to come, each under its message's own key. Returns the keys."""
    made = []
    for row in rows:
        if coming := row.link_to_come():
            row.link = link_as(row.pk, coming, about=row.about)
            made.append(row.link)
    if made:
        store_links(made)
    return {link.pk for link in made}


class _Facts:
    """What the decisions about a lot need, read once: contacts, newest due dates, how many went out today."""

    def __init__(self, rows: list[Message], now: datetime) -> None:
        self.now = now
        people = {row.person_id for row in rows}
        self.contacts: Mapping[int, Contact] = contacts_of(people)
        self.newest = {
            (kind, about, person): due
            for kind, about, person, due in Message.objects.filter(
                kind__in={row.kind for row in rows},
                about__in={row.about for row in rows},
                person_id__in=people,
                due__lte=now,
            )
            .exclude(state=State.CANCELLED)
            .order_by()
            .values_list("kind", "about", "person_id")
            .annotate(Max("due"))
        }
        since = min(start_of_day(now, row.institution) for row in rows)
        self.today = Counter(
            dict(
                Message.objects.filter(person_id__in=people - {0}, sent_at__gte=since)
                .exclude(kind__in=names_of_urgent())
                .order_by()
                .values_list("person_id")
                .annotate(Count("pk"))
            )
        )


def _settle(row: Message, facts: _Facts) -> bool:
    """Lease the row, put it off or stop it; changes only the object. True when it may be sent."""
    if reason := _reason_to_stop(row, facts):
        row.state, row.error = State.CANCELLED, reason
        return False
    kind, now = kind_of(row.kind), facts.now
    contact = facts.contacts.get(row.person_id)
    if contact and kind.refreshed:
        row.channel, row.address = contact.recipient.channel, contact.recipient.address
    if row.channel == Message.Channel.TEXT and settings.TEXT_PROVIDER == "none":
        row.next_try_at, row.error = now + NO_SERVICE_GAP, _("No text service is set up.")
        return False
    if not kind.urgent:
        opens = opening(now, row.institution)
        if opens > now:
            row.next_try_at = opens
            return False
        if row.person_id > 0:
            if facts.today[row.person_id] >= settings.MESSAGES_A_DAY:
                row.next_try_at = next_morning(now, row.institution)
                return False
            facts.today[row.person_id] += 1
    row.next_try_at = now + LEASE
    return True


def _reason_to_stop(row: Message, facts: _Facts) -> str:
    """Why this message is no longer true or of use; empty when it still is."""
    kind, coming = kind_of(row.kind), row.link_to_come()
    if kind.useless_after and facts.now - row.due > kind.useless_after:
        return _("It was too late to be of use.")
    if row.link and (row.link.revoked_at or row.link.used_at or row.link.expires_at <= facts.now):
        return _("The link in it has ended.")
    if coming and coming.expires_at <= facts.now:
        return _("The link in it has ended.")
    if kind.only_newest and row.due < facts.newest.get((row.kind, row.about, row.person_id), row.due):
        return _("A newer message took its place.")
    contact = facts.contacts.get(row.person_id)
    if kind.active_only and contact and not contact.can_be_asked:
        return _("The person is resting or has left.")
    return ""
