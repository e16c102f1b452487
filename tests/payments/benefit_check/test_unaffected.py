from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.facts import Circumstances, Nation, Scheme
from payments.domain.benefit_check.unaffected import SCHEMES
from tests.payments.benefit_check.making import codes, payment, result


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("nation", list(Nation))
@pytest.mark.parametrize("fee", ["0.01", "300", "5000"])
def test_benefits_for_disability_and_pensions_do_not_look_at_a_fee(scheme, nation, fee):
    found = result(scheme, Circumstances(nation=nation), payment(fee))

    assert codes(found) == ["no_effect"]
    assert found.figures == {"change": Decimal(0)}
    assert found.findings[0].rule.confidence == "high"


@pytest.mark.parametrize(
    ("scheme", "office"),
    [
        (Scheme.PIP, "the Department for Work and Pensions"),
        (Scheme.DLA, "the Department for Work and Pensions"),
        (Scheme.ATTENDANCE_ALLOWANCE, "the Department for Work and Pensions"),
        (Scheme.ADULT_DISABILITY_PAYMENT, "Social Security Scotland"),
        (Scheme.PENSION_AGE_DISABILITY_PAYMENT, "Social Security Scotland"),
    ],
)
def test_work_that_shows_a_change_in_ability_must_be_told_to_the_right_office(scheme, office):
    found = result(scheme, Circumstances(activity_shows_change=True))

    assert codes(found) == ["get_advice", "must_report", "no_effect"]
    assert [f.report.office for f in found.findings if f.report] == [office]


@pytest.mark.parametrize("scheme", [Scheme.STATE_PENSION, Scheme.INDUSTRIAL_INJURIES])
def test_a_pension_does_not_watch_ability(scheme):
    assert codes(result(scheme, Circumstances(activity_shows_change=True))) == ["no_effect"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 29), ["get_advice", "no_effect"]),
        (date(2026, 4, 30), ["get_advice", "must_report", "no_effect"]),
    ],
)
def test_the_rule_on_telling_about_ability_holds_from_its_first_day(day, expected):
    found = result(Scheme.PIP, Circumstances(activity_shows_change=True), payment(worked_on=day))

    assert codes(found) == expected


@pytest.mark.parametrize("day", [date(2024, 4, 5), date(2027, 4, 6)])
def test_days_outside_the_rules_get_no_all_clear(day):
    assert codes(result(Scheme.PIP, Circumstances(), payment(worked_on=day))) == ["get_advice", "not_covered"]
