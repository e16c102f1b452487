"""Who was asked to one session, and what has to be in place for those who come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from involvement.models import Invitation, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record_reading
from involvement.shared.prepared import Given, Prepared
from participants.models import AccessNeed

Status = Invitation.Status
COMING = [Status.ACCEPTED, Status.CONFIRMED, Status.DONE]


@dataclass(frozen=True)
class ToArrange:
    """One person who comes, what to put in place for them, and what they asked for that day."""

    name: str
    adjustments: list[str]
    that_day: str


def asked_for(session: Session) -> list[Invitation]:
    """Invitations to every version, each with `needs`: how many adjustments the person shares with session staff."""
    return _ASKED.things(session=session.pk)


@transaction.atomic
def read_adjustments(session: Session, *, by: Actor, role: str, coordinates: bool) -> list[ToArrange]:
    """What to put in place, never why (A2). Every look is written down, for the person to see (X4).

    Whoever runs the session reads first names, and only what the person shares with session staff.
    """
    coming = list(
        Invitation.objects.filter(offer__session_id=session.pk, status__in=COMING)
        .select_related("person")
        .order_by("person__name")
    )
    shared = AccessNeed.objects.filter(person_id__in=[one.person_id for one in coming])
    if not coordinates:
        shared = shared.filter(share_with=AccessNeed.ShareWith.SESSION_STAFF)
    by_person: dict[int, list[str]] = {}
    for person_id, adjustment in shared.order_by("category").values_list("person_id", "adjustment"):
        by_person.setdefault(person_id, []).append(adjustment)
    read = [one.person_id for one in coming if by_person.get(one.person_id) or one.needs_that_day]
    if read:
        record_reading(
            person_ids=read,
            what="access adjustments",
            why=f"session {session.pk}",
            by=by,
            institution_id=session.institution_id,
            role=role,
        )
    return [
        ToArrange(
            name=one.person.name if coordinates else first_name(one.person.name),
            adjustments=by_person.get(one.person_id, []),
            that_day=one.needs_that_day,
        )
        for one in coming
    ]


def first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def _asked() -> QuerySet[Invitation]:
    shared = AccessNeed.objects.filter(person_id=OuterRef("person_id"), share_with=AccessNeed.ShareWith.SESSION_STAFF)
    counted = shared.order_by().values("person_id").annotate(n=Count("pk")).values("n")
    return (
        Invitation.objects.filter(offer__session_id=Given("session", BigIntegerField()))
        .select_related("person")
        .annotate(needs=Coalesce(Subquery(counted), 0))
        .order_by("person__name", "pk")
    )


_ASKED = Prepared(_asked)
