from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from involvement.shared.ui import words


@pytest.mark.parametrize(
    ("pence", "expected"),
    [(1250, "£12.50"), (5, "£0.05"), (0, "£0.00"), (10**8, "£1,000,000.00"), (-250, "−£2.50"), (None, "")],
)
def test_pence_become_pounds(pence, expected):
    assert words.pounds(pence) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2027, 5, 4), "Tuesday 4 May 2027"),
        (datetime(2027, 5, 3, 23, 30, tzinfo=UTC), "Tuesday 4 May 2027"),
        (datetime(2027, 1, 3, 23, 30, tzinfo=UTC), "Sunday 3 January 2027"),
        (None, ""),
    ],
)
def test_a_day_is_the_day_in_london(value, expected):
    assert words.day_words(value) == expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        (datetime(2027, 5, 4, 13, 0, tzinfo=UTC), "2 pm"),
        (datetime(2027, 5, 4, 13, 30, tzinfo=UTC), "2.30 pm"),
        (datetime(2027, 1, 4, 9, 5, tzinfo=UTC), "9.05 am"),
        (datetime(2027, 1, 4, 12, 0, tzinfo=UTC), "midday"),
        (datetime(2027, 1, 4, 12, 15, tzinfo=UTC), "12.15 pm"),
        (datetime(2027, 1, 4, 0, 0, tzinfo=UTC), "midnight"),
        (datetime(2027, 1, 4, 0, 30, tzinfo=UTC), "12.30 am"),
    ],
)
def test_times_are_said_as_people_say_them(utc, expected):
    assert words.time_words(utc) == expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "1.30 am (before the clocks go back)"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "1.30 am (after the clocks go back)"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "2 am"),
        (datetime(2027, 10, 30, 23, 59, tzinfo=UTC), "12.59 am"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "12.59 am"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "2 am"),
    ],
)
def test_both_clock_change_days_are_told_apart(utc, expected):
    assert words.time_words(utc) == expected


def a_session(starts_at, ends_at, **more):
    return SimpleNamespace(starts_at=starts_at, ends_at=ends_at, **more)


def test_a_session_says_when_it_is():
    session = a_session(datetime(2027, 5, 4, 13, tzinfo=UTC), datetime(2027, 5, 4, 15, tzinfo=UTC))

    assert words.when_words(session) == "Tuesday 4 May 2027, 2 pm to 4 pm"


def test_a_session_over_midnight_names_both_days():
    session = a_session(datetime(2027, 5, 4, 20, tzinfo=UTC), datetime(2027, 5, 4, 23, 30, tzinfo=UTC))

    assert words.when_words(session) == "Tuesday 4 May 2027, 9 pm to Wednesday 5 May 2027, 12.30 am"


def test_an_imported_session_says_what_is_known_of_its_date():
    assert words.when_words(a_session(None, None, date_text="Spring 2014")) == "Spring 2014"
    assert words.when_words(a_session(None, None)) == "Date not known"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(90, "1 hour 30 minutes"), (60, "1 hour"), (121, "2 hours 1 minute"), (0, "0 minutes"), (None, "")],
)
def test_minutes_become_hours_and_minutes(minutes, expected):
    assert words.minutes_words(minutes) == expected


def test_names_are_listed_with_one_and():
    assert words.list_words(["Ana", "Bo", "Cy"]) == "Ana, Bo and Cy"
    assert words.list_words(["Ana"]) == "Ana"
    assert words.list_words([]) == ""


def test_a_list_of_labels_that_are_still_to_be_translated_is_put_in_words():
    from django.utils.translation import gettext_lazy

    assert (
        words.list_words([gettext_lazy("See my dates"), gettext_lazy("Be contacted")])
        == "See my dates and Be contacted"
    )
    assert words.list_words([gettext_lazy("See my dates")]) == "See my dates"
