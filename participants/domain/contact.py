"""How to reach somebody: by the way they chose, and never by one they asked us to leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from involvement.shared.notify.contacts import Contact
from involvement.shared.notify.outbox import Recipient
from participants.models import PartnerProfile, Person

_ORDER = ["email", "text", "letter"]
_WHERE = {"email": "email", "text": "phone", "letter": "postal_address", "phone": "phone"}


class Reachable(Protocol):
    """What must be known of somebody to reach them: a person, or these columns of one."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def postal_address(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def safe_contact_note(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def is_under_18(self) -> bool: ...
    @property
    def adult_lead(self) -> Reachable | None: ...


class Reach(NamedTuple):
    """The columns of one person that say how to reach them. For verbs that tell thousands."""

    pk: int
    name: str
    email: str
    phone: str
    postal_address: str
    channel: str
    safe_contact_note: str
    format: str
    language: str
    is_under_18: bool
    adult_lead: Reachable | None


def reach_columns(prefix: str) -> list[str]:
    """What to ask `values_list` for, in the order that `reaches` reads: `reach_columns("person__")`."""
    return [prefix + name for name in Reach._fields]


def reaches(rows: Sequence[tuple[Any, ...]]) -> list[Reach]:
    """Rows of `reach_columns`, with the adult leads in place of their ids. One query, where somebody is under 18."""
    leads = {row[-1] for row in rows if row[-1] is not None}
    known = Person.objects.in_bulk(leads) if leads else {}
    return [Reach._make((*row[:-1], known.get(row[-1]))) for row in rows]


def recipient_for(person: Reachable) -> Recipient:
    """The preferred channel if it has an address, else the next one that has, else a phone task.

    Under 18 the adult lead is told (A5). With a safe-contact note nothing is tried that the person did not choose:
    the coordinator gets a phone task that shows the note (R16).
    """
    reader = person
    if person.is_under_18:
        lead = person.adult_lead
        if lead is None or lead.is_under_18:
            return _by(person, Person.Channel.PHONE, "")
        reader = lead
    if reader.channel != Person.Channel.PHONE:
        if address := address_on(reader, reader.channel):
            return _by(reader, reader.channel, address)
        for channel in [] if reader.safe_contact_note else _ORDER:
            if address := address_on(reader, channel):
                return _by(reader, channel, address)
    return _by(reader, Person.Channel.PHONE, reader.phone)


def contacts(person_ids: list[int]) -> dict[int, Contact]:
    """How these people can be reached today, for the sender. One query."""
    people = Person.objects.filter(pk__in=person_ids).select_related("partner", "adult_lead")
    return {person.pk: _contact(person) for person in people}


def _contact(person: Person) -> Contact:
    partner = getattr(person, "partner", None)
    return Contact(
        recipient=recipient_for(person),
        phone=person.phone,
        safe_note=person.safe_contact_note,
        can_be_asked=partner is None or partner.status == PartnerProfile.Status.ACTIVE,
    )


def address_on(person: Reachable, channel: str) -> str:
    address: str = getattr(person, _WHERE[channel])
    return address.strip()


def _by(person: Reachable, channel: str, address: str) -> Recipient:
    return Recipient(person.pk, person.name, str(channel), address, person.language, person.format)
