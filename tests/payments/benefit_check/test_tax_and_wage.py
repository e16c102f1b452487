from dataclasses import replace
from datetime import date
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
    PaidAs,
    Scheme,
    TaxPosition,
)
from payments.domain.benefit_check.mileage import Vehicle, mileage
from payments.domain.benefit_check.pack import NotKnown
from tests.payments.benefit_check.making import codes, pack, payment, result

D = Decimal
PAYROLL = TaxPosition(income_year=D(20000), code="1257L", status_decided=PaidAs.PAYROLL)
INVOICE = replace(PAYROLL, status_decided=PaidAs.SELF_EMPLOYED_INVOICE, casual_receipts_year=D(900))
JOB = TaxPosition(status_decided=PaidAs.PAYROLL, pay_period_earnings=D(1000))


def tax(fee, facts=PAYROLL, nation=Nation.ENGLAND, *more, choice=ChoiceKind.FEE, **changes):
    return result(Scheme.TAX, Circumstances(nation=nation, tax=facts), payment(fee, **changes), *more, choice=choice)


def insurance(fee, facts=JOB, covers=Covers.MONTH, **told):
    person = Circumstances(nation=Nation.ENGLAND, tax=facts, **{"age": 45, "over_pension_age": False, **told})
    return result(Scheme.NATIONAL_INSURANCE, person, payment(fee, covers=covers, regular=True))


FOUR = D(4)


def wage(fee, age=45, hours=FOUR, status=PaidAs.PAYROLL, **changes):
    told = Circumstances(age=age, tax=TaxPosition(status_decided=status))
    return result(Scheme.MINIMUM_WAGE, told, payment(fee, hours=hours, **changes))


@pytest.mark.parametrize(
    ("income", "fee", "due", "code"),
    [
        ("12000", "570.00", "0.00", "within_disregard"),
        ("12000", "570.05", "0.01", "reduces"),
        ("20000", "300", "60.00", "reduces"),
    ],
)
def test_tax_on_a_fee_is_what_it_adds_above_the_allowance(income, fee, due, code):
    found = tax(fee, replace(PAYROLL, income_year=D(income)))

    assert codes(found) == [code]
    assert found.figures == {"tax": D(due), "change": -D(due)}


def test_scotland_has_its_own_bands_and_wales_those_of_england():
    low = replace(PAYROLL, income_year=D(15000))

    assert tax(300, low, Nation.SCOTLAND).figures["tax"] == D("57.00")
    assert tax(300, low, Nation.WALES).figures["tax"] == D("60.00")


@pytest.mark.parametrize(("paid_on", "due"), [(date(2026, 4, 5), "20.00"), (date(2026, 4, 6), "19.00")])
def test_the_tax_year_is_that_of_the_day_of_pay(paid_on, due):
    low = replace(PAYROLL, income_year=D(15500))

    assert tax(100, low, Nation.SCOTLAND, worked_on=date(2026, 3, 20), paid_on=paid_on).figures["tax"] == D(due)


def test_two_tax_years_each_have_their_own_allowance():
    low = replace(PAYROLL, income_year=D(12500))
    after = payment(70, worked_on=date(2026, 4, 6))

    assert tax(70, low, Nation.ENGLAND, after, worked_on=date(2026, 4, 5)).figures["tax"] == 0
    assert tax(70, low, Nation.ENGLAND, after, worked_on=date(2026, 4, 7)).figures["tax"] == D("14.00")


def test_other_payments_of_the_year_use_up_the_allowance_first():
    earlier = payment(500, offered=False)

    assert tax(70, replace(PAYROLL, income_year=D(12070)), Nation.ENGLAND, earlier).figures["tax"] == D("14.00")


@pytest.mark.parametrize("code", ["BR", "br", "SBR", "CBR"])
def test_code_br_takes_a_fifth_at_once_and_says_that_it_can_come_back(code):
    found = tax(900, TaxPosition(code=code, status_decided=PaidAs.PAYROLL))

    assert found.figures["tax"] == D("180.00")
    assert codes(found) == ["get_advice", "reduces"]


