"""What is computed agrees with the cases worked by hand: codes, sums to two pence, the period and the worst code."""

from datetime import date
from decimal import Decimal

import pytest

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.case_files.native import change_of, read_native
from payments.domain.benefit_rules import shipped_pack
from tests.payments.benefit_check.worked_cases import worked_cases

CASES = worked_cases()
TWO_PENCE = Decimal("0.02")


def _near(expected, got):
    return got is not None and abs(Decimal(str(got)) - Decimal(str(expected))) <= TWO_PENCE


def _assessed(case):
    return assess(*read_native(case), pack=shipped_pack(date(2026, 11, 21)))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_worked_by_hand_comes_out_as_worked(case):
    expected, assessment = case["expected"], _assessed(case)
    results = {str(result.scheme): result for result in assessment.results}
    wrong = [*_codes(expected, results), *_sums(expected, results), *_ranges_and_periods(expected, results)]
    if expected.get("worst") not in {None, str(assessment.worst)}:
        wrong.append(f"worst {expected['worst']} expected, {assessment.worst} computed")
    assert wrong == []


def _codes(expected, results):
    found = {scheme: result.outcomes for scheme, result in results.items()}
    for scheme, codes in expected.get("outcomes", {}).items():
        if missing := set(codes) - found.get(scheme, frozenset()):
            yield f"{scheme}: {sorted(missing)} missing from {sorted(found.get(scheme, frozenset()))}"
    for scheme, codes in expected.get("not_outcomes", {}).items():
        if too_many := set(codes) & found.get(scheme, frozenset()):
            yield f"{scheme}: {sorted(too_many)} must not be there"


def _sums(expected, results):
    for scheme, change in expected.get("change", {}).items():
        if not _near(change, change_of(results[scheme])):
            yield f"{scheme}: change {change} expected, {change_of(results[scheme])} computed"
    for scheme, figures in expected.get("figures", {}).items():
        for name, figure in figures.items():
            if not _near(figure, results[scheme].figures.get(name)):
                yield f"{scheme}: {name} {figure} expected, {results[scheme].figures.get(name)} computed"


def _ranges_and_periods(expected, results):
    for scheme, (low, high) in expected.get("change_range", {}).items():
        ranges = [one.change_range for one in results[scheme].findings if one.change_range is not None]
        if not any(_near(low, one.low) and _near(high, one.high) for one in ranges):
            yield f"{scheme}: range {low} to {high} expected, {ranges} computed"
    for scheme, period in expected.get("period", {}).items():
        days = {(str(one.period.first_day), str(one.period.last_day)) for one in results[scheme].findings if one.period}
        if (period["first_day"], period["last_day"]) not in days:
            yield f"{scheme}: {period} expected, {days} computed"
