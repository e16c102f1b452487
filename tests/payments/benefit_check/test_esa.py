"""New Style ESA: permitted work by pounds and hours, all payers together, and a form that comes first."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.facts import (
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    Expense,
    Nation,
    NewStyleEsa,
    Scheme,
)
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_check.formulas import permitted_work_limit
from tests.payments.benefit_check.packs import real_pack
from tests.payments.benefit_check.people import DAY, codes, elsewhere, fee, finding, look

ESA = Scheme.ESA_NEW_STYLE
PENNY = Decimal("0.01")
ALLOWED = {"within_disregard", "form_first", "must_report"}


def person(nation=Nation.ENGLAND, **facts):
    own = replace(NewStyleEsa(net_week=Decimal(0), hours_week=Decimal(0), week_starts=0), **facts)
    return Circumstances(held=frozenset({ESA}), nation=nation, esa=own)


def limits():
    pack = real_pack()
    for row in pack.rates["esa.permitted_work.higher_limit"]:
        last = min(row.last_day or pack.covers_to, pack.covers_to)
        for day in (max(row.first_day, pack.covers_from), last):
            yield pytest.param(day, row.amount, id=str(day))


@pytest.mark.parametrize(("day", "limit"), [*limits()])
@pytest.mark.parametrize(("more", "over"), [(-PENNY, False), (Decimal(0), False), (PENNY, True)])
def test_one_penny_over_the_higher_limit_puts_the_week_at_risk(day, limit, more, over):
    result = look(person(), fee(limit + more, worked_on=day, paid_on=day))

    assert codes(result) == ({"cliff_edge", "form_first", "get_advice", "must_report"} if over else ALLOWED)
    assert result.figures["higher_limit"] == limit


@pytest.mark.parametrize(("day", "limit"), [*limits()])
def test_the_limit_in_the_data_is_sixteen_hours_of_the_living_wage(day, limit):
    pack = real_pack()
    wage, hours = pack.amount("nmw.nlw_21", day), pack.amount("esa.permitted_work.hours", day)
    assert permitted_work_limit(wage=wage, hours=hours) == limit


@pytest.mark.parametrize(("hours", "over"), [("15.99", False), ("16", True), ("16.01", True)])
def test_sixteen_hours_is_too_many_above_the_lower_limit(hours, over):
    result = look(person(), fee("150.00", hours=Decimal(hours)))
    assert ("cliff_edge" in codes(result)) is over


@pytest.mark.parametrize(("amount", "over"), [("19.99", False), ("20.00", False), ("20.01", True)])
def test_up_to_the_lower_limit_hours_do_not_matter(amount, over):
    result = look(person(), fee(amount, hours=Decimal(30)))

    assert ("cliff_edge" in codes(result)) is over
    if not over:
        assert result.figures["type"] == "lower limit"
        assert codes(look(person(hours_week=None), fee(amount, hours=None))) == ALLOWED


def test_all_payers_of_the_week_are_added():
    here, there = fee("100.00"), elsewhere("103.51", worked_on=DAY + timedelta(days=4))

    assert "cliff_edge" in codes(look(person(), here, there))
    assert "within_disregard" in codes(look(person(week_starts=4), here, there))
    assert "cliff_edge" in codes(look(person(week_starts=None), here, there))


@pytest.mark.parametrize("missing", ["net_week", "hours_week"])
def test_a_missing_fact_gets_advice_and_a_cliff_where_the_fee_alone_is_over(missing):
    unsure = person(**{missing: None})

    assert codes(look(unsure, fee("60.00"))) == {"get_advice", "form_first", "must_report"}
    assert "cliff_edge" in codes(look(unsure, fee("203.51")))
    assert "cliff_edge" in codes(look(unsure, fee("60.00", hours=Decimal(16))))


def test_hours_of_the_offer_that_nobody_named_get_advice():
    assert codes(look(person(), fee("60.00", hours=None))) == {"get_advice", "form_first", "must_report"}


def test_the_form_is_not_asked_for_twice():
    assert codes(look(person(pw1_sent=True), fee("60.00"))) == {"within_disregard", "must_report"}


def test_the_form_comes_before_the_first_day():
    form = finding(look(person(), fee("60.00")), Outcome.FORM_FIRST)
    assert form.report.deadline == "before you start"
    assert form.sentence == "Send form PW1 before you start. Do not accept a date until it is sent."


def test_a_volunteer_with_expenses_tells_the_office_and_sends_no_form():
    costs = fee("60.00", expenses=(Expense("travel", Decimal("8.00")),))
    result = look(person(), costs, choice=Choice(ChoiceKind.EXPENSES_ONLY))
    assert codes(result) == {"no_effect", "expenses_ignored", "must_report"}


def test_saying_no_changes_nothing():
    assert codes(look(person(), fee("500.00"), choice=Choice(ChoiceKind.NOTHING))) == {"no_effect"}


def test_hours_that_change_from_week_to_week_get_advice():
    assert "get_advice" in codes(look(person(varies=True), fee("60.00")))


def test_a_month_of_pay_is_shared_over_its_weeks():
    monthly = fee("881.80", covers=Covers.MONTH, regular=True, hours=Decimal(20))
    assert look(person(), monthly).figures["net_week"] == Decimal("203.49")
    assert "within_disregard" in codes(look(person(), monthly))


def test_a_share_of_less_than_a_penny_is_still_looked_at():
    penny = fee("0.01", covers=Covers.YEAR, regular=True)
    assert codes(look(person(), penny)) == ALLOWED


def test_the_new_limit_starts_on_the_first_of_april_and_not_with_the_carers_limit():
    april = {"paid_on": date(2026, 4, 5)}
    assert "within_disregard" in codes(look(person(), fee("203.50", worked_on=date(2026, 4, 1), **april)))
    assert "cliff_edge" in codes(look(person(), fee("203.50", worked_on=date(2026, 3, 31), **april)))


@pytest.mark.parametrize(("day", "new"), [(date(2026, 4, 29), False), (date(2026, 4, 30), True)])
def test_what_the_work_shows_about_health_is_told_to_the_office(day, new):
    shows = replace(person(), activity_shows_change=True)
    result = look(shows, fee("50.00", worked_on=day, paid_on=day))

    assert "get_advice" in codes(result)
    assert real_pack().in_force("esa.health", day) is new


def test_northern_ireland_has_a_centre_of_its_own():
    form = finding(look(person(nation=Nation.NORTHERN_IRELAND), fee("50.00")), Outcome.FORM_FIRST)
    assert form.report.office == "the ESA Centre (Northern Ireland)"


def test_with_universal_credit_both_rules_run():
    both = replace(person(), held=frozenset({ESA, Scheme.UNIVERSAL_CREDIT}))

    checked = assess(both, (fee("250.00"),), Choice(), pack=real_pack())
    esa = next(result for result in checked.results if result.scheme is ESA)
    assert any("Universal Credit" in found.sentence for found in esa.findings)
