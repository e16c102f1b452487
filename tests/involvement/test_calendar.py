"""Calendar entries say when and where, and nothing that others should not read (R38)."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from involvement.domain.calendar import calendar_for
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db


def entry_of(invitation, method="REQUEST"):
    return Calendar.from_ical(calendar_for(invitation, method=method)).walk("VEVENT")[0]


def test_an_entry_has_when_where_and_the_same_name_each_time():
    start = datetime(2027, 5, 4, 13, tzinfo=UTC)
    invitation = InvitationFactory(
        offer__session__starts_at=start, offer__session__ends_at=start + timedelta(hours=2), calendar_sequence=3
    )

    entry = entry_of(invitation)

    assert entry["DTSTART"].dt == start
    assert entry["LOCATION"] == "Room 1, Test House"
    assert entry["SEQUENCE"] == 3
    assert entry["UID"] == entry_of(invitation, "CANCEL")["UID"]
    assert entry_of(invitation, "CANCEL")["STATUS"] == "CANCELLED"


def test_an_entry_says_nothing_of_the_topic_or_of_others():
    invitation = InvitationFactory(
        offer__session__title="Living with voices", needs_that_day="a quiet room", offer__who_else="Ana and Ben"
    )

    text = calendar_for(invitation, method="REQUEST")

    assert not any(word in text for word in ("voices", "quiet", "Ana", "Ben"))


def test_where_somebody_asked_for_care_the_place_stays_out():
    assert "LOCATION" not in entry_of(InvitationFactory(person=PersonFactory(safe_contact_note="not this address")))


@pytest.mark.parametrize("name", ["Ana\r\nATTENDEE:mailto:x@example.test", 'O\'Neil; "A", B', "ليلى 🌻", "x" * 200])
def test_a_name_never_becomes_a_second_line_of_the_calendar(name):
    invitation = InvitationFactory(person=PersonFactory(name=name))

    entry = entry_of(invitation)

    assert not isinstance(entry["ATTENDEE"], list)
    assert entry["ATTENDEE"] == f"mailto:{invitation.person.email}"
