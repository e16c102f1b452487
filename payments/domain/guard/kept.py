"""What a person asked us to keep, for themselves alone: kept by a tap, erased by a tap."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from involvement.shared.audit.record import record
from participants.models import Person
from payments.domain.guard.answers import Answers
from payments.domain.guard.showing import became_worse
from payments.models import KeptCircumstances

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

LONGEST = timedelta(days=396)
_OF_THE_PAGE = {"fee", "day", "work", "hours"}
_MOST_SHOWN = 50


@transaction.atomic
def keep(person: Person, answers: Answers, *, by: Actor, on: date | None = None) -> KeptCircumstances:
    """Keep the answers in place of what was kept before. What a page asked about a payment is not kept."""
    kept = KeptCircumstances.objects.select_for_update().filter(person=person).first()
    kept = kept or KeptCircumstances(person=person)
    kept.answers = json.dumps({key: text for key, text in answers.items() if key not in _OF_THE_PAGE})
    kept.kept_on = on or timezone.localdate()
    kept.save()
    _record("circumstances.kept", person, by=by)
    return kept


@transaction.atomic
def erase(person: Person, *, by: Actor) -> bool:
    """At once and wholly; nothing of it is in any history. Twice pressed is once. Whether there was anything."""
    gone = bool(KeptCircumstances.objects.filter(person=person).delete()[0])
    if gone:
        _record("circumstances.erased", person, by=by)
    return gone


@transaction.atomic
def show_by_link(person: Person, *, by_link: bool, by: Actor) -> None:
    """Whether private links, which others may open on a shared phone, show it too."""
    if KeptCircumstances.objects.filter(person=person).update(by_link=by_link):
        _record("circumstances.by_link", person, by=by)


def kept_of(person: Person, *, on: date, by_link: bool = False) -> KeptCircumstances | None:
    """What is kept, for the person signed in; behind a private link only where they turned that on. One query."""
    found = KeptCircumstances.objects.filter(person=person, kept_on__gt=on - LONGEST)
    return (found.filter(by_link=True) if by_link else found).first()


def answers_of(kept: KeptCircumstances) -> Answers:
    answers: Answers = json.loads(kept.answers)
    return answers


def note_shown(kept: KeptCircumstances, *, session_id: int, codes: dict[str, str]) -> None:
    """What the person saw when they said yes, to tell them when a later day changes it. Newest fifty sessions."""
    before = json.loads(kept.shown) if kept.shown else {}
    before.pop(str(session_id), None)
    kept.shown = json.dumps(dict([*before.items(), (str(session_id), codes)][-_MOST_SHOWN:]))
    kept.save(update_fields=["shown"])


def worse_than_shown(kept: KeptCircumstances, *, session_id: int, codes: dict[str, str], choice: str) -> bool:
    """Whether the choice that the person made looks graver now than when they said yes."""
    before = json.loads(kept.shown).get(str(session_id), {}) if kept.shown else {}
    return choice in codes and became_worse(before.get(choice, ""), codes[choice])


def forget_old(*, today: date) -> int:
    """Erase what nobody kept anew for 13 months. Returns how many."""
    return KeptCircumstances.objects.filter(kept_on__lte=today - LONGEST).delete()[0]


def _record(action: str, person: Person, *, by: Actor) -> None:
    """That it happened and nothing of what it says."""
    record(action, about=person, by=by, person_id=person.pk, institution_id=person.institution_id)
