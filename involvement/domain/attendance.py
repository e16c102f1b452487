"""Who came, in which capacity, for how long. The session's row is locked, so two people marking wait in line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.expected import COMING, Expected, expected_people, stamp
from involvement.models import Attendance, Invitation, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.signals import attendance_marked
from participants.models import Person

__all__ = ["Mark", "Marked", "add_unexpected", "expected_people", "mark_attendance", "why_not_mark"]

Status = Attendance.Status
CAME = {Status.ATTENDED, Status.PART_ATTENDED}
MARKABLE = {Session.Status.PLANNED, Session.Status.CONFIRMED, Session.Status.UNDER_WAY, Session.Status.HELD}
FIELDS = [
    "status",
    "capacity",
    "also_capacities",
    "planned_minutes",
    "actual_minutes",
    "preparation_minutes",
    "debrief_minutes",
]


@dataclass(frozen=True)
class Mark:
    """What one page said about one person; `seen` is the stamp of the row that the page had shown."""

    person_id: int
    status: str
    actual_minutes: int | None = None
    preparation_minutes: int = 0
    debrief_minutes: int = 0
    capacity: str = "service_user"
    also_capacities: list[str] = field(default_factory=list)
    seen: str = ""


@dataclass(frozen=True)
class Marked:
    """People whose rows were written, and those whom somebody else had marked otherwise meanwhile (left alone)."""

    saved: list[int]
    overtaken: list[int]


def why_not_mark(session: Session, *, now: datetime) -> str:
    """Why attendance cannot be marked, in a sentence; empty when it can. The page and the verb ask the same."""
    if session.status in {Session.Status.CANCELLED, Session.Status.POSTPONED}:
        return _("This session was cancelled or put off, so there is nobody to mark.")
    if session.status not in MARKABLE:
        return _("This session is closed. Ask the coordinator to correct who came.")
    if session.starts_at is None or timezone.localdate(session.starts_at) > timezone.localdate(now):
        return _("This session has not come yet. You can mark who came from the morning of that day.")
    return ""


@transaction.atomic
def mark_attendance(session: Session, marks: Sequence[Mark], *, by: Actor, now: datetime | None = None) -> Marked:
    """Keep who came; the session has then been held, and claims follow. The same twice changes nothing.

    Nothing is overwritten unseen: a row that somebody else changed after the page was shown stays as it is.
    Raises Refused before the day, when the session is off or closed, and for people who are not on the list.
    """
    now = now or timezone.now()
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if sentence := why_not_mark(locked, now=now):
        raise Refused(sentence, code="closed")
    expected = {one.person.pk: one for one in expected_people(locked)}
    if any(mark.person_id not in expected for mark in marks):
        raise Refused(
            _("Somebody on this page is not on the list any more. Please open it again."), code="not_expected"
        )
    rows, overtaken = [], []
    for mark in marks:
        one = expected[mark.person_id]
        row = _row(locked, one, mark, by=by, now=now)
        if one.attendance is not None and _same(one.attendance, row):
            continue
        if stamp(one.attendance) != mark.seen:
            overtaken.append(mark.person_id)
        else:
            rows.append(row)
    if rows:
        _write(locked, rows, by=by)
    return Marked(saved=[row.person_id for row in rows], overtaken=overtaken)


@transaction.atomic
def add_unexpected(session: Session, name: str, *, by: Actor, now: datetime | None = None) -> Person:
    """Put somebody who came without having said yes on the list, by the whole name as the record has it.

    Raises Refused when nobody or more than one of the institution's people is called so: names are not looked through.
    """
    if sentence := why_not_mark(session, now=now or timezone.now()):
        raise Refused(sentence, code="closed")
    known = Person.objects.filter(
        institution_id=session.institution_id, partner__isnull=False, name__iexact=name.strip()
    )
    found = list(known.select_related("partner")[:2])
    if len(found) != 1:
        none = _("We know nobody called %(name)s. Check the name, or ask the coordinator.")
        several = _("More than one person is called %(name)s. Please ask the coordinator to add them.")
        raise Refused((several if found else none) % {"name": name.strip()}, code="name")
    person = found[0]
    start = {"planned_minutes": session.planned_minutes, "capacity": person.partner.capacity}
    _attendance, new = Attendance.objects.get_or_create(session=session, person=person, defaults=start)
    if new:
        facts = {"person_id": person.pk, "institution_id": session.institution_id}
        record("attendance.added", about=session, by=by, **facts)
    return person


def _row(session: Session, expected: Expected, mark: Mark, *, by: Actor, now: datetime) -> Attendance:
    came = mark.status in CAME
    also = sorted({capacity for capacity in mark.also_capacities if capacity != mark.capacity})
    return Attendance(
        session=session,
        person_id=mark.person_id,
        invitation=expected.invitation,
        status=mark.status,
        capacity=mark.capacity,
        also_capacities=also,
        planned_minutes=session.planned_minutes,
        actual_minutes=_minutes(mark, session) if came else None,
        preparation_minutes=mark.preparation_minutes,
        debrief_minutes=mark.debrief_minutes if came else 0,
        marked_at=now,
        marked_by_id=by.user_id,
    )


def _minutes(mark: Mark, session: Session) -> int:
    return session.planned_minutes if mark.actual_minutes is None else mark.actual_minutes


def _same(before: Attendance, after: Attendance) -> bool:
    return all(getattr(before, name) == getattr(after, name) for name in FIELDS)


def _write(session: Session, rows: list[Attendance], *, by: Actor) -> None:
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "person"],
        update_fields=[*FIELDS, "invitation", "marked_at", "marked_by"],
    )
    came = [row.person_id for row in rows if row.status in CAME]
    mine = Invitation.objects.filter(offer__session_id=session.pk, status__in=COMING)
    mine.filter(person_id__in=came).exclude(status=Invitation.Status.DONE).update(status=Invitation.Status.DONE)
    stayed_away = mine.filter(person_id__in=[row.person_id for row in rows]).exclude(person_id__in=came)
    stayed_away.filter(status=Invitation.Status.DONE).update(status=Invitation.Status.CONFIRMED)
    Session.objects.filter(pk=session.pk).exclude(status=Session.Status.HELD).update(status=Session.Status.HELD)
    session.status = Session.Status.HELD
    counts = Counter(str(row.status) for row in rows)
    record("attendance.marked", about=session, by=by, institution_id=session.institution_id, **counts)
    attendance_marked.send(Session, session=session, by=by)