@pytest.mark.parametrize(("fee", "due"), [("100", "0.00"), ("100.05", "0.01"), ("300", "40.00")])
def test_the_trading_allowance_covers_1_000_of_receipts_together(fee, due):
    found = tax(fee, INVOICE)

    assert found.figures["tax"] == D(due)
    assert ("must_report" in codes(found)) is (due != "0.00")


@pytest.mark.parametrize(("fee", "told"), [("100", False), ("100.01", True), ("300", True)])
def test_receipts_above_the_trading_allowance_need_a_return_even_where_no_tax_is_due(fee, told):
    found = tax(fee, replace(INVOICE, income_year=D(5000)))

    assert found.figures["tax"] == 0
    assert ("must_report" in codes(found)) is told


@pytest.mark.parametrize(
    ("facts", "nation"),
    [
        (replace(PAYROLL, status_decided=None), Nation.ENGLAND),
        (replace(PAYROLL, income_year=None), Nation.ENGLAND),
        (replace(PAYROLL, code="0T"), Nation.ENGLAND),
        (replace(PAYROLL, status_decided=PaidAs.VOUCHER), Nation.ENGLAND),
        (replace(INVOICE, casual_receipts_year=None), Nation.ENGLAND),
        (PAYROLL, None),
    ],
)
def test_a_missing_fact_or_decision_sends_the_person_to_payroll(facts, nation):
    found = tax(300, facts, nation)

    assert codes(found) == ["get_advice"]
    assert found.findings[0].adviser_needs
    assert found.figures == {}


def test_nothing_taken_bears_no_tax():
    assert codes(tax(300, choice=ChoiceKind.NOTHING)) == ["no_effect"]


def test_costs_taxed_as_pay_are_taxed():
    fare = Expense("home_to_work_travel", D(50), taxed_as_pay=True)

    assert tax(100, expenses=(fare,)).figures["tax"] == D("30.00")


def test_nobody_who_told_nothing_about_tax_reads_about_it_and_it_comes_last():
    held = frozenset({Scheme.PIP, Scheme.STATE_PENSION})
    told = Circumstances(nation=Nation.ENGLAND, held=held)

    plain = assess(told, (payment(),), Choice(), pack=pack())
    asked = assess(replace(told, tax=PAYROLL), (payment(),), Choice(), pack=pack())

    assert {one.scheme for one in plain.results} == held
    assert [one.scheme for one in asked.results][-1] == Scheme.TAX


@pytest.mark.parametrize(
    ("covers", "before", "fee", "due"),
    [
        (Covers.MONTH, "1000", "48", "0.00"),
        (Covers.MONTH, "1000", "48.13", "0.01"),
        (Covers.MONTH, "1000", "148", "8.00"),
        (Covers.WEEK, "200", "42", "0.00"),
        (Covers.WEEK, "200", "67", "2.00"),
        (Covers.WEEK, "967", "100", "2.00"),
    ],
)
def test_national_insurance_goes_by_the_pay_period_of_the_job(covers, before, fee, due):
    found = insurance(fee, replace(JOB, pay_period_earnings=D(before)), covers)

    assert found.figures["national_insurance"] == D(due)


@pytest.mark.parametrize(
    ("told", "due"),
    [({"over_pension_age": True, "age": 70}, "0"), ({"age": 15}, "0"), ({"age": 16}, "36.16")],
)
def test_national_insurance_is_taken_from_16_to_pension_age(told, due):
    assert insurance(500, **told).figures["national_insurance"] == D(due)


