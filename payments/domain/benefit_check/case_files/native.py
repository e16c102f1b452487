"""Cases in this project's own layout: facts by the names of `facts.py`, amounts as text, dates as 2026-11-21."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.case_files.question import Answer, in_order
from payments.domain.benefit_check.case_files.values import CannotRead, day, money
from payments.domain.benefit_check.facts import Choice, Circumstances, Payment
from payments.domain.benefit_check.findings import SchemeResult
from payments.domain.benefit_check.pack import RulesPack

Made = TypeVar("Made")


def answer_native(given: Mapping[str, Any], pack: RulesPack) -> Answer:
    """`given` has `circumstances`, `payments` and, if need be, `choice`. Raises CannotRead with a sentence."""
    person, payments, choice = read_native(given)
    try:
        assessment = assess(person, payments, choice, pack=pack)
    except ValueError as error:
        raise CannotRead(str(error)) from error
    results = assessment.results
    computed = {
        "outcomes": {str(result.scheme): in_order(result.outcomes) for result in results},
        "figures": {str(result.scheme): dict(result.figures) for result in results},
        "change": {str(one.scheme): change for one in results if (change := change_of(one)) is not None},
        "worst": str(assessment.worst),
    }
    return Answer(computed, assessment.findings)


def change_of(result: SchemeResult) -> Decimal | None:
    """Pounds in the period that the finding names; None where it is a range or not known."""
    if "change" in result.figures:
        return Decimal(str(result.figures["change"]))
    return next((finding.change for finding in result.findings if finding.change is not None), None)


def read_native(given: Mapping[str, Any]) -> tuple[Circumstances, tuple[Payment, ...], Choice]:
    """Raises CannotRead for a name that is no fact, or a value of the wrong kind."""
    person = _made(Circumstances, given.get("circumstances") or {})
    payments = tuple(_made(Payment, one) for one in given.get("payments") or ())
    return person, payments, _made(Choice, given.get("choice") or {})


def _made(kind: type[Made], given: Mapping[str, Any]) -> Made:
    hints = get_type_hints(kind)
    names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    strange = sorted(set(given) - names)
    if strange:
        raise CannotRead(f"“{strange[0]}” is not a fact that a {kind.__name__} has.")
    try:
        return kind(**{name: _value(hints[name], value) for name, value in given.items()})
    except (TypeError, ValueError) as error:
        raise CannotRead(f"A {kind.__name__} cannot be read: {error}") from error


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in {UnionType, Union}:
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) in {tuple, frozenset}:
        inner = get_args(kind)[0]
        return get_origin(kind)(_value(inner, one) for one in value)
    if is_dataclass(kind):
        return _made(kind, value)  # type: ignore[arg-type]
    return _plain(kind, value)


def _plain(kind: Any, value: Any) -> Any:
    if kind is Decimal:
        return money(value)
    if kind is date:
        return day(value)
    if kind in {bool, int}:
        if type(value) is not kind:
            raise ValueError(f"“{value}” is not {'yes or no' if kind is bool else 'a whole number'}.")
        return value
    if issubclass(kind, StrEnum):
        return kind(value)
    return str(value)
