"""Pension Credit, Housing Benefit and council tax reduction: every boundary, every branch, every missing fact."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from payments.domain.benefit_check.council_tax import local_change_is_applied
from payments.domain.benefit_check.facts import (
    ChoiceKind,
    Circumstances,
    CouncilTaxReduction,
    Covers,
    HousingBenefit,
    Nation,
    PensionCredit,
    Scheme,
)
from tests.payments.benefit_check.making import WORK_DAY, codes, pack, payment, result

D = Decimal
GUARANTEE = PensionCredit(
    couple=False,
    guarantee_credit=D(50),
    savings_credit=False,
    net_week=D(0),
    carer_addition=False,
    disability_condition=False,
    listed_work=False,
)
RENT = HousingBenefit(
    on_universal_credit=False,
    pension_age=True,
    specified_or_temporary=False,
    guarantee_credit=False,
    permitted_work=False,
    couple=False,
    lone_parent=False,
    carer_or_disability=False,
    thirty_hours=False,
    age=70,
    eligible_rent=D(110),
    income_week=D(260),
    applicable_week=D(250),
    net_week=D(0),
)
SUPPORTED = replace(RENT, pension_age=False, specified_or_temporary=True, age=30)
COUNCIL = CouncilTaxReduction(
    council="", pension_age=True, net_week=D(0), couple=False, carer_or_disability=False, award_week=D(20)
)
GREEN = {"no_effect", "within_disregard"}


def pension_credit(fee, *more, choice=ChoiceKind.FEE, covers=Covers.WEEK, **facts):
    told = Circumstances(nation=Nation.ENGLAND, pension_credit=replace(GUARANTEE, **facts))
    pay = payment(fee, covers=covers, regular=covers is not Covers.DAY)
    return result(Scheme.PENSION_CREDIT, told, pay, *more, choice=choice)


def housing(fee, facts=RENT, nation=Nation.ENGLAND, **changes):
    return result(
        Scheme.HOUSING_BENEFIT,
        Circumstances(nation=nation, housing_benefit=facts),
        payment(fee, covers=Covers.WEEK, regular=True, **changes),
    )


def council(fee, nation=Nation.ENGLAND, **facts):
    told = Circumstances(nation=nation, council_tax=replace(COUNCIL, **facts))
    return result(Scheme.COUNCIL_TAX_REDUCTION, told, payment(fee, covers=Covers.WEEK, regular=True))


@pytest.mark.parametrize(
    ("facts", "left_out"),
    [
        ({}, "5"),
        ({"couple": True}, "10"),
        ({"carer_addition": True}, "20"),
        ({"disability_condition": True}, "20"),
        ({"listed_work": True}, "20"),
        ({"couple": True, "carer_addition": True, "disability_condition": True}, "20"),
    ],
)
def test_pension_credit_leaves_out_5_10_or_20_and_never_more(facts, left_out):
    below, at = pension_credit(D(left_out) - D("0.01"), **facts), pension_credit(left_out, **facts)
    over = pension_credit(D(left_out) + D("0.01"), **facts)

    assert codes(below) == codes(at) == ["must_report", "within_disregard"]
    assert codes(over) == ["must_report", "reduces"]
    assert over.figures["change"] == D("-0.01")
    assert over.figures["disregard"] == D(left_out)


@pytest.mark.parametrize(("fee", "code", "change"), [("54.99", "reduces", "-49.99"), ("55.00", "award_ends", "-50.00")])
def test_pension_credit_ends_when_nothing_is_left_and_takes_other_help_with_it(fee, code, change):
    found = pension_credit(fee)

    assert code in codes(found)
    assert found.figures["change"] == D(change)
    assert ("pc.award_ends" in [finding.rule.id for finding in found.findings]) is (code == "award_ends")


def test_two_days_that_may_fall_in_one_week_share_the_disregard_or_not():
    near = payment(5, worked_on=WORK_DAY + timedelta(days=3))
    far = payment(5, worked_on=WORK_DAY + timedelta(days=7))

    shared = pension_credit(5, near, covers=Covers.DAY)
    apart = pension_credit(5, far, covers=Covers.DAY)

    assert codes(apart) == ["must_report", "within_disregard"]
    [finding] = [f for f in shared.findings if f.outcome == "reduces"]
    assert (finding.change_range.low, finding.change_range.high) == (D(-5), D(0))


def test_pay_from_elsewhere_uses_up_the_disregard():
    elsewhere = payment(5, offered=False, covers=Covers.WEEK, regular=True)

    assert pension_credit(4, elsewhere).figures["change"] == D(-4)


@pytest.mark.parametrize(
    "fact",
    [
        "couple",
        "guarantee_credit",
        "savings_credit",
        "net_week",
        "carer_addition",
        "disability_condition",
        "listed_work",
    ],
)
def test_without_any_one_fact_pension_credit_gives_no_all_clear(fact):
    found = pension_credit(5, **{fact: None})

    assert codes(found) == ["get_advice", "must_report"]
    assert next(f for f in found.findings if f.outcome == "get_advice").adviser_needs


@pytest.mark.parametrize("changes", [{"covers": None}, {"capacity": None}, {"activity": None}, {"paid_as": None}])
def test_without_a_fact_about_the_payment_there_is_no_all_clear(changes):
    for told, scheme in (
        (Circumstances(nation=Nation.ENGLAND, pension_credit=GUARANTEE), Scheme.PENSION_CREDIT),
        (Circumstances(nation=Nation.ENGLAND, housing_benefit=RENT), Scheme.HOUSING_BENEFIT),
        (Circumstances(nation=Nation.ENGLAND, council_tax=COUNCIL), Scheme.COUNCIL_TAX_REDUCTION),
    ):
        found = result(scheme, told, payment(5, **changes))

        assert "get_advice" in codes(found)
        assert not GREEN & set(codes(found))


def test_savings_credit_is_never_a_sum():
    found = pension_credit(5, savings_credit=True)

    assert codes(found) == ["get_advice", "must_report"]
    assert found.figures == {}


def test_a_carer_addition_falls_with_the_carers_limit():
    assert "pc.carer_addition" not in [f.rule.id for f in pension_credit(204, carer_addition=True).findings]
    assert "pc.carer_addition" in [f.rule.id for f in pension_credit("204.01", carer_addition=True).findings]


@pytest.mark.parametrize("scheme", [Scheme.PENSION_CREDIT, Scheme.HOUSING_BENEFIT, Scheme.COUNCIL_TAX_REDUCTION])
def test_nothing_taken_changes_nothing(scheme):
    told = Circumstances(nation=Nation.ENGLAND, pension_credit=GUARANTEE, housing_benefit=RENT, council_tax=COUNCIL)

    found = result(scheme, told, payment(300), choice=ChoiceKind.NOTHING)

    assert codes(found) == ["no_effect"]
    assert found.figures["change"] == 0


@pytest.mark.parametrize(
    ("facts", "most"),
    [
        (RENT, "5"),
        (replace(RENT, couple=True), "10"),
        (replace(RENT, carer_or_disability=True), "20"),
        (replace(RENT, lone_parent=True), "25"),
        (replace(SUPPORTED, age=24), "66.41"),
        (SUPPORTED, "82.73"),
        (replace(SUPPORTED, lone_parent=True), "102.73"),
        (replace(SUPPORTED, couple=True, partner_age=24), "129.70"),
        (replace(SUPPORTED, couple=True, age=24, partner_age=20), "71.53"),
        (replace(SUPPORTED, couple=True, age=17, partner_age=17), "107.33"),
        (replace(SUPPORTED, permitted_work=True), "281.23"),
    ],
)
def test_housing_benefit_leaves_out_each_disregard_to_the_penny(facts, most):
    assert codes(housing(D(most) - D("0.01"), facts)) == ["must_report", "within_disregard"]
    assert codes(housing(most, facts)) == ["must_report", "within_disregard"]
    over = housing(D(most) + 10, facts)
    assert codes(over) == ["must_report", "reduces"]
    assert over.figures["change"] == D("-6.50")


def test_the_hours_disregard_is_added_once_pay_reaches_it():
    hours = replace(RENT, thirty_hours=True)

    assert housing("22.10", hours).figures["change"] == 0
    assert housing("22.09", hours).figures["change"] == D("-11.11")  # only 5 is left out of 22.09: 65% of 17.09


@pytest.mark.parametrize(("fee", "code"), [("35.00", "reduces"), ("35.02", "award_ends")])
def test_housing_benefit_under_50p_is_not_paid(fee, code):
    small = replace(RENT, eligible_rent=D(20), income_week=D(250))

    assert code in codes(housing(fee, small))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(RENT, on_universal_credit=True), ["no_effect"]),
        (replace(RENT, on_universal_credit=None), ["get_advice"]),
        (replace(RENT, pension_age=None), ["get_advice"]),
        (replace(RENT, guarantee_credit=True, guarantee_credit_left=True), ["no_effect"]),
        (replace(RENT, guarantee_credit=True, guarantee_credit_left=False), ["get_advice", "must_report"]),
        (replace(RENT, guarantee_credit=True, guarantee_credit_left=None), ["get_advice", "must_report"]),
        (replace(RENT, guarantee_credit=None), ["get_advice", "must_report"]),
        (replace(RENT, pension_age=False), ["get_advice", "not_covered"]),
        (replace(RENT, pension_age=False, specified_or_temporary=None), ["get_advice"]),
    ],
)
def test_housing_benefit_goes_by_the_right_rules_or_asks(facts, expected):
    assert codes(housing(40, facts)) == expected


@pytest.mark.parametrize("nation", [Nation.NORTHERN_IRELAND, None])
def test_housing_benefit_outside_great_britain_or_nowhere_asks(nation):
    assert codes(housing(5, nation=nation)) == ["get_advice"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 6, 30), ["must_report", "reduces"]), (date(2026, 7, 1), ["get_advice", "not_covered"])],
)
def test_general_housing_benefit_of_working_age_ends_on_1_july_2026(day, expected):
    assert codes(housing(40, replace(RENT, pension_age=False, age=40), worked_on=day)) == expected


@pytest.mark.parametrize(("day", "change"), [(date(2026, 10, 4), "-50.52"), (date(2026, 10, 5), "0.00")])
def test_the_extra_disregard_starts_on_its_first_day(day, change):
    assert housing("82.73", SUPPORTED, worked_on=day).figures["change"] == D(change)


def test_permitted_work_needs_no_more_than_the_pay():
    bare = HousingBenefit(
        on_universal_credit=False, pension_age=False, specified_or_temporary=True, permitted_work=True, net_week=D(0)
    )

    at, over = housing("203.50", bare), housing("203.51", bare)

    assert codes(at) == ["must_report", "within_disregard"]
    assert at.figures["disregard"] == D("203.50")
    assert codes(over) == ["get_advice", "must_report"]


@pytest.mark.parametrize(
    "fact",
    [
        "couple", "lone_parent", "carer_or_disability", "thirty_hours",
        "eligible_rent", "income_week", "applicable_week", "net_week",
    ],
)  # fmt: skip
def test_without_any_one_fact_housing_benefit_gives_no_all_clear(fact):
    assert codes(housing(5, replace(RENT, **{fact: None}))) == ["get_advice", "must_report"]


@pytest.mark.parametrize("fact", ["age", "permitted_work"])
def test_without_age_or_permitted_work_supported_housing_gives_no_all_clear(fact):
    assert codes(housing(5, replace(SUPPORTED, **{fact: None}))) == ["get_advice", "must_report"]


@pytest.mark.parametrize(
    ("couple", "fee", "code", "change"),
    [
        (False, "5", "within_disregard", "0"),
        (False, "25", "reduces", "-4.00"),
        (True, "10", "within_disregard", "0"),
        (True, "25", "reduces", "-3.00"),
        (False, "104.99", "reduces", "-20.00"),
        (False, "105", "award_ends", "-20.00"),
    ],
)
def test_council_tax_reduction_above_pension_age_falls_by_a_fifth(couple, fee, code, change):
    found = council(fee, couple=couple)

    assert code in codes(found)
    assert found.figures["change"] == D(change)


@pytest.mark.parametrize("nation", [Nation.WALES, Nation.SCOTLAND])
def test_wales_and_scotland_have_one_scheme_for_all_ages(nation):
    assert council(25, nation, pension_age=False).figures["change"] == D("-4.00")


@pytest.mark.parametrize(
    ("nation", "facts"),
    [
        (Nation.ENGLAND, {"pension_age": False, "council": "Exampleton"}),
        (Nation.ENGLAND, {"pension_age": None}),
        (Nation.NORTHERN_IRELAND, {}),
        (None, {}),
        (Nation.ENGLAND, {"net_week": None}),
        (Nation.ENGLAND, {"couple": None}),
        (Nation.ENGLAND, {"award_week": None}),
    ],
)
def test_where_the_council_decides_or_a_fact_is_missing_the_answer_is_to_ask(nation, facts):
    found = council(5, nation, **facts)

    assert codes(found) == ["get_advice", "must_report"]


def test_a_council_in_england_is_asked_by_its_name():
    found = council(5, pension_age=False, council="Exampleton")

    assert any("Ask Exampleton." in finding.sentence for finding in found.findings)


@pytest.mark.parametrize(
    ("name", "change", "on", "applied"),
    [
        ("Blackpool", "15.00", date(2026, 11, 21), False),
        ("Blackpool", "-15.01", date(2026, 11, 21), True),
        ("Bristol", "3.00", date(2026, 4, 1), False),
        ("Bristol", "3.01", date(2027, 3, 31), True),
        ("Salford", "2.00", date(2026, 11, 21), False),
        ("Blackpool", "15.00", date(2026, 3, 31), None),
        ("Exampleton", "15.00", date(2026, 11, 21), None),
    ],
)
def test_a_councils_own_tolerance_holds_in_its_year_and_no_other(name, change, on, applied):
    assert local_change_is_applied(name, D(change), pack(), on) is applied


@pytest.mark.parametrize("fee", ["4.00", "400.00"])
def test_a_benefit_that_is_not_paid_by_the_figures_told_is_never_said_to_be_safe(fee):
    nothing = pension_credit(fee, guarantee_credit=D(0)), housing(fee, replace(RENT, income_week=D(900)))
    untaxed = replace(COUNCIL, award_week=D(0))
    council = result(
        Scheme.COUNCIL_TAX_REDUCTION,
        Circumstances(nation=Nation.ENGLAND, council_tax=untaxed),
        payment(fee, covers=Covers.WEEK, regular=True),
    )

    for outcome in (*nothing, council):
        assert "get_advice" in codes(outcome)
        assert GREEN.isdisjoint(codes(outcome))


def council_tax(fee, **facts):
    told = Circumstances(nation=Nation.ENGLAND, council_tax=replace(COUNCIL, **facts))
    return result(Scheme.COUNCIL_TAX_REDUCTION, told, payment(fee, covers=Covers.WEEK, regular=True))


@pytest.mark.parametrize(("special", "change"), [(False, "-4.00"), (True, "-1.00")])
def test_council_tax_leaves_out_twenty_for_a_carer_or_a_disabled_person(special, change):
    assert council_tax(25, carer_or_disability=special).figures["change"] == D(change)


def test_where_nobody_said_who_cares_or_is_disabled_council_tax_gets_a_range():
    outcome = council_tax(25, carer_or_disability=None)

    lost = next(one.change_range for one in outcome.findings if one.change_range)
    assert (lost.low, lost.high) == (D("-4.00"), D("-1.00"))
    assert "get_advice" in codes(outcome) and "change" not in outcome.figures
    assert "get_advice" not in codes(council_tax(5, carer_or_disability=None))


def test_pay_for_a_term_may_be_shared_over_the_year_for_pension_credit():
    told = Circumstances(nation=Nation.ENGLAND, pension_credit=GUARANTEE)
    term = result(Scheme.PENSION_CREDIT, told, payment(600, covers=Covers.TERM, covers_days=84, regular=False))

    assert {"get_advice", "reduces"} <= set(codes(term))
    assert any("whole year" in one.sentence for one in term.findings)
    assert GREEN.isdisjoint(codes(term))


@pytest.mark.parametrize("nation", list(Nation))
def test_council_tax_says_nothing_is_safe_where_the_age_is_not_known(nation):
    told = Circumstances(nation=nation, council_tax=replace(COUNCIL, pension_age=None))
    outcome = result(Scheme.COUNCIL_TAX_REDUCTION, told, payment(4, covers=Covers.WEEK, regular=True))
    assert "get_advice" in codes(outcome)
    assert GREEN.isdisjoint(codes(outcome))