@pytest.mark.parametrize(
    ("facts", "covers", "told"),
    [
        (replace(JOB, status_decided=None), Covers.MONTH, {}),
        (replace(JOB, status_decided=PaidAs.CASUAL_NO_PAYROLL), Covers.MONTH, {}),
        (replace(JOB, pay_period_earnings=None), Covers.MONTH, {}),
        (JOB, Covers.DAY, {}),
        (JOB, None, {}),
        (JOB, Covers.MONTH, {"age": None}),
        (JOB, Covers.MONTH, {"over_pension_age": None}),
    ],
)
def test_without_a_fact_national_insurance_is_asked_of_payroll(facts, covers, told):
    assert codes(insurance(20, facts, covers, **told)) == ["get_advice"]


def test_class_4_starts_above_its_limit():
    facts = replace(INVOICE, casual_receipts_year=D(13500))

    assert insurance(70, facts).figures["national_insurance"] == 0
    assert insurance(170, facts).figures["national_insurance"] == D("6.00")


@pytest.mark.parametrize(
    ("age", "day", "least"),
    [
        (21, date(2026, 11, 23), "50.84"),
        (21, date(2026, 4, 1), "50.84"),
        (21, date(2026, 3, 31), "48.84"),
        (21, date(2025, 4, 1), "48.84"),
        (21, date(2025, 3, 31), "45.76"),
        (20, date(2026, 11, 23), "43.40"),
        (18, date(2026, 11, 23), "43.40"),
        (17, date(2026, 11, 23), "32.00"),
    ],
)
def test_a_penny_below_the_minimum_wage_of_the_day_is_warned_of(age, day, least):
    assert codes(wage(least, age, worked_on=day)) == ["no_effect"]
    assert codes(wage(D(least) - D("0.01"), age, worked_on=day)) == ["get_advice"]


def test_preparation_is_part_of_the_hours():
    assert codes(wage("50.84", hours=D(5))) == ["get_advice"]


@pytest.mark.parametrize("changes", [{"age": None}, {"hours": None}])
def test_unknown_hours_or_age_cannot_be_compared(changes):
    assert codes(wage(500, **changes)) == ["get_advice"]


def test_there_is_no_minimum_wage_below_school_leaving_age_or_for_the_self_employed():
    assert codes(wage(1, age=15)) == ["no_effect"]
    assert codes(wage(1, status=PaidAs.SELF_EMPLOYED_INVOICE)) == ["no_effect"]


def test_a_set_sum_may_make_a_volunteer_a_worker():
    found = wage(0, expenses=(Expense("allowance", D(15), flat=True),))

    assert codes(found) == ["get_advice"]
    assert found.figures == {"worker_for_nmw": "possible"}


@pytest.mark.parametrize(
    ("on", "amount"),
    [(date(2026, 4, 5), "18.00"), (date(2026, 4, 6), "22.00"), (date(2026, 11, 21), "22.00")],
)
def test_mileage_goes_by_the_day_of_the_journey(on, amount):
    assert mileage(D(40), Vehicle.CAR, pack=pack(), on=on) == D(amount)


def test_mileage_falls_after_10_000_miles_of_the_tax_year():
    on = date(2026, 11, 21)

    assert mileage(D(40), Vehicle.CAR, pack=pack(), on=on, miles_before=D(9960)) == D("22.00")
    assert mileage(D(40), Vehicle.CAR, pack=pack(), on=on, miles_before=D(9980)) == D("16.00")
    assert mileage(D(40), Vehicle.CAR, pack=pack(), on=on, miles_before=D(12000)) == D("10.00")


@pytest.mark.parametrize(
    ("vehicle", "amount"), [(Vehicle.MOTORCYCLE, "2.40"), (Vehicle.BICYCLE, "2.00"), (Vehicle.PASSENGER, "0.50")]
)
def test_other_vehicles_have_one_rate(vehicle, amount):
    assert mileage(D(10), vehicle, pack=pack(), on=date(2026, 11, 21)) == D(amount)


def test_mileage_is_unknown_after_the_rules_end():
    with pytest.raises(NotKnown):
        mileage(D(10), Vehicle.CAR, pack=pack(), on=date(2027, 4, 6))
