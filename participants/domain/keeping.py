"""What becomes of partners' things with time (model section 9): dates that passed, and people who have left."""

from __future__ import annotations

from datetime import date, timedelta

import structlog

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.keeping import kept_until
from participants.domain.erasing import erase_person, hindrances
from participants.models import AccessNeed, Availability, Person

log = structlog.get_logger(__name__)
THREE_MONTHS = timedelta(days=92)
TWELVE_MONTHS = timedelta(days=366)
MOST_A_NIGHT = 200


@kept_until("participants.Availability")
def forget_past_dates(today: date) -> int:
    return Availability.objects.filter(date__lt=today - THREE_MONTHS).delete()[0]


@kept_until("participants.AccessNeed")
def forget_needs(today: date) -> int:
    """Three months after the person has left."""
    return AccessNeed.objects.filter(person__partner__left_on__lt=today - THREE_MONTHS).delete()[0]


@kept_until("participants.Person")
def erase_who_left(today: date) -> int:
    """Twelve months after they have left, as if they had asked; who is still owed something waits for a coordinator."""
    left = Person.objects.filter(erased_at=None, partner__left_on__lt=today - TWELVE_MONTHS)
    erased = 0
    for person in left.order_by("partner__left_on", "pk")[:MOST_A_NIGHT]:
        if hindrances(person):
            log.warning("left_but_not_erased", person=person.pk)
            continue
        erase_person(person, by=Actor.system("keeping"))
        erased += 1
    return erased
