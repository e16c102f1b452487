"""Universal Credit: what is received in the person's own assessment period comes off by the taper."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.case import build_case
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    CarerBenefit,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    Expense,
    Nation,
    PaidAs,
    Scheme,
    UniversalCredit,
)
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_check.universal_credit import assess_universal_credit
from tests.payments.benefit_check.packs import real_pack
from tests.payments.benefit_check.people import DAY, codes, elsewhere, fee, finding, look

UC = Scheme.UNIVERSAL_CREDIT
PENNY = Decimal("0.01")
PLAIN = UniversalCredit(
    period_day=1,
    couple=False,
    housing_costs=False,
    limited_capability=False,
    child=False,
    net_earnings=Decimal(0),
    saved_over_lower=False,
)


def person(**facts):
    return Circumstances(held=frozenset({UC}), nation=Nation.ENGLAND, universal_credit=replace(PLAIN, **facts))


def allowances():
    pack = real_pack()
    for key, housing in (("uc.work_allowance.with_housing", True), ("uc.work_allowance.without_housing", False)):
        for row in pack.rates[key]:
            yield pytest.param(row.first_day, housing, row.amount, id=f"{key} {row.first_day}")
            last = min(row.last_day or pack.covers_to, pack.covers_to)
            yield pytest.param(last, housing, row.amount, id=f"{key} {last}")


@pytest.mark.parametrize(("starts", "housing", "allowance"), [*allowances()])
@pytest.mark.parametrize(("more", "falls"), [(-PENNY, "0"), (Decimal(0), "0"), (PENNY, "0.01"), (Decimal(2), "1.10")])
def test_pay_up_to_the_work_allowance_changes_nothing(starts, housing, allowance, more, falls):
    """The period starts on the first and on the last day of each row, and is paid on its first day."""
    payment = fee(allowance - 100 + more, worked_on=starts, paid_on=starts)
    facts = {"limited_capability": True, "housing_costs": housing, "period_day": starts.day}

    result = look(person(net_earnings=Decimal(100), **facts), payment)

    assert result.figures["change"] == -Decimal(falls)
    assert ("within_disregard" in codes(result)) is (falls == "0")
    assert "must_report" in codes(result)


def test_uprating_waits_for_the_period_that_starts_on_or_after_its_day():
    child = {"child": True, "housing_costs": True}
    april = fee("427.00", worked_on=date(2026, 4, 7), paid_on=date(2026, 4, 10))

    assert codes(look(person(period_day=6, **child), april)) == {"within_disregard", "must_report"}
    before = look(person(period_day=5, **child), april)
    assert before.figures["change"] == Decimal("-8.80")  # 427 - 411, by the row of 2025-26


def test_it_counts_in_the_month_it_is_paid_and_not_in_the_month_of_the_work():
    late = fee("300.00", worked_on=date(2026, 11, 30), paid_on=date(2026, 12, 1))
    other = elsewhere("300.00", worked_on=DAY, paid_on=date(2026, 11, 27))
    health = person(limited_capability=True, housing_costs=True)

    result = look(health, late, other)

    assert finding(result, Outcome.WITHIN_DISREGARD).period.first_day == date(2026, 12, 1)
    early = look(health, replace(late, paid_on=date(2026, 11, 30)), other)
    assert finding(early, Outcome.REDUCES).change == Decimal("-95.15")  # 600 - 427


def test_several_fees_paid_together_fall_in_one_period():
    three = [fee("200.00", worked_on=date(2026, month, 10)) for month in (9, 10, 11)]

    result = look(person(limited_capability=True, housing_costs=True), *three)

    assert result.figures["change"] == Decimal("-95.15")


@pytest.mark.parametrize(
    ("paid", "first", "last"),
    [
        (date(2027, 2, 28), date(2027, 2, 28), date(2027, 3, 30)),
        (date(2027, 2, 27), date(2027, 1, 31), date(2027, 2, 27)),
        (date(2026, 11, 29), date(2026, 10, 31), date(2026, 11, 29)),
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_periods_that_start_at_the_end_of_a_month(paid, first, last):
    result = look(person(period_day=31), fee("20.00", worked_on=paid, paid_on=paid))

    period = finding(result, Outcome.REDUCES).period
    assert (period.first_day, period.last_day) == (first, last)


@pytest.mark.parametrize(("amount", "outcome"), [("72.53", "reduces"), ("72.54", "award_ends")])
def test_an_award_that_falls_to_nothing_ends_for_that_month(amount, outcome):
    held = person(maximum=Decimal("424.90"), unearned=Decimal(0), net_earnings=Decimal("700.00"))

    result = look(held, fee(amount))

    assert outcome in codes(result)
    assert "get_advice" not in codes(result)


def test_the_last_award_caps_what_can_be_lost():
    result = look(person(award=Decimal("30.00")), fee("100.00"))
    assert finding(result, Outcome.AWARD_ENDS).change == Decimal("-30.00")


def test_nothing_can_be_lost_where_nothing_is_paid():
    held = person(maximum=Decimal("424.90"), unearned=Decimal(0), net_earnings=Decimal("900.00"))
    assert codes(look(held, fee("100.00"))) == {"no_effect", "get_advice", "must_report"}


def test_a_last_award_of_nothing_does_not_prove_that_nothing_is_paid_now():
    assert codes(look(person(award=Decimal(0)), fee("100.00"))) == {"get_advice", "must_report"}


@pytest.mark.parametrize(("earned", "carried"), [("3272.55", 0), ("3272.56", "0.01")])
def test_surplus_is_carried_only_beyond_the_nil_point_and_its_margin(earned, carried):
    held = person(maximum=Decimal("424.90"), unearned=Decimal(0))

    result = look(held, fee(earned))

    assert result.figures["nil_point"] == Decimal("772.55")
    assert result.figures["relevant_threshold"] == Decimal("3272.55")
    assert result.figures["surplus"] == Decimal(carried)
    assert any(one.rule.id == "uc.surplus" for one in result.findings) is bool(carried)
    assert "get_advice" not in codes(result)


def test_the_margin_of_april_2027_is_not_relied_on():
    paid = date(2027, 4, 3)
    held = person(maximum=Decimal("424.90"), unearned=Decimal(0))
    result = look(held, fee("800.00", worked_on=paid, paid_on=paid))
    assert {"award_ends", "get_advice"} <= codes(result)


@pytest.mark.parametrize("unknown", ["limited_capability", "child", "net_earnings", "housing_costs"])
def test_a_missing_fact_gives_a_range_and_never_the_all_clear(unknown):
    facts = {"limited_capability": True, "housing_costs": True} | {unknown: None}
    if unknown == "child":
        facts["limited_capability"] = False
    result = look(person(**facts), fee("500.00"))

    assert "get_advice" in codes(result)
    assert not codes(result) & {"within_disregard", "no_effect"}
    assert result.findings[0].change_range is not None


def test_without_a_work_allowance_the_other_pay_does_not_matter():
    result = look(person(net_earnings=None), fee("75.00"))
    assert codes(result) == {"reduces", "must_report"}
    assert result.figures["uc_reduction"] == Decimal("41.25")


def test_an_unknown_period_matters_only_when_two_payments_could_share_it():
    health = person(period_day=None, limited_capability=True, housing_costs=True)

    assert codes(look(health, fee("300.00"))) == {"within_disregard", "must_report"}
    near = look(health, fee("300.00"), elsewhere("200.00", paid_on=date(2026, 11, 30)))
    assert codes(near) == {"reduces", "get_advice", "must_report"}
    assert finding(near, Outcome.REDUCES).change_range.low == Decimal("-40.15")
    far = look(health, fee("300.00"), elsewhere("200.00", paid_on=date(2026, 12, 21)))
    assert codes(far) == {"within_disregard", "must_report"}


def test_weekly_pay_comes_four_or_five_times_a_month():
    weekly = fee("20.00", covers=Covers.WEEK, regular=True)  # Fridays
    assert look(person(), weekly).figures["change"] == Decimal("-44.00")
    october = replace(weekly, paid_on=date(2026, 10, 2))
    assert look(person(), october).figures["change"] == Decimal("-55.00")


def test_without_the_day_of_the_pay_nothing_is_clear():
    result = look(person(limited_capability=True, housing_costs=True), fee("20.00", paid_on=None))
    assert codes(result) == {"get_advice", "must_report"}


def test_weekly_pay_that_may_come_once_or_every_week_is_a_range():
    weekly = fee("20.00", covers=Covers.WEEK, regular=None)
    loss = finding(look(person(), weekly), Outcome.REDUCES).change_range
    assert (loss.low, loss.high) == (Decimal("-44.00"), Decimal("-11.00"))


@pytest.mark.parametrize("regular", [None, True])
def test_regular_pay_that_comes_nobody_knows_how_often_gets_advice(regular):
    result = look(person(limited_capability=True, housing_costs=True), fee("20.00", regular=regular))
    assert codes(result) == {"get_advice", "must_report"}


@pytest.mark.parametrize(("pay", "blocked"), [("881.22", False), ("881.23", True)])
def test_pay_at_the_gateway_can_stop_a_first_assessment(pay, blocked):
    waiting = person(awaiting_first_assessment=True, disability_payment=False)
    assert ("get_advice" in codes(look(waiting, fee(pay)))) is blocked
    assert "get_advice" not in codes(look(person(awaiting_first_assessment=True, disability_payment=True), fee(pay)))


def test_a_benefit_cap_takes_up_the_first_pounds():
    capped = person(
        benefit_capped=True,
        maximum=Decimal("2000.00"),
        unearned=Decimal(0),
        award=Decimal("1800.00"),
        child=True,
        housing_costs=True,
    )

    assert look(capped, fee("500.00")).figures["change"] == 0
    assert look(capped, fee("790.63")).figures["change"] == 0
    assert look(capped, fee("800.63")).figures["change"] == Decimal("-5.50")


@pytest.mark.parametrize(("pay", "lifted"), [("80.99", False), ("81.00", True)])
def test_a_benefit_cap_goes_at_its_own_amount(pay, lifted):
    capped = person(
        benefit_capped=True,
        maximum=Decimal("2600.00"),
        unearned=Decimal(0),
        award=Decimal("1800.00"),
        child=True,
        housing_costs=True,
        net_earnings=Decimal("800.00"),
    )
    result = look(capped, fee(pay))
    assert ("get_advice" in codes(result)) is lifted
    assert (result.figures["change"] > 0) is lifted


def test_a_floor_for_the_self_employed_gets_advice():
    result = look(person(gainfully_self_employed=True), fee("75.00", paid_as=PaidAs.SELF_EMPLOYED_INVOICE))
    assert {"get_advice", "reduces"} <= codes(result)
    assert finding(result, Outcome.REDUCES).change_range.high == 0


def test_an_invoice_alone_makes_no_floor():
    result = look(person(), fee("75.00", paid_as=PaidAs.SELF_EMPLOYED_INVOICE))
    assert codes(result) == {"reduces", "must_report"}


def test_a_pension_contribution_comes_off_in_whole():
    held = person(limited_capability=True, housing_costs=True, net_earnings=Decimal(400))
    assert look(held, fee("50.00")).figures["change"] == Decimal("-12.65")
    saving = person(
        limited_capability=True, housing_costs=True, net_earnings=Decimal(400), pension_contribution=Decimal(30)
    )
    assert look(saving, fee("50.00")).figures["change"] == 0


def test_a_service_user_who_declines_changes_nothing_and_somebody_else_asks_first():
    no = Choice(ChoiceKind.NOTHING)
    assert codes(look(person(), fee("75.00"), choice=no)) == {"no_effect"}
    other = fee("75.00", activity=Activity.OTHER, capacity=Capacity.NONE)
    declined = look(person(), other, choice=no)
    assert codes(declined) == {"get_advice"}
    assert declined.figures["change"] == 0


def test_teaching_shows_both_readings_of_its_expenses():
    taught = fee("50.00", activity=Activity.TEACHING, expenses=(Expense("travel", Decimal("15.00")),))
    result = look(person(), taught)
    loss = finding(result, Outcome.REDUCES).change_range
    assert (loss.low, loss.high) == (Decimal("-35.75"), Decimal("-27.50"))
    assert "get_advice" in codes(result)


def test_a_voucher_gets_both_views_and_is_reported():
    result = look(person(), fee("50.00"), choice=Choice(ChoiceKind.VOUCHER))
    assert codes(result) == {"get_advice", "must_report"}
    assert result.figures["counted_as_earned_income"] == 0


def test_losing_a_carers_benefit_is_set_beside_the_sum():
    facts = UniversalCredit(
        period_day=1,
        housing_costs=True,
        limited_capability=False,
        child=False,
        net_earnings=Decimal("867.00"),
        maximum=Decimal("1034.24"),
        unearned=Decimal("374.62"),
    )
    both = Circumstances(
        held=frozenset({UC, Scheme.CARERS_ALLOWANCE}), universal_credit=facts, carer=CarerBenefit(Decimal("200.00"))
    )
    monthly = fee("40.00", covers=Covers.MONTH, regular=True)

    result = assess_universal_credit(build_case(both, (monthly,), Choice()), real_pack())

    assert result.figures["change"] == Decimal("-22.00")
    assert any("£374.62" in found.sentence for found in result.findings)
    assert result.figures["uc_award_after_without_carer_benefit"] == Decimal("535.39")


def test_what_the_work_shows_about_health_must_be_told():
    held = replace(person(limited_capability=True, housing_costs=True), activity_shows_change=True)
    assert {"within_disregard", "must_report", "get_advice"} == codes(look(held, fee("50.00")))


@pytest.mark.parametrize("day", [date(2024, 4, 6), date(2024, 5, 7)])
def test_a_period_that_started_before_the_rules_is_not_covered(day):
    result = look(person(period_day=8), fee("20.00", worked_on=day, paid_on=day))
    assert ("not_covered" in codes(result)) is (day.month == 4)


def test_the_working_says_when_it_was_worked_and_when_it_is_paid():
    lines = finding(look(person(), fee("60.00")), Outcome.REDUCES).working
    assert lines[0].words == "Work on 11 November 2026, paid on 20 November 2026"
    assert lines[-1].amount == Decimal("-33.00")


@pytest.mark.parametrize(
    ("nation", "office"),
    [(Nation.WALES, "Department for Work and Pensions"), (Nation.NORTHERN_IRELAND, "Jobs and Benefits office")],
)
def test_the_office_of_the_nation_is_named(nation, office):
    told = finding(look(replace(person(), nation=nation), fee("10.00")), Outcome.MUST_REPORT).report
    assert office in told.office


@pytest.mark.parametrize(("limited", "said"), [(True, False), (False, True), (None, True)])
def test_somebody_who_may_have_to_look_for_work_is_sent_to_the_work_coach(limited, said):
    told = finding(look(person(limited_capability=limited), fee("20.00")), Outcome.MUST_REPORT)
    assert ("work coach" in told.sentence) is said


def test_housing_money_beside_housing_benefit_is_asked_about():
    both = replace(person(child=True, housing_costs=True), held=frozenset({UC, Scheme.HOUSING_BENEFIT}))
    result = assess_universal_credit(build_case(both, (fee("20.00"),), Choice()), real_pack())
    assert "who pays for your rent" in finding(result, Outcome.GET_ADVICE).adviser_needs
