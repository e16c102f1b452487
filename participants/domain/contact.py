"""How to reach somebody: by the way they chose, and never by one they asked us to leave alone."""

from __future__ import annotations

from involvement.shared.notify.contacts import Contact
from involvement.shared.notify.outbox import Recipient
from participants.models import PartnerProfile, Person

_ORDER = [Person.Channel.EMAIL, Person.Channel.TEXT, Person.Channel.LETTER]


def recipient_for(person: Person) -> Recipient:
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
    if reader.channel == Person.Channel.PHONE:
        return _by(reader, Person.Channel.PHONE, reader.phone)
    chosen = Person.Channel(reader.channel)
    others = [] if reader.safe_contact_note else [c for c in _ORDER if c != chosen]
    for channel in [chosen, *others]:
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


def address_on(person: Person, channel: str) -> str:
    return {
        Person.Channel.EMAIL: person.email,
        Person.Channel.TEXT: person.phone,
        Person.Channel.LETTER: person.postal_address,
        Person.Channel.PHONE: person.phone,
    }[Person.Channel(channel)].strip()


def _by(person: Person, channel: str, address: str) -> Recipient:
    return Recipient(
        person_id=person.pk,
        name=person.name,
        channel=str(channel),
        address=address,
        language=person.language,
        format=person.format,
    )
