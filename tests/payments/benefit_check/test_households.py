"""Whole awards of households, worked by hand from the regulations with the amounts of the rules pack."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.household import PensionAgeHousehold, Pensioner, pension_age_figures
from payments.domain.benefit_check.household_supported import SupportedHousehold, supported_housing_figures
from payments.domain.benefit_check.household_tax import Earner, tax_figures
from tests.payments.benefit_check.making import pack

D = Decimal
AUTUMN = date(2026, 11, 21)
ALONE = PensionAgeHousehold(Pensioner(75, state_pension=D(180)), rent=D(100))


def _pension_age(household, fee, on=AUTUMN):
    return pension_age_figures(household, D(fee), pack=pack(), on=on)


@pytest.mark.parametrize(
    ("fee", "left", "lost"),
    [
        ("5.00", "58.00", "0.00"),  # 238 - 180; five pounds are left out
        ("5.01", "57.99", "-0.01"),
        ("64.00", "0.00", "-58.00"),  # a pound for a pound until nothing is left
        ("80.00", "0.00", "-58.00"),  # tax begins; the award was gone before
    ],
)
def test_guarantee_credit_falls_a_pound_for_a_pound_above_five(fee, left, lost):
    figures = _pension_age(ALONE, fee)

    assert figures.with_fee["guarantee_credit_week"] == D(left)
    assert figures.change["guarantee_credit_week"] == D(lost)


@pytest.mark.parametrize("fee", ["62.99", "64.00", "70.00"])
def test_the_whole_rent_is_met_beside_guarantee_credit_and_below_the_allowance_of_somebody_older(fee):
    assert _pension_age(ALONE, fee).with_fee["housing_benefit_week"] == D("100.00")  # 256.00 a week since before 2021


def test_housing_benefit_falls_by_65p_in_the_pound_after_tax_once_guarantee_credit_has_gone():
    # 270 a week is 14,040 a year: 1,470 above the allowance, 294.00 of tax, 5.653846 a week
    income = D(270) - D(294) / 52 - 5
    left = D(100) - D("0.65") * (income - 256)

    assert _pension_age(ALONE, "90.00").with_fee["housing_benefit_week"] == left.quantize(D("0.01"))


def test_a_couple_has_ten_pounds_left_out():
    couple = PensionAgeHousehold(Pensioner(75, state_pension=D(170)), Pensioner(74, state_pension=D(130)))

    assert _pension_age(couple, "10.00").change["pension_credit_week"] == 0
    assert _pension_age(couple, "10.01").change["pension_credit_week"] == D("-0.01")
    assert _pension_age(couple, "10.00").baseline["guarantee_credit_week"] == D("63.25")  # 363.25 - 300


def test_two_pensioners_alike_are_still_two_people():
    twins = PensionAgeHousehold(Pensioner(75, state_pension=D(150)), Pensioner(75, state_pension=D(150)))

    assert _pension_age(twins, "10.00").baseline["guarantee_credit_week"] == D("63.25")


def test_a_carer_has_an_addition_and_twenty_pounds_left_out_until_pay_is_over_the_limit():
    carer = PensionAgeHousehold(Pensioner(75, state_pension=D(200), carer=True))

    at_twenty, at_limit = _pension_age(carer, "20.00"), _pension_age(carer, "204.00")
    over = _pension_age(carer, "260.00")  # 216.35 a week after tax

    assert at_twenty.baseline["guarantee_credit_week"] == D("86.15")  # 238 + 48.15 - 200
    assert at_twenty.change["guarantee_credit_week"] == 0
    assert at_twenty.baseline["carers_allowance_week"] == 0  # the State Pension takes its place
    assert at_limit.with_fee["carer_addition_week"] == D("48.15")
    assert over.with_fee["carer_addition_week"] == 0


def test_attendance_allowance_raises_the_guarantee_of_somebody_who_lives_alone():
    alone = PensionAgeHousehold(Pensioner(75, state_pension=D(200), attendance_allowance="lower"))

    figures = _pension_age(alone, "20.00")

    assert figures.baseline["attendance_allowance_week"] == D("76.70")
    assert figures.baseline["guarantee_credit_week"] == D("124.05")  # 238 + 86.05 - 200
    assert figures.change["guarantee_credit_week"] == 0


@pytest.mark.parametrize(
    ("age", "savings_credit"),
    [
        (75, "0.00"),  # reached State Pension age after 6 April 2016
        (76, "4.16"),  # 60% of 215.00 - 208.07
    ],
)
def test_savings_credit_is_only_for_people_of_pension_age_before_april_2016(age, savings_credit):
    household = PensionAgeHousehold(Pensioner(age, state_pension=D(215)))

    assert _pension_age(household, "0").baseline["savings_credit_week"] == D(savings_credit)


def test_savings_credit_is_taken_back_above_the_guarantee_and_counts_for_housing_benefit():
    household = PensionAgeHousehold(Pensioner(80, state_pension=D(215), private_pension=D(30)), rent=D(120))

    figures = _pension_age(household, "0").baseline

    # 245 x 52 = 12,740, tax 34.00 a year; income 244.346; most 60% of 29.93 = 17.958, less 40% of 6.346
    assert figures["savings_credit_week"] == D("15.42")
    assert figures["housing_benefit_week"] == D("117.55")  # income 259.766 against 256.00
    assert figures["income_tax_year"] == D("34.00")


@pytest.mark.parametrize(
    ("savings", "credit"), [(10_000, "58.00"), (10_001, "57.00"), (10_500, "57.00"), (10_501, "56.00")]
)
def test_savings_count_a_pound_for_every_500_or_part_above_10_000(savings, credit):
    assert _pension_age(replace(ALONE, savings=D(savings)), "0").baseline["guarantee_credit_week"] == D(credit)


@pytest.mark.parametrize(("savings", "housing"), [(16_000, "65.45"), (16_001, "0.00")])
def test_savings_over_16_000_end_housing_benefit_without_guarantee_credit(savings, housing):
    # 16,000 makes 12 a week: 240 + 12 - 238... income 291.15; 100 - 65% of 53.15
    household = PensionAgeHousehold(Pensioner(69, state_pension=D("279.15")), rent=D(100), savings=D(savings))
    figures = _pension_age(household, "0").baseline

    tax = (D("279.15") * 52 - 12570) * D("0.2") / 52
    expected = D(100) - D("0.65") * (D("291.15") - tax - 238)
    assert figures["housing_benefit_week"] == (expected.quantize(D("0.01")) if housing != "0.00" else 0)


@pytest.mark.parametrize(
    ("on", "credit"),
    [
        (date(2024, 4, 8), "38.15"),
        (date(2025, 4, 6), "38.15"),
        (date(2025, 4, 7), "47.10"),
        (date(2026, 4, 5), "47.10"),
        (date(2026, 4, 6), "58.00"),
        (date(2027, 4, 5), "58.00"),
    ],
)
def test_guarantee_credit_follows_the_row_of_the_day(on, credit):
    assert _pension_age(ALONE, "0", on).baseline["guarantee_credit_week"] == D(credit)


def _supported(fee, on=AUTUMN, **facts):
    household = replace(SupportedHousehold(30, rent=D(200), other_income=D(160)), **facts)
    return supported_housing_figures(household, D(fee), pack=pack(), on=on)


@pytest.mark.parametrize(
    ("facts", "most"),
    [
        ({"age": 24}, "66.41"),
        ({"age": 25}, "82.73"),
        ({"age": 40, "partner_age": 38}, "129.70"),
        ({"age": 24, "partner_age": 25}, "129.70"),
        ({"age": 17, "partner_age": 18}, "71.53"),
        ({"age": 17, "partner_age": 17}, "107.33"),
    ],
)
def test_supported_housing_leaves_out_both_disregards_to_the_penny(facts, most):
    at, over = _supported(most, **facts), _supported(D(most) + D(1), **facts)

    assert at.change["housing_benefit_week"] == 0
    assert at.with_fee["earnings_disregard_week"] == D(most)
    assert over.change["housing_benefit_week"] == D("-0.65")


@pytest.mark.parametrize(("on", "left_out"), [(date(2026, 10, 4), "5.00"), (date(2026, 10, 5), "82.73")])
def test_the_extra_disregard_begins_on_5_october_2026(on, left_out):
    assert _supported("100", on).with_fee["earnings_disregard_week"] == D(left_out)


def _tax(pay, fee, *, self_employed=False, nation=Nation.ENGLAND, on=AUTUMN, **more):
    earner = Earner(nation, pay=D(pay), **more)
    return tax_figures(earner, D(fee), self_employed=self_employed, pack=pack(), on=on).change


@pytest.mark.parametrize(
    ("pay", "fee", "tax"),
    [
        ("12000", "570", "0.00"),
        ("12000", "571", "0.20"),
        ("20000", "500", "100.00"),
        ("50270", "1", "0.40"),
        ("52000", "500", "200.00"),
        ("100000", "100", "60.00"),  # 40% of the fee and of the 50 of allowance that goes
        ("125140", "100", "45.00"),
    ],
)
def test_income_tax_on_a_fee_by_band(pay, fee, tax):
    assert _tax(pay, fee)["income_tax_year"] == D(tax)


@pytest.mark.parametrize(
    ("pay", "tax"),
    [
        ("13000", "19.00"),
        ("20000", "20.00"),
        ("30000", "21.00"),
        ("45000", "42.00"),
        ("80000", "45.00"),
        ("130000", "48.00"),
    ],
)
def test_scottish_income_tax_on_100_pounds_by_band(pay, tax):
    assert _tax(pay, "100", nation=Nation.SCOTLAND)["income_tax_year"] == D(tax)


@pytest.mark.parametrize(
    ("pay", "fee", "ni"), [("12570", "100", "8.00"), ("12470", "100", "0.00"), ("52000", "500", "10.00")]
)
def test_employee_national_insurance_on_the_yearly_basis(pay, fee, ni):
    assert _tax(pay, fee)["employee_ni_year"] == D(ni)


@pytest.mark.parametrize(("fee", "tax"), [("1000", "0.00"), ("1001", "0.20"), ("1200", "40.00")])
def test_the_first_1_000_of_receipts_bear_no_tax(fee, tax):
    change = _tax("20000", fee, self_employed=True)

    assert change == {"income_tax_year": D(tax), "employee_ni_year": 0, "class_4_ni_year": 0}


def test_class_4_is_due_on_profits_above_its_lower_limit():
    assert _tax("0", "14570", self_employed=True)["class_4_ni_year"] == D("60.00")  # 6% of 13,570 - 12,570


def test_carers_allowance_is_taxable_and_uses_up_the_allowance():
    # 86.45 x 52 = 4,495.40; 8,000 + 4,495.40 + 500 - 12,570 = 425.40 at 20%
    assert _tax("8000", "500", carer=True)["income_tax_year"] == D("85.08")
