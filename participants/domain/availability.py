"""Saying when one could take part: the usual week, and days that differ from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from participants.models import Answer, Availability, PartOfDay, Person

DAYS_AHEAD = 28


@dataclass(frozen=True)
class Cell:
    """One part of one day, of the usual week or of one date. `answer` "" takes back what was said."""

    part: str
    answer: str
    weekday: int | None = None
    date: date | None = None

    def __post_init__(self) -> None:
        if (self.weekday is None) == (self.date is None):
            raise ValueError("A cell belongs to a weekday or to a date.")
        if self.part not in PartOfDay.values or self.answer not in {"", *Answer.values}:
            raise ValueError("No such part of the day or answer.")


_SAVE = """
WITH said AS (
    SELECT * FROM unnest(%(weekdays)s::smallint[], %(dates)s::date[], %(parts)s::text[], %(answers)s::text[])
        AS cell (weekday, date, part, answer)
), taken_back AS (
    DELETE FROM participants_availability old USING said
    WHERE said.answer = '' AND old.person_id = %(person)s AND old.part = said.part
        AND old.weekday IS NOT DISTINCT FROM said.weekday AND old.date IS NOT DISTINCT FROM said.date
)
INSERT INTO participants_availability (person_id, weekday, date, part, answer, updated_at)
SELECT %(person)s, weekday, date, part, answer, now() FROM said WHERE answer <> ''
ON CONFLICT (person_id, weekday, date, part) DO UPDATE SET answer = excluded.answer, updated_at = excluded.updated_at
    WHERE participants_availability.answer <> excluded.answer
"""


@transaction.atomic
def save_availability(person: Person, cells: Sequence[Cell], *, by: Actor) -> None:
    """Write what was tapped: one statement and one audit line, be it one cell or a month of them."""
    if not cells:
        return
    last = {(cell.weekday, cell.date, cell.part): cell for cell in cells}  # a part of a day named twice: the later wins
    said = list(last.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _SAVE,
            {
                "person": person.pk,
                "weekdays": [cell.weekday for cell in said],
                "dates": [cell.date for cell in said],
                "parts": [cell.part for cell in said],
                "answers": [cell.answer for cell in said],
            },
        )
    record(
        "availability.said",
        about=person,
        by=by,
        person_id=person.pk,
        institution_id=person.institution_id,
        cells=len(said),
    )


def said_by(person: Person, *, today: date, until: date | None = None) -> dict[tuple[int | date, str], str]:
    """What the person said, by (weekday or date, part); dates from `today` on only. One query."""
    until = until or today + timedelta(days=366)
    rows = Availability.objects.filter(person=person).exclude(date__lt=today).exclude(date__gt=until)
    said: dict[tuple[int | date, str], str] = {}
    for weekday, day, part, answer in rows.values_list("weekday", "date", "part", "answer"):
        said[day or weekday or 0, part] = answer
    return said
