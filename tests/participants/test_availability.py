"""Saying when one could take part."""

from datetime import date, timedelta

import pytest

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from participants.domain.availability import Cell, said_by, save_availability
from participants.models import Availability
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SYSTEM = Actor.system("test")


def month(answer="yes"):
    parts = ["morning", "afternoon", "evening"]
    return [Cell(part=part, answer=answer, date=TODAY + timedelta(days=n)) for n in range(28) for part in parts]


@pytest.mark.parametrize("cells", [1, 84])
def test_one_tap_and_a_whole_month_cost_the_same_statements(cells, django_assert_num_queries):
    person = PersonFactory()

    with django_assert_num_queries(4):  # savepoint, cells, audit line, release
        save_availability(person, month()[:cells], by=SYSTEM)

    assert Availability.objects.count() == cells


def test_saying_it_again_changes_the_answer_and_saying_nothing_takes_it_back():
    person = PersonFactory()
    save_availability(person, [Cell("morning", "yes", weekday=0), Cell("evening", "no", weekday=0)], by=SYSTEM)

    save_availability(person, [Cell("morning", "if_need_be", weekday=0), Cell("evening", "", weekday=0)], by=SYSTEM)

    assert said_by(person, today=TODAY) == {(0, "morning"): "if_need_be"}


def test_a_date_stands_beside_the_week_and_another_person_is_not_touched():
    person, other = PersonFactory(), PersonFactory()
    save_availability(other, [Cell("morning", "yes", weekday=0)], by=SYSTEM)

    save_availability(person, [Cell("morning", "yes", weekday=0), Cell("morning", "no", date=TODAY)], by=SYSTEM)
    save_availability(person, [Cell("morning", "", weekday=0)], by=SYSTEM)

    assert said_by(person, today=TODAY) == {(TODAY, "morning"): "no"}
    assert said_by(other, today=TODAY) == {(0, "morning"): "yes"}


def test_a_part_of_a_day_named_twice_keeps_the_later_answer():
    person = PersonFactory()

    save_availability(person, [Cell("morning", "yes", weekday=2), Cell("morning", "no", weekday=2)], by=SYSTEM)

    assert said_by(person, today=TODAY) == {(2, "morning"): "no"}


def test_past_dates_are_not_read_and_the_record_says_who_saved():
    person = PersonFactory()
    save_availability(person, [Cell("morning", "yes", date=TODAY - timedelta(days=1))], by=Actor.link(person.pk, ""))

    assert said_by(person, today=TODAY) == {}
    line = AuditEvent.objects.get()
    assert (line.action, line.actor_kind, line.about_person) == ("availability.said", "link", str(person.pk))


@pytest.mark.parametrize(
    "wrong", [{"weekday": 1, "date": TODAY}, {}, {"weekday": 1, "answer": "maybe"}, {"weekday": 1, "part": "night"}]
)
def test_a_cell_that_makes_no_sense_is_not_made(wrong):
    with pytest.raises(ValueError):
        Cell(**{"part": "morning", "answer": "yes", **wrong})
