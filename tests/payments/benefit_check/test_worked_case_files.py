"""The files of cases worked by hand are whole: each has its own id, its sum in words, its source and real names."""

from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

import pytest

from payments.domain.benefit_check.facts import ChoiceKind, Circumstances, Expense, Payment, Scheme
from payments.domain.benefit_check.findings import Confidence, Outcome
from tests.payments.benefit_check.worked_cases import worked_cases

CASES = worked_cases()
KEYS = {"id", "title", "as_at", "circumstances", "payments", "choice", "expected", "working", "source", "confidence"}
EXPECTED = {"outcomes", "not_outcomes", "figures", "change", "change_range", "period", "worst"}


def _unknown(made: type, given: dict[str, Any]) -> set[str]:
    """Names in a case that the dataclass does not have, looked for in the facts inside it as well."""
    hints = get_type_hints(made)
    strange = set(given) - {field.name for field in fields(made)}
    for name, value in given.items():
        if isinstance(value, dict) and is_dataclass(hints.get(name)):
            strange |= {f"{name}.{inner}" for inner in _unknown(hints[name], value)}
    return strange


def test_there_are_more_than_140_cases_and_no_id_is_used_twice():
    ids = Counter(case["id"] for case in CASES)
    assert len(ids) >= 140
    assert [name for name, times in ids.items() if times > 1] == []


def test_no_two_cases_ask_the_same_thing():
    asked = Counter(str([case["circumstances"], case["payments"], case["choice"]]) for case in CASES)
    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_has_its_sum_in_words_its_source_and_names_that_exist(case):
    assert set(case) == KEYS
    assert len(case["working"]) > 8 and len(case["source"]) > 8 and case["title"]
    assert Confidence(case["confidence"])
    assert date.fromisoformat(case["as_at"])
    assert _unknown(Circumstances, case["circumstances"]) == set()
    assert ChoiceKind(case["choice"]["kind"])
    for payment in case["payments"]:
        assert _unknown(Payment, payment) == set()
        assert all(_unknown(Expense, expense) == set() for expense in payment.get("expenses", []))
        assert Decimal(payment["fee"]) >= 0 and date.fromisoformat(payment["worked_on"])


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_a_case_expects_is_said_in_codes_that_exist(case):
    expected = case["expected"]
    assert set(expected) <= EXPECTED
    assert any(expected.get(part) for part in ("outcomes", "not_outcomes", "figures", "worst"))
    for part in ("outcomes", "not_outcomes"):
        for scheme, codes in expected.get(part, {}).items():
            assert Scheme(scheme) and all(Outcome(code) for code in codes)
    assert all(Decimal(amount) <= 0 for amount in expected.get("change", {}).values())


def test_every_scheme_has_a_case():
    held = {scheme for case in CASES for scheme in case["circumstances"]["held"]}
    assert {scheme.value for scheme in Scheme} - held == set()
