"""Carer's Allowance and Carer Support Payment: a cliff one penny wide, in the week after the pay."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from payments.domain.benefit_check.carers_allowance import assess_carers_allowance
from payments.domain.benefit_check.case import build_case
from payments.domain.benefit_check.facts import Activity, Capacity, Choice, ChoiceKind, Covers, Expense, Nation, Scheme
from payments.domain.benefit_check.findings import Outcome
from tests.payments.benefit_check.packs import real_pack
from tests.payments.benefit_check.people import DAY, carer, codes, elsewhere, fee, finding, look

CA, CSP = Scheme.CARERS_ALLOWANCE, Scheme.CARER_SUPPORT_PAYMENT
PENNY = Decimal("0.01")
MONDAY, WEDNESDAY = 0, 2


def rows(key):
    """First and last day of each row of limits that the rules cover; a row with no end holds to the end of the pack."""
    pack = real_pack()
    for row in pack.rates[key]:
        first = max(row.first_day, pack.covers_from)
        last = min(row.last_day or pack.covers_to, pack.covers_to)
        for day in (first, last):
            yield pytest.param(day, row.amount, id=f"{key} {day}")


def weekly(amount, on, **facts):
    return fee(amount, covers=Covers.WEEK, regular=True, worked_on=on, paid_on=on, **facts)


@pytest.mark.parametrize(("day", "limit"), [*rows("ca.earnings_limit")])
@pytest.mark.parametrize(("more", "over"), [(-PENNY, False), (Decimal(0), False), (PENNY, True)])
def test_one_penny_over_the_limit_puts_the_whole_week_at_risk(day, limit, more, over):
    result = look(carer(CA, "100.00", week_starts=MONDAY), weekly(limit - 100 + more, day))

    assert (Outcome.CLIFF_EDGE in result.outcomes) is over
    assert (Outcome.WITHIN_DISREGARD in result.outcomes) is not over
    assert Outcome.MUST_REPORT in result.outcomes


@pytest.mark.parametrize(("day", "limit"), [*rows("csp.earnings_limit")])
@pytest.mark.parametrize(("more", "over"), [(-PENNY, False), (Decimal(0), False), (PENNY, True)])
def test_carer_support_payment_has_limits_and_days_of_its_own(day, limit, more, over):
    result = look(carer(CSP, nation=Nation.SCOTLAND), weekly(limit + more, day))

    assert (Outcome.CLIFF_EDGE in result.outcomes) is over
    assert (Outcome.WITHIN_DISREGARD in result.outcomes) is not over


def test_the_supplement_falls_with_carer_support_payment():
    result = look(carer(CSP, nation=Nation.SCOTLAND), weekly("204.01", DAY))

    lost = finding(result, Outcome.CLIFF_EDGE)
    assert lost.change == Decimal("-98.15")
    assert lost.period.first_day == date(2026, 11, 15)  # the Sunday after


def test_a_rate_nobody_knows_is_not_guessed_and_the_cliff_is_still_shown():
    on = date(2024, 6, 12)  # a limit is known, the weekly amount is not
    result = look(carer(CSP, nation=Nation.SCOTLAND), weekly("151.01", on))

    assert finding(result, Outcome.CLIFF_EDGE).change is None


def test_earnings_decide_the_week_after():
    result = look(carer(CA, week_starts=WEDNESDAY), weekly("204.01", DAY))

    lost = finding(result, Outcome.CLIFF_EDGE)
    assert (lost.period.first_day, lost.period.last_day) == (date(2026, 11, 18), date(2026, 11, 24))
    assert lost.change == Decimal("-86.45")
    assert lost.sentence == "You could lose the whole £86.45 for 1 week, not only part of it."


def test_the_week_of_uprating_is_read_strictly_and_sent_to_an_adviser():
    """Pay in the last week of 196 decides the first week of 204: both limits are shown."""
    last_week = date(2026, 4, 1)

    result = look(carer(CA, week_starts=MONDAY), weekly("200.00", last_week))

    assert {"cliff_edge", "get_advice"} <= codes(result)
    assert finding(result, Outcome.CLIFF_EDGE).change_range.high == 0


def test_two_paid_days_in_one_benefit_week_count_together():
    first, second = fee("110.00"), elsewhere("110.00", worked_on=DAY + timedelta(days=4))

    assert "cliff_edge" in codes(look(carer(CA, week_starts=MONDAY), first, second))
    assert "within_disregard" in codes(look(carer(CA, week_starts=4), first, second))


@pytest.mark.parametrize(("apart", "over"), [(6, True), (7, False)])
def test_when_the_week_is_not_known_days_less_than_seven_apart_may_share_it(apart, over):
    other = elsewhere("110.00", worked_on=DAY + timedelta(days=apart))

    result = look(carer(CA, week_starts=None), fee("110.00"), other)

    assert (Outcome.CLIFF_EDGE in result.outcomes) is over
    assert (Outcome.GET_ADVICE in result.outcomes) is over


def test_two_weeks_over_the_limit_lose_two_weeks():
    later = fee("210.00", worked_on=DAY + timedelta(days=7), covers=Covers.WEEK)

    result = look(carer(CA, week_starts=MONDAY), fee("210.00", covers=Covers.WEEK), later)

    assert finding(result, Outcome.CLIFF_EDGE).change == Decimal("-172.90")


@pytest.mark.parametrize(
    ("amount", "weeks"), [("203.99", 0), ("204.00", 0), ("204.01", 1), ("612.02", 2), ("612.03", 3)]
)
def test_a_one_off_with_no_period_is_spread_over_weeks(amount, weeks):
    result = look(carer(CA, week_starts=MONDAY), fee(amount, covers=Covers.NONE))

    assert result.figures["weeks_affected"] == weeks
    assert ("cliff_edge" in codes(result)) is bool(weeks)
    assert ("get_advice" in codes(result)) is bool(weeks)


def test_a_day_on_top_of_other_pay_is_read_both_ways():
    result = look(carer(CA, "100.00", week_starts=MONDAY), fee("165.00"))

    assert result.figures["week_total"] == Decimal("265.00")
    assert codes(result) == {"cliff_edge", "get_advice", "must_report"}
    lost = finding(result, Outcome.CLIFF_EDGE).change_range
    assert (lost.low, lost.high) == (Decimal("-86.45"), Decimal(0))


def test_other_pay_that_nobody_told_us_never_gives_the_all_clear():
    assert codes(look(carer(CA, None), fee("20.00"))) == {"get_advice", "must_report"}
    assert "cliff_edge" in codes(look(carer(CA, None), fee("204.01")))


def test_a_fee_whose_period_is_not_known_is_clear_only_when_no_reading_is_over():
    assert "within_disregard" in codes(look(carer(CA), fee("204.00", covers=None)))
    assert {"cliff_edge", "get_advice"} <= codes(look(carer(CA), fee("204.01", covers=None)))


def test_a_fee_that_comes_nobody_knows_how_often_gets_advice():
    result = look(carer(CA), fee("30.00", covers=Covers.NONE, regular=True))
    assert codes(result) == {"get_advice", "must_report"}


@pytest.mark.parametrize(("amount", "over"), [("884.04", False), ("884.05", True)])
def test_a_month_of_pay_is_shared_over_its_weeks(amount, over):
    monthly = fee(amount, covers=Covers.MONTH, regular=True)
    assert ("cliff_edge" in codes(look(carer(CA), monthly))) is over


def test_the_cost_of_care_half_the_pension_and_costs_of_the_work_come_off():
    person = carer(
        CA,
        "240.00",
        week_starts=MONDAY,
        pension_week=Decimal("20.00"),
        allowable_expenses_week=Decimal("5.00"),
        care_costs_week=Decimal("400.00"),
        care_by_close_relative=False,
    )
    result = look(person, weekly("60.00", DAY))

    assert result.figures["care_deduction"] == Decimal("142.50")
    assert result.figures["counted"] == Decimal("142.50")
    assert "within_disregard" in codes(result)


@pytest.mark.parametrize(("relative", "expected"), [(True, "cliff_edge"), (None, "get_advice")])
def test_care_by_a_close_relative_does_not_come_off(relative, expected):
    person = carer(CA, "0.00", care_costs_week=Decimal("120.00"), care_by_close_relative=relative)
    result = look(person, weekly("300.00", DAY))

    assert {"cliff_edge", expected} <= codes(result)
    assert result.figures["counted"] == Decimal("300.00")


def test_pay_in_a_break_from_caring_is_left_out_but_confirmed():
    result = look(carer(CA, break_in_care=True), weekly("300.00", DAY))
    assert codes(result) == {"no_effect", "get_advice", "must_report"}


def test_a_break_from_caring_clears_nothing_whose_nature_is_not_known():
    result = look(carer(CA, break_in_care=True), weekly("300.00", DAY, paid_as=None))
    assert codes(result) == {"get_advice", "must_report"}


def test_a_fee_sent_to_a_charity_is_still_the_carers():
    result = look(carer(CA), fee("250.00"), choice=Choice(ChoiceKind.CHARITY))

    assert codes(result) == {"cliff_edge", "get_advice", "must_report"}
    assert result.figures["counted_net_earnings"] == Decimal("250.00")


@pytest.mark.parametrize("other_pay", ["0.00", "250.00", None])
def test_saying_no_never_changes_the_award(other_pay):
    result = look(carer(CA, other_pay), fee("900.00"), choice=Choice(ChoiceKind.NOTHING))

    assert codes(result) == {"no_effect"}
    assert result.figures["change"] == 0


def test_expenses_of_somebody_in_an_ordinary_job_can_tip_the_week():
    job = fee("195.00", covers=Covers.WEEK, activity=Activity.EMPLOYMENT, capacity=Capacity.NONE)
    travel = Expense("home_to_work_travel", Decimal("12.00"))
    person = carer(CA, week_starts=MONDAY)
    assert "within_disregard" in codes(look(person, job))
    assert codes(look(person, replace(job, expenses=(travel,)))) == {"cliff_edge", "must_report"}


def test_other_pay_over_the_limit_already_is_not_blamed_on_the_fee():
    result = look(carer(CA, "210.00"), weekly("10.00", DAY))

    assert finding(result, Outcome.CLIFF_EDGE).change == 0
    assert "already" in finding(result, Outcome.CLIFF_EDGE).sentence


def test_the_average_is_shown_and_not_relied_on():
    weeks = tuple(Decimal(week) for week in (140, 40, 50, 47, 43))
    result = look(carer(CA, "0.00", recent_weeks=weeks), weekly("204.01", DAY))

    assert result.figures["average_week"] == Decimal("64.00")
    assert result.figures["average_week_if_unusual_week_left_out"] == Decimal("45.00")
    assert {"cliff_edge", "get_advice"} <= codes(result)


def test_a_cycle_is_averaged_over_itself():
    weeks = tuple(Decimal(week) for week in (90, 90, 40, 45, 40))
    result = look(carer(CA, "0.00", recent_weeks=weeks, cycle_weeks=3), fee("10.00"))
    assert result.figures["average_week"] == Decimal("41.67")


def test_paying_later_does_not_move_a_carers_week():
    later = Choice(ChoiceKind.LATER, paid_on=date(2027, 2, 1))
    result = look(carer(CA, week_starts=WEDNESDAY), weekly("204.01", DAY), choice=later)
    assert finding(result, Outcome.CLIFF_EDGE).period.first_day == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("nation", "office"),
    [
        (Nation.ENGLAND, "the Carer's Allowance Unit"),
        (Nation.NORTHERN_IRELAND, "the Department for Communities (Northern Ireland)"),
    ],
)
def test_the_office_of_the_nation_is_told_straight_away(nation, office):
    told = finding(look(carer(CA, nation=nation), fee("10.00")), Outcome.MUST_REPORT).report

    assert told.office == office
    assert told.deadline.startswith("straight away")


@pytest.mark.parametrize(("scheme", "nation"), [(CA, Nation.SCOTLAND), (CSP, Nation.WALES)])
def test_a_carers_benefit_of_another_nation_is_queried(scheme, nation):
    assert "get_advice" in codes(look(carer(scheme, nation=nation), fee("10.00")))


def test_amounts_that_hang_on_a_carers_benefit_are_named():
    person = replace(carer(CA), held=frozenset({CA}))
    both = replace(person, held=frozenset({CA, Scheme.HOUSING_BENEFIT}))
    result = assess_carers_allowance(build_case(both, (weekly("204.01", DAY),), Choice()), real_pack())
    assert any("Housing Benefit" in found.sentence for found in result.findings)
    assert not any("Housing Benefit" in found.sentence for found in look(person, weekly("204.01", DAY)).findings)
