"""New Style JSA: pound for pound above a small sum, and an end at sixteen hours."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from payments.domain.benefit_check.facts import Choice, ChoiceKind, Circumstances, Covers, Expense, NewStyleJsa, Scheme
from payments.domain.benefit_check.findings import Outcome
from tests.payments.benefit_check.packs import real_pack
from tests.payments.benefit_check.people import DAY, codes, elsewhere, fee, finding, look

JSA = Scheme.JSA_NEW_STYLE


def person(age=40, **facts):
    own = replace(NewStyleJsa(net_week=Decimal(0), hours_week=Decimal(0), week_starts=0), **facts)
    return Circumstances(held=frozenset({JSA}), age=age, jsa=own)


def rates():
    pack = real_pack()
    for key, age in (("jsa.rate.25_plus", 25), ("jsa.rate.under_25", 24)):
        for row in pack.rates[key]:
            last = min(row.last_day or pack.covers_to, pack.covers_to)
            for day in (max(row.first_day, pack.covers_from), last):
                yield pytest.param(age, day, row.amount, id=f"{key} {day}")


@pytest.mark.parametrize(("age", "day", "rate"), [*rates()])
@pytest.mark.parametrize(("amount", "left"), [("4.99", "0"), ("5.00", "0"), ("5.01", "0.01"), ("27.50", "22.50")])
def test_pay_above_the_first_pounds_comes_off_in_full(age, day, rate, amount, left):
    result = look(person(age=age), fee(amount, worked_on=day, paid_on=day))

    assert result.figures["counted_after_disregard"] == Decimal(left)
    assert result.figures["award_after"] == rate - Decimal(left)
    assert ("within_disregard" in codes(result)) is (left == "0")
    assert result.figures["change"] == -Decimal(left)


@pytest.mark.parametrize(("amount", "gone"), [("100.54", False), ("100.55", True), ("300.00", True)])
def test_an_award_cannot_fall_below_nothing(amount, gone):
    result = look(person(), fee(amount))

    assert ("award_ends" in codes(result)) is gone
    assert finding(result, Outcome.REDUCES).change == (Decimal("-95.55") if gone else Decimal("-95.54"))


@pytest.mark.parametrize(("hours", "ends"), [("5.99", False), ("6", True), ("6.01", True)])
def test_sixteen_hours_with_other_work_ends_it(hours, ends):
    result = look(person(hours_week=Decimal(10)), fee("60.00", hours=Decimal(hours)))

    assert ("award_ends" in codes(result)) is ends
    assert ("reduces" in codes(result)) is not ends


def test_other_work_of_sixteen_hours_is_not_blamed_on_the_fee():
    assert codes(look(person(hours_week=Decimal(16)), fee("60.00"))) == {"get_advice", "must_report"}


def test_expenses_of_somebody_consulted_are_left_out():
    result = look(person(), fee("27.50", hours=Decimal(1), expenses=(Expense("travel", Decimal("8.00")),)))

    assert codes(result) == {"reduces", "expenses_ignored", "must_report"}
    assert result.figures["award_after"] == Decimal("73.05")


@pytest.mark.parametrize("missing", ["net_week", "hours_week"])
def test_a_missing_fact_never_gives_the_all_clear(missing):
    assert codes(look(person(**{missing: None}), fee("5.00"))) == {"get_advice", "must_report"}


def test_an_unknown_age_matters_only_where_nothing_is_left():
    assert "get_advice" not in codes(look(person(age=None), fee("50.00")))
    assert "get_advice" in codes(look(person(age=None), fee("90.00")))
    unsure = finding(look(person(age=None), fee("90.00")), Outcome.REDUCES).change_range
    assert (unsure.low, unsure.high) == (Decimal("-85.00"), Decimal("-75.65"))


def test_the_first_pounds_are_left_out_once_a_week():
    near = elsewhere("5.00", worked_on=DAY, paid_on=fee("5.00").paid_on + timedelta(days=2))

    assert look(person(), fee("5.00"), near).figures["change"] == Decimal("-5.00")
    unsure = look(person(week_starts=None), fee("5.00"), near)
    assert {"reduces", "get_advice"} <= codes(unsure)


def test_without_the_day_of_the_pay_two_payments_are_never_clear_together():
    undated = replace(fee("4.00"), paid_on=None)

    assert codes(look(person(), undated)) == {"within_disregard", "must_report"}
    assert codes(look(person(), undated, elsewhere("4.00"))) == {"get_advice", "must_report"}


def test_a_one_off_with_no_period_gets_advice():
    result = look(person(), fee("300.00", covers=Covers.NONE))
    assert codes(result) == {"get_advice", "must_report"}
    assert result.figures["weeks_of_one_off"] == Decimal("2.98")


@pytest.mark.parametrize(("other", "weeks"), [("3.00", "3.08"), ("45.00", "5.40"), ("100.55", None)])
def test_a_one_off_beside_other_pay_is_spread_by_what_is_payable_without_it(other, weeks):
    """300 / (95.55 + 2), 300 / (95.55 - 40): what the other pay has used of the 5 is not left out again."""
    result = look(person(net_week=Decimal(other)), fee("300.00", covers=Covers.NONE))
    assert result.figures.get("weeks_of_one_off") == (None if weeks is None else Decimal(weeks))
    assert codes(result).isdisjoint({"no_effect", "within_disregard"})


@pytest.mark.parametrize(
    ("charged", "expected"),
    [
        (False, {"no_effect", "get_advice"}),
        (True, {"reduces", "get_advice", "must_report"}),
        (None, {"reduces", "get_advice", "must_report"}),
    ],
)
def test_a_voucher_counts_where_national_insurance_was_worked_out(charged, expected):
    result = look(person(voucher_ni_charged=charged), fee("30.00"), choice=Choice(ChoiceKind.VOUCHER))
    assert codes(result) == expected


def test_a_month_of_pay_is_shared_over_its_weeks():
    monthly = fee("100.00", covers=Covers.MONTH, regular=True, hours=Decimal(8))
    assert look(person(), monthly).figures["counted_after_disregard"] == Decimal("18.07")


def test_saying_no_changes_nothing():
    assert codes(look(person(), fee("500.00"), choice=Choice(ChoiceKind.NOTHING))) == {"no_effect"}
