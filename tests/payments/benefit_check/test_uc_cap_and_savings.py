"""Universal Credit: the benefit cap by place and household, and what becomes of pay that is kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.case_files.reading import answer_case
from payments.domain.benefit_check.facts import Circumstances, Nation, Scheme, UniversalCredit
from payments.domain.benefit_check.findings import Outcome
from payments.domain.benefit_check.uc_cap import limit_key
from payments.domain.benefit_rules import shipped_pack
from tests.payments.benefit_check.packs import real_pack
from tests.payments.benefit_check.people import codes, fee, finding, look

UC = Scheme.UNIVERSAL_CREDIT
PLAIN = UniversalCredit(
    period_day=1,
    couple=False,
    housing_costs=True,
    limited_capability=True,
    child=False,
    net_earnings=Decimal(0),
    maximum=Decimal("2600.00"),
    unearned=Decimal(0),
    other_capped=Decimal(0),
    greater_london=False,
    saved_over_lower=False,
)


def person(**facts):
    return Circumstances(held=frozenset({UC}), nation=Nation.ENGLAND, universal_credit=replace(PLAIN, **facts))


@pytest.mark.parametrize(
    ("family", "london", "year"),
    [(False, False, 14753), (False, True, 16967), (True, False, 22020), (True, True, 25323)],
)
@pytest.mark.parametrize("on", [date(2024, 4, 6), date(2026, 11, 20), date(2027, 4, 5)])
def test_each_limit_of_regulation_80a_stands_in_the_rules(family, london, year, on):
    assert real_pack().amount(limit_key(family=family, greater_london=london), on) == year


@pytest.mark.parametrize(
    ("facts", "month"),
    [
        ({"couple": False, "child": False, "greater_london": False}, "1229.42"),
        ({"couple": False, "child": False, "greater_london": True}, "1413.92"),
        ({"couple": True, "child": False, "greater_london": False}, "1835.00"),
        ({"couple": True, "child": None, "greater_london": True}, "2110.25"),
        ({"couple": False, "child": True, "greater_london": False}, "1835.00"),
        ({"couple": False, "child": True, "greater_london": True}, "2110.25"),
    ],
)
def test_a_capped_award_is_the_limit_of_the_place_and_the_household(facts, month):
    result = look(person(benefit_capped=True, **facts), fee("100.00"))

    assert result.figures["uc_award_before"] == Decimal(month)
    assert result.figures["change"] == 0


def test_other_benefits_under_the_cap_come_off_the_limit():
    result = look(person(benefit_capped=True, child=True, other_capped=Decimal("117.22")), fee("100.00"))
    assert result.figures["uc_award_before"] == Decimal("1717.78")


def test_the_taper_is_taken_up_until_the_award_is_under_its_ceiling():
    """2,000 - 0.55 x (pay - 427) is the ceiling of 1,835 at 727 of pay; a pound more takes 55p."""
    capped = person(benefit_capped=True, child=True, maximum=Decimal("2000.00"))
    assert look(capped, fee("727.00")).figures["change"] == 0
    assert look(capped, fee("728.00")).figures["change"] == Decimal("-0.55")


def test_where_the_place_is_not_known_a_capped_award_gets_a_range_and_a_question():
    """2,000 - 0.55 x (880 - 427) is 1,750.85: 84.15 under the limit outside London; inside there is no cap to feel."""
    capped = person(benefit_capped=True, child=True, maximum=Decimal("2000.00"), greater_london=None)
    result = look(capped, fee("880.00"))

    assert "get_advice" in codes(result)
    assert codes(result).isdisjoint({"within_disregard", "no_effect"})
    lost = finding(result, Outcome.REDUCES).change_range
    assert (lost.low, lost.high) == (Decimal("-249.15"), Decimal("-84.15"))
    assert "whether your home is in Greater London" in str(result.findings)
    assert "change" not in result.figures and "uc_award_before" not in result.figures


@pytest.mark.parametrize(("london", "change"), [(False, "-84.15"), (True, "-249.15")])
def test_the_place_decides_how_much_of_the_taper_a_cap_takes_up(london, change):
    capped = person(benefit_capped=True, child=True, maximum=Decimal("2000.00"), greater_london=london)
    assert look(capped, fee("880.00")).figures["change"] == Decimal(change)


def test_an_award_over_the_limit_with_nobody_saying_whether_it_is_capped_gets_no_exact_sum():
    result = look(person(benefit_capped=None, greater_london=None), fee("500.00"))

    assert "get_advice" in codes(result)
    lost = finding(result, Outcome.REDUCES).change_range
    assert (lost.low, lost.high) == (Decimal("-40.15"), Decimal(0))


@pytest.mark.parametrize("facts", [{"maximum": Decimal("1229.42")}, {"disability_payment": True}])
def test_an_award_that_no_cap_can_lower_gets_its_sum(facts):
    result = look(person(benefit_capped=None, greater_london=None, **facts), fee("500.00"))
    assert result.figures["change"] == Decimal("-40.15")


def test_a_capped_award_of_which_only_the_payment_is_known_may_stay_as_it_is():
    capped = person(benefit_capped=True, maximum=None, award=Decimal("1229.42"))
    result = look(capped, fee("500.00"))
    assert "with the benefit cap on it" in str(finding(result, Outcome.GET_ADVICE).adviser_needs)
    assert codes(look(capped, fee("427.00"))) == {"within_disregard", "must_report"}
    lost = finding(result, Outcome.REDUCES).change_range
    assert (lost.low, lost.high) == (Decimal("-40.15"), Decimal(0))


def test_a_capped_person_whose_other_pay_is_not_known_is_asked_for_it():
    capped = person(benefit_capped=True, limited_capability=False, net_earnings=None)
    assert "all pay, yours and your partner's" in str(look(capped, fee("500.00")).findings)


def case(**inputs):
    told = {"claimant_age": 40, "children_ages": [6, 4, 2], "rent_month": 1400, "housing_costs_element": True, **inputs}
    asked = {"id": "1", "kind": "engine", "group": "universal_credit", "tax_year": "2026-27", "nation": "England"}
    return answer_case({**asked, "inputs": {**told, "fee": {"amount": 100, "per": "month"}}}, shipped_pack)


@pytest.mark.parametrize("place", [{}, {"region": "SOUTH_WEST"}, {"lives_in_greater_london": False}])
def test_a_household_outside_london_is_capped_at_the_lower_limit(place):
    """22,020 / 12 less Child Benefit of (27.05 + 2 x 17.90) x 52 / 12 = 272.35, so 1,562.65 is left."""
    answer = case(**place)
    assert answer["computed"]["baseline"]["uc_award_month"] == pytest.approx(1562.65, abs=0.02)
    assert any("where the home is" in one["sentence"] for one in answer["findings"]) is (not place)


@pytest.mark.parametrize("place", [{"region": "LONDON"}, {"lives_in_greater_london": True}])
def test_a_household_in_greater_london_is_capped_at_the_higher_limit(place):
    answer = case(**place)
    assert answer["computed"]["baseline"]["uc_award_month"] == pytest.approx(1837.90, abs=0.02)
    assert answer["findings"] == []


@pytest.mark.parametrize(
    ("savings", "pay", "expected"),
    [
        ("5950.00", "50.00", set()),
        ("5950.00", "50.01", {"get_advice"}),
        ("6000.00", "0.01", {"get_advice"}),
        ("6100.00", "150.00", set()),
        ("6100.00", "150.01", {"get_advice"}),
        ("15950.00", "50.00", set()),
        ("15950.00", "50.01", {"cliff_edge"}),
        ("16000.01", "50.00", {"get_advice"}),
    ],
)
def test_pay_that_is_kept_counts_as_savings_step_by_step(savings, pay, expected):
    saver = person(maximum=None, benefit_capped=False, savings=Decimal(savings))
    assert codes(look(saver, fee(pay))) - {"within_disregard", "must_report"} == expected


def test_savings_not_told_get_a_question_and_told_to_be_small_get_none():
    untold = look(person(benefit_capped=False, maximum=None, saved_over_lower=None), fee("50.00"))
    more = look(person(benefit_capped=False, maximum=None, saved_over_lower=True), fee("50.00"))
    little = look(person(benefit_capped=False, maximum=None), fee("50.00"))

    for result in (untold, more):
        assert "what you and your partner have saved" in finding(result, Outcome.GET_ADVICE).adviser_needs
    assert "get_advice" not in codes(little)


@pytest.mark.parametrize(
    ("savings", "award"),
    [("0", "900.00"), ("6000.00", "900.00"), ("6000.01", "895.65"), ("6250.01", "891.30"), ("16000.00", "726.00")],
)
def test_income_assumed_from_savings_comes_off_the_award(savings, award):
    """4.35 a month for every 250 or part of it above 6,000: 40 steps at 16,000 (UC Regs 2013 reg 72)."""
    saver = person(benefit_capped=False, maximum=Decimal("900.00"), savings=Decimal(savings))
    assert look(saver, fee("10.00")).figures["uc_award_before"] == Decimal(award)


def test_above_16_000_saved_no_award_is_shown():
    saver = person(benefit_capped=False, maximum=Decimal("900.00"), savings=Decimal("16000.01"))
    result = look(saver, fee("500.00"))
    assert result.figures["uc_award_before"] == 0
    assert {"no_effect", "get_advice"} <= codes(result)


def test_a_fee_turned_down_says_nothing_of_savings():
    untold = person(benefit_capped=False, saved_over_lower=None)
    assert "saved" not in str(look(untold, fee("0.00")).findings)
