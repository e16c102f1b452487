import json
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from payments.domain import benefits
from payments.domain.benefits import figure_on, information_for
from tests.factories.involvement import OfferFactory

pytestmark = pytest.mark.django_db


def _shown(on: date, **offer: object) -> str:
    information = information_for(OfferFactory(published=True, **offer), on)
    return render_to_string("payments/_benefit_information.html", {"information": information})


@pytest.mark.parametrize(
    ("key", "on", "amount"),
    [
        ("ca.limit", date(2025, 4, 6), 15100),
        ("ca.limit", date(2025, 4, 7), 19600),
        ("ca.limit", date(2026, 4, 5), 19600),
        ("ca.limit", date(2026, 4, 6), 20400),
        ("ca.limit", date(2027, 4, 5), 20400),
        ("ca.limit", date(2027, 4, 6), None),
        ("ca.limit", date(2020, 1, 1), None),
        ("csp.limit", date(2026, 4, 4), 19600),
        ("csp.limit", date(2026, 4, 5), 20400),
        ("uc.allowance.housing", date(2026, 4, 5), 41100),
        ("uc.allowance.housing", date(2026, 4, 6), 42700),
        ("esa.limit", date(2026, 3, 31), 19550),
        ("esa.limit", date(2026, 4, 1), 20350),
        ("esa.limit", date(2027, 4, 1), None),
        ("jsa.left_out", date(2027, 4, 6), None),
        ("pc.higher", date(2026, 11, 22), 2000),
    ],
)
def test_each_figure_holds_from_its_first_to_its_last_day_and_no_longer(key, on, amount):
    figure = figure_on(key, on)

    assert (figure.amount if figure else None) == amount


def test_no_two_figures_of_one_key_hold_on_the_same_day():
    for rows in benefits._figures().values():
        assert all(before.last_day < after.first_day for before, after in pairwise(rows))
        assert all(row.source and row.checked and row.confidence for row in rows)


def test_every_benefit_asks_only_for_figures_that_exist():
    wanted = {key for row in benefits._facts()["benefits"] for key in row["figures"]}

    assert wanted == set(benefits._figures())


def test_a_date_nobody_has_checked_is_not_known_yet_and_never_guessed():
    page = _shown(date(2027, 5, 4))

    assert page.count("Not known yet for this date. Please ask an adviser.") == len(benefits._figures())
    assert not re.search(r"£(204|203\.50|427|710)\b", page)


def test_money_that_arrives_after_the_figures_end_is_announced():
    late = information_for(OfferFactory(pay_within_days=30), date(2027, 3, 20))
    early = information_for(OfferFactory(pay_within_days=30), date(2026, 12, 1))

    assert "after 31 March 2027" in late.year_warning
    assert early.year_warning == ""


def test_the_page_says_what_it_must_and_never_the_word_safe():
    page = _shown(date(2026, 12, 1))

    assert "It is not advice" in page
    assert "You tell the office yourself" in page
    assert "You may say no to money, or take less" in page
    assert "checked these rules on 21 November 2026" in page
    assert "A fee counts as earnings" in page
    assert "Testing Advice Centre" in page
    assert "by 31 December 2026" in page
    assert "£204 a week" in page and "from 6 April 2026 to 5 April 2027" in page
    assert "SI 2026/218" in page
    assert not re.search(r"\bsafe", page + json.dumps(benefits._facts()), re.IGNORECASE)


def test_the_choices_stand_side_by_side_with_costs_apart():
    choices = information_for(OfferFactory(), date(2026, 12, 1)).choices

    assert [c.key for c in choices] == ["fee", "smaller_fee", "expenses_only", "nothing"]
    assert choices[0].counts == "£50 counts as earnings."
    assert choices[1].counts == "£20 counts as earnings."
    assert all("£" not in c.costs for c in choices)


def test_a_volunteer_offer_shows_no_fee():
    choices = information_for(OfferFactory(role_type="volunteer"), date(2026, 12, 1)).choices

    assert [c.key for c in choices] == ["expenses_only", "nothing"]


def test_a_forum_is_consulting_and_a_talk_is_not_clear():
    talk = information_for(OfferFactory(session__kind="talk"), date(2026, 12, 1))
    forum = information_for(OfferFactory(session__kind="forum"), date(2026, 12, 1))

    assert "not clear" in talk.costs_line
    assert "mostly left out" in forum.costs_line


def test_an_institution_without_an_adviser_says_whom_to_ask():
    page = _shown(date(2026, 12, 1), session__programme__institution__adviser_name="")

    assert "No adviser is named here yet" in page


def test_names_of_advisers_are_escaped():
    page = _shown(date(2026, 12, 1), session__programme__institution__adviser_name="<b>Advice</b>")

    assert "&lt;b&gt;Advice" in page


def test_lines_are_short_enough_to_read():
    lines = [line for row in benefits._facts()["benefits"] for line in row["lines"]]
    sentences = [s for line in lines for s in re.split(r"(?<=[.])\s", line)]

    assert max(len(sentence.split()) for sentence in sentences) <= 25


def test_the_promise_is_counted_from_the_session_day():
    on = date(2026, 12, 1)
    information = information_for(OfferFactory(pay_within_days=14), on)

    assert f"by {(on + timedelta(days=14)).day} December 2026" in information.money_arrives
