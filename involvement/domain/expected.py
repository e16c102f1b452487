"""Who is expected at a session, with what has to be in place for each; never why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from involvement.models import Attendance, Invitation, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import SensitiveReading
from involvement.shared.audit.record import record_reading
from involvement.shared.ui.words import day_words
from participants.models import AccessNeed, Person

COMING = [Invitation.Status.ACCEPTED, Invitation.Status.CONFIRMED, Invitation.Status.DONE]


@dataclass(frozen=True)
class Expected:
    """One person on the list: asked and coming, or added by name on the day. What was marked so far, if anything."""

    person: Person
    invitation: Invitation | None
    attendance: Attendance | None
    adjustments: list[str]
    capacity: str
    also_carer: bool

    @property
    def seen(self) -> str:
        """Which state of the row a page showed; a later one was somebody else's doing."""
        return stamp(self.attendance)


def stamp(attendance: Attendance | None) -> str:
    marked: datetime | None = attendance.marked_at if attendance else None
    return marked.isoformat() if marked else ""


def expected_people(session: Session) -> list[Expected]:
    """By name. Three queries, however many people."""
    there = Attendance.objects.filter(session=session).select_related("person__partner", "marked_by")
    marked = {one.person_id: one for one in there}
    invited: dict[int, Invitation] = {}
    asked = Invitation.objects.filter(offer__session_id=session.pk, status__in=COMING)
    for invitation in asked.select_related("person__partner").order_by("offer__version"):
        invited[invitation.person_id] = invitation
    people = {key: one.person for key, one in marked.items()} | {key: one.person for key, one in invited.items()}
    usual = _shared(list(people))
    return [
        _expected(person, invited.get(key), marked.get(key), usual[key])
        for key, person in sorted(people.items(), key=lambda pair: (pair[1].name.casefold(), pair[0]))
    ]


def note_reading(session: Session, people: list[Expected], *, by: Actor, role: str) -> None:
    """Write down that somebody read what these people need (X4): once a reader, session and person."""
    read = [one.person.pk for one in people if one.adjustments]
    why = _("For the session on %(day)s, number %(n)d") % {"day": day_words(session.starts_at), "n": session.pk}
    known = SensitiveReading.objects.filter(reader_user=str(by.user_id or ""), what="adjustments", why=why)
    before = set(known.values_list("person", flat=True)) if read else set()
    new = [pk for pk in read if str(pk) not in before]
    if new:
        record_reading(
            person_ids=new, what="adjustments", why=why, by=by, institution_id=session.institution_id, role=role
        )


def _expected(
    person: Person, invitation: Invitation | None, attendance: Attendance | None, usual: list[str]
) -> Expected:
    said = invitation.needs_that_day.splitlines() if invitation else usual
    profile = getattr(person, "partner", None)
    return Expected(
        person=person,
        invitation=invitation,
        attendance=attendance,
        adjustments=[line for line in said if line.strip()],
        capacity=profile.capacity if profile else "service_user",
        also_carer=bool(profile and profile.also_carer),
    )


def _shared(person_ids: list[int]) -> dict[int, list[str]]:
    shared: dict[int, list[str]] = defaultdict(list)
    needs = AccessNeed.objects.filter(person_id__in=person_ids, share_with=AccessNeed.ShareWith.SESSION_STAFF)
    for person_id, adjustment in needs.order_by("category", "adjustment").values_list("person_id", "adjustment"):
        shared[person_id].append(adjustment)
    return shared
