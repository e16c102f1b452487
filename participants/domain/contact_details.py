"""Changing how somebody is reached: told to the old and the new address, and old private links end (R15, R16)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.moving import move_sign_in
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, reference
from involvement.shared.links.issue import revoke_links
from involvement.shared.notify.kinds import Kind, register
from involvement.shared.notify.outbox import Draft, Recipient, queue_messages
from participants.domain.contact import recipient_for
from participants.models import Person

FIELDS = ["name", "pronouns", "email", "phone", "postal_address", "channel", "format", "language", "safe_contact_note"]
ADDRESSES = {"email": "email", "phone": "text", "postal_address": "letter"}
"""Which field is the address of which channel."""
GUARDED = [*ADDRESSES, "channel", "safe_contact_note"]
"""Fields that decide where messages go."""

register(
    Kind("contact_changed_old", urgent=False, refreshed=False, only_newest=False),
    Kind("contact_changed_new", urgent=False, refreshed=False, only_newest=False),
)


def guards(person: Person, details: dict[str, Any]) -> bool:
    """Whether these details change where messages go, so that a fresh check comes first (R13)."""
    return any(details[name] != getattr(person, name) for name in GUARDED if name in details)


@transaction.atomic
def change_own_email(person: Person, *, email: str, by: Actor) -> None:
    """The address for messages and for signing in, in one step. A new one was proved by its code before.

    Raises Refused when it is another account's, or when nothing would be left to sign in with.
    """
    if person.user is None:
        raise ValueError("Only somebody with an account changes their own address.")
    move_sign_in(person.user, email=email or None)
    change_contact(person, email=email, by=by)
    record("person.sign_in_moved", about=person, by=by, person_id=person.pk, institution_id=person.institution_id)


@transaction.atomic
def change_contact(person: Person, *, by: Actor, **details: Any) -> list[str]:
    """Keep the details. Returns the names of the fields that changed."""
    locked = Person.objects.select_for_update(of=("self",)).select_related("adult_lead").get(pk=person.pk)
    changed = [name for name in FIELDS if name in details and getattr(locked, name) != details[name]]
    if not changed:
        return []
    before = {name: getattr(locked, name) for name in FIELDS}
    for name in changed:
        setattr(locked, name, details[name])
    locked.save(update_fields=changed)
    if moved := [name for name in changed if name in ADDRESSES]:
        revoke_links(person_ids=[locked.pk])
        _tell(locked, before, moved)
    institution_id = locked.institution_id
    record("person.changed", about=locked, by=by, person_id=locked.pk, institution_id=institution_id, fields=changed)
    return changed


def _tell(person: Person, before: dict[str, Any], moved: list[str]) -> None:
    """The old addresses hear that something changed, never what to; the new ones that they are in use now."""
    body = _(
        "How we reach you was changed. Links in our older messages do not work any more.\n\n"
        "If you did not do this, please phone us at once%(phone)s."
    )
    phone = person.institution.coordinator_phone
    words = body % {"phone": f": {phone}" if phone else ""}
    old = [_to(person, field, before[field]) for field in moved if before[field]]
    new = [_to(person, field, getattr(person, field)) for field in moved if getattr(person, field)]
    # one a message kind and channel: two changed addresses at once are told apart by what the message is about
    drafts = [_draft(person, one, "contact_changed_old", words) for one in old]
    queue_messages([*drafts, *[_draft(person, one, "contact_changed_new", words) for one in new]])


def _to(person: Person, field: str, address: str) -> Recipient:
    adult = recipient_for(person)
    if person.is_under_18:  # A5: never directly
        return adult
    return adult._replace(person_id=person.pk, name=person.name, channel=ADDRESSES[field], address=address)


def _draft(person: Person, to: Recipient, kind: str, words: str) -> Draft:
    return Draft(
        kind=kind,
        about=f"{reference(person)}:{to.channel}",
        recipient=to,
        institution_id=person.institution_id,
        due=timezone.now(),
        subject=_("Your contact details"),
        body=words,
    )
