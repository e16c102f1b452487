"""What people type, and what becomes of it (R17, R30, R32)."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from involvement.shared.ui.fields import (
    ClockChangeField,
    ClockField,
    DayField,
    MoneyField,
    NameField,
    WallTime,
    wall_time,
)

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("£12.50", 1250), ("12", 1200), ("12.5", 1250), ("0", 0), (" £ 1,250.00 ", 125000), ("100000", 10_000_000)],
)
def test_r17_money_becomes_whole_pence(typed, pence):
    assert MoneyField().clean(typed) == pence


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("£12,50", "full stop before the pence"),
        ("12.345", "two figures for the pence"),
        ("-1", "less than nothing"),
        ("£-1", "less than nothing"),
        ("10^12", "in figures"),
        ("1e3", "in figures"),
        ("١٢", "in figures"),
        ("twelve", "in figures"),
        ("1000000000000", "£100,000 or less"),
        ("100000.01", "£100,000 or less"),
        ("9" * 39, "£100,000 or less"),
    ],
)
def test_money_that_is_not_clear_gets_a_sentence(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        MoneyField().clean(typed)


def test_money_is_shown_again_as_it_was_stored_and_as_it_was_typed():
    assert MoneyField().prepare_value(1205) == "12.05"
    assert MoneyField().prepare_value("£12,50") == "£12,50"
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize(
    "name", ["O'Neill", "Nguyễn", "Siân Ŵyn", "محمد", "山田", "x", "👩🏽‍🦽 Ana", "=HYPERLINK(1)", "y" * 200]
)
def test_r32_names_survive_as_typed(name):
    assert NameField().clean(f" {name} ") == name


def test_r32_both_forms_of_an_accent_become_one():
    assert NameField().clean("e\u0301") == "\u00e9"


@pytest.mark.parametrize("name", ["a\x00b", "a\x07b", "a\u202eb"])
def test_r32_hidden_characters_are_refused(name):
    with pytest.raises(ValidationError, match=r"hidden character|Null"):
        NameField().clean(name)


def test_three_hundred_letters_are_too_many_for_a_person_and_enough_for_a_venue():
    with pytest.raises(ValidationError, match=r"200 letters or fewer\. You have used 300"):
        NameField().clean("x" * 300)
    assert len(NameField(max_length=300).clean("x" * 300)) == 300


@pytest.mark.parametrize(
    ("typed", "clock"), [("14:00", time(14)), ("2pm", time(14)), ("2.30 pm", time(14, 30)), ("12am", time(0))]
)
def test_times_are_read_as_people_write_them(typed, clock):
    assert ClockField().clean(typed) == clock


@pytest.mark.parametrize("typed", ["25:00", "14:60", "13pm", "2", "noonish"])
def test_times_that_are_not_times_get_a_sentence(typed):
    with pytest.raises(ValidationError, match="Write a time"):
        ClockField().clean(typed)


@pytest.mark.parametrize("typed", ["4/5/2027", "04/05/2027", "4 May 2027", "2027-05-04"])
def test_days_are_read_day_first(typed):
    assert DayField().clean(typed) == date(2027, 5, 4)


@pytest.mark.parametrize("typed", ["31/2/2027", "soon", "1/1/0001"])
def test_days_that_are_not_days_get_a_sentence(typed):
    with pytest.raises(ValidationError, match=r"real day|the year"):
        DayField().clean(typed)


def test_r30_wall_time_is_stored_in_utc_in_summer_and_winter():
    assert wall_time(date(2027, 7, 1), time(14)) == datetime(2027, 7, 1, 13, tzinfo=UTC)
    assert wall_time(date(2027, 1, 1), time(14)) == datetime(2027, 1, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize("clock", [time(1), time(1, 30), time(1, 59)])
def test_r30_the_hour_that_the_clock_skips_is_refused(clock):
    with pytest.raises(ValidationError, match="does not happen") as caught:
        wall_time(SPRING, clock)
    assert caught.value.code == "skipped_hour"


@pytest.mark.parametrize("clock", [time(0, 59), time(2)])
def test_r30_the_hours_beside_the_skipped_one_are_taken(clock):
    assert wall_time(SPRING, clock).astimezone(UTC).hour in (0, 1)


def test_r30_the_hour_that_comes_twice_is_asked_about():
    with pytest.raises(
        ValidationError, match="01:30 comes twice that night: before or after the clocks go back"
    ) as caught:
        wall_time(AUTUMN, time(1, 30))
    assert caught.value.code == "repeated_hour"
    assert wall_time(AUTUMN, time(1, 30), which="before") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert wall_time(AUTUMN, time(1, 30), which="after") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert wall_time(AUTUMN, time(2)) == datetime(2027, 10, 31, 2, tzinfo=UTC)


class NightForm(WallTime, forms.Form):
    day, clock, clock_change = DayField(), ClockField(), ClockChangeField()

    def clean(self):
        self.cleaned_data["at"] = self.moment(
            self.cleaned_data.get("day"), self.cleaned_data.get("clock"), field="clock"
        )


def test_a_form_asks_which_hour_only_when_it_has_to():
    plain = NightForm({"day": "30/10/2027", "clock": "01:30"})
    asked = NightForm({"day": "31/10/2027", "clock": "01:30"})
    told = NightForm({"day": "31/10/2027", "clock": "01:30", "clock_change": "after"})

    assert plain.is_valid() and not plain.asks_clock_change
    assert not asked.is_valid() and asked.asks_clock_change and "comes twice" in asked.errors["clock"][0]
    assert told.is_valid() and told.cleaned_data["at"] == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
