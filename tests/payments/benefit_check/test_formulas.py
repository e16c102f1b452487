"""The sums of the rules, by the worked examples their sources publish and at each edge."""

from decimal import Decimal as D

import pytest

from payments.domain.benefit_check import formulas
from payments.domain.benefit_check.facts import Covers

TAPER = D("0.55")


@pytest.mark.parametrize(
    ("net", "award"), [("0", "1354.70"), ("427", "1354.70"), ("427.01", "1354.69"), ("450", "1342.05"), ("9000", "0")]
)
def test_universal_credit_falls_only_above_the_work_allowance_and_never_below_nil(net, award):
    found = formulas.uc_award(maximum=D("1354.70"), unearned=D(0), net=D(net), work_allowance=D(427), taper=TAPER)
    assert found == D(award)


@pytest.mark.parametrize(("fee", "unused", "falls"), [("75", "0", "41.25"), ("120", "427", "0"), ("65", "0", "35.75")])
def test_without_an_award_the_fall_is_the_taper_of_what_the_allowance_leaves(fee, unused, falls):
    assert formulas.uc_reduction(fee_net=D(fee), unused_allowance=D(unused), taper=TAPER) == D(falls)


def test_the_nil_point_and_what_is_carried_over():
    nil = formulas.uc_nil_point(maximum=D("424.90"), unearned=D(0), work_allowance=D(0), taper=TAPER)

    assert nil == D("772.55")
    assert formulas.uc_surplus(earnings=nil + 2500, nil_point=nil, de_minimis=D(2500)) == 0
    assert formulas.uc_surplus(earnings=nil + D("2500.01"), nil_point=nil, de_minimis=D(2500)) == D("0.01")


def test_a_carers_benefit_comes_off_universal_credit_by_the_month():
    assert formulas.uc_month_of(D("86.45")) == D("374.62")


@pytest.mark.parametrize(
    ("net", "paid", "relative", "off"),
    [("100", "60", False, "50"), ("100", "49.99", False, "49.99"), ("300", "120", True, "0")],
)
def test_care_comes_off_up_to_half_and_never_for_a_close_relative(net, paid, relative, off):
    found = formulas.care_deduction(counted=D(net), paid=D(paid), close_relative=relative, share=D("0.5"))
    assert found == D(off)


def test_half_of_the_pension_comes_off_a_carers_week():
    found = formulas.carer_counted(net=D(210), pension=D(20), pension_share=D("0.5"), expenses=D(0))
    assert found == D(200)


@pytest.mark.parametrize(
    ("net", "weeks"),
    [("203.99", 0), ("204", 0), ("204.01", 1), ("250", 1), ("408.01", 1), ("408.02", 2), ("612.02", 2), ("612.03", 3)],
)
def test_a_one_off_is_spread_by_the_limit_and_a_penny(net, weeks):
    assert formulas.weeks_affected(net=D(net), limit=D(204), weekly_deductions=D(0)) == weeks


@pytest.mark.parametrize(
    ("amount", "covers", "days", "week"),
    [
        ("100", Covers.DAY, None, "100"),
        ("100", Covers.WEEK, None, "100"),
        ("100", Covers.MONTH, None, "23.07"),
        ("100", Covers.QUARTER, None, "7.69"),
        ("52.99", Covers.YEAR, None, "1.01"),
        ("100", Covers.TERM, 70, "10"),
        ("100", Covers.TERM, 5, "100"),
    ],
)
def test_pay_for_a_period_is_shared_over_its_weeks_and_part_pennies_are_dropped(amount, covers, days, week):
    assert formulas.weekly_amount(D(amount), covers, days=days) == D(week)


def test_a_term_without_its_days_cannot_be_shared_out():
    with pytest.raises(ValueError, match="days"):
        formulas.weekly_amount(D(100), Covers.TERM)


@pytest.mark.parametrize(
    ("weeks", "average"), [([40, 45, 40], "41.67"), ([40, 40, 45, 47, 43], "43.00"), ([140, 40, 50, 47, 43], "64.00")]
)
def test_the_average_is_the_mean_of_the_weeks(weeks, average):
    assert formulas.average_week([D(week) for week in weeks]) == D(average)


def test_one_unusual_week_may_be_left_out():
    assert formulas.average_without_unusual_week([D(week) for week in (140, 40, 50, 47, 43)]) == D("45.00")


@pytest.mark.parametrize(
    ("wage", "limit"),
    [("11.44", "183.50"), ("12.21", "195.50"), ("12.71", "203.50"), ("12.50", "200.00"), ("12.5001", "200.50")],
)
def test_the_permitted_work_limit_goes_up_to_the_next_fifty_pence(wage, limit):
    assert formulas.permitted_work_limit(wage=D(wage), hours=D(16)) == D(limit)


@pytest.mark.parametrize(
    ("net", "award"), [("5", "95.55"), ("5.01", "95.54"), ("27.50", "73.05"), ("100.55", "0"), ("300", "0")]
)
def test_jobseekers_allowance_falls_pound_for_pound_above_its_disregard(net, award):
    assert formulas.jsa_award(rate=D("95.55"), net=D(net), disregard=D(5)) == D(award)


def test_a_one_off_is_spread_for_jobseekers_by_the_rate_and_the_disregard():
    assert formulas.jsa_weeks_of_one_off(net=D("201.10"), payable=D("95.55"), disregard=D(5)) == D("2.00")
