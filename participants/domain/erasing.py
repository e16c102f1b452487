"""Erasing a person at their wish. What the law on payments needs stays, under a number (A9); all else goes.

Each package erases what it keeps; `tests/architecture/retention.toml` says of every model what becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.closing import close_account, why_not_close
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.links.models import PrivateLink
from involvement.shared.notify.models import Message
from participants.models import Person, SupporterLink
from participants.signals import erasure_checked, person_erased

EMPTIED = ["pronouns", "email", "phone", "postal_address", "safe_contact_note"]


@dataclass(frozen=True)
class Hindrance:
    """Why somebody can not be erased now, in a sentence. `given_up`: the person may wave it aside."""

    sentence: str
    given_up: bool = False


@transaction.atomic
def ask_for_erasure(person: Person, *, by: Actor) -> None:
    """The person's wish, for a coordinator to carry out. Asking twice is asking once."""
    if Person.objects.filter(pk=person.pk, erasure_asked_at=None).update(erasure_asked_at=timezone.now()):
        record("person.erasure_asked", about=person, by=by, person_id=person.pk, institution_id=person.institution_id)


@transaction.atomic
def take_back_erasure(person: Person, *, by: Actor) -> None:
    """The person has changed their mind."""
    if Person.objects.filter(pk=person.pk, erasure_asked_at__isnull=False).update(erasure_asked_at=None):
        record("person.erasure_unasked", about=person, by=by, person_id=person.pk, institution_id=person.institution_id)


def hindrances(person: Person) -> list[Hindrance]:
    """What is in the way now, from every package; empty when the person can be erased."""
    found: list[Hindrance] = []
    led = Person.objects.filter(adult_lead=person).order_by("name").values_list("name", flat=True)
    for name in led:
        found.append(Hindrance(_("They are the adult lead of %(name)s. Name somebody else first.") % {"name": name}))
    answers = [cast("list[Hindrance]", answer) for _receiver, answer in erasure_checked.send(Person, person=person)]
    return found + [one for answer in answers for one in answer]


@transaction.atomic
def erase_person(person: Person, *, gives_up: bool = False, by: Actor) -> Person:
    """All of it or nothing. `gives_up`: the person wants no money that is still owed. Raises Refused.

    The row stays with its number, which claims and the ledger name; nothing leads from it to a human being.
    """
    locked = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if locked.erased_at is not None:
        raise Refused(_("This record is erased already."))
    in_the_way = [one.sentence for one in hindrances(locked) if not (one.given_up and gives_up)]
    if in_the_way:
        raise Refused(" ".join(in_the_way), code="in_the_way")
    person_erased.send(Person, person=locked, by=by)
    _forget_what_we_keep(locked)
    user, locked.user = locked.user, None
    for name in EMPTIED:
        setattr(locked, name, "")
    locked.name = _("Erased record %(number)d") % {"number": locked.pk}
    locked.is_under_18, locked.adult_lead, locked.erased_at = False, None, timezone.now()
    locked.save()
    if user is not None and not why_not_close(user):
        close_account(user)
    record("person.erased", about=locked, by=by, person_id=locked.pk, institution_id=locked.institution_id)
    return locked


def _forget_what_we_keep(person: Person) -> None:
    person.access_needs.all().delete()
    person.availability.all().delete()
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    SupporterLink.objects.filter(person=person).delete()
    SupporterLink.objects.filter(supporter=person).delete()
    Message.objects.filter(person_id=person.pk).delete()
    PrivateLink.objects.filter(person_id=person.pk).delete()
    if hasattr(person, "partner"):
        person.partner.delete()
