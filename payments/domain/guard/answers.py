"""From the answers of the pages, which are plain text by question, to what the engine takes.

Answers look like `{"held": ["universal_credit"], "uc_child": "no", "others": [["2026-12-01", "40.00"]]}`. A question
that is missing was left out: it stays "not told" and never becomes a no.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from payments.domain.benefit_check.facts import Capacity, Circumstances, Immigration, Nation, PaidAs, Payment, Scheme
from payments.domain.guard.questions import BY_KEY, Kind, Question

Answers = dict[str, Any]
MAY_NOT_BE_PAID = "may_not_be_paid"
NONE_OF_THESE = "none"
RATHER_NOT_SAY = "rather_not_say"


def held_in(answers: Answers) -> frozenset[Scheme]:
    known = {scheme.value for scheme in Scheme}
    return frozenset(Scheme(key) for key in answers.get("held", []) if key in known)


def says_nothing(answers: Answers) -> bool:
    """Whether the person would rather not say, or was not asked yet."""
    return not answers.get("held") or RATHER_NOT_SAY in answers["held"]


def circumstances_from(answers: Answers) -> Circumstances:
    """Only answers to questions of chosen benefits are used, so that a benefit taken out takes its facts with it."""
    held = held_in(answers)
    if Scheme.TAX in held:
        held |= {Scheme.NATIONAL_INSURANCE}
    told = Circumstances(held=held, rather_not_say=RATHER_NOT_SAY in answers.get("held", []))
    if MAY_NOT_BE_PAID in answers.get("held", []):
        told = replace(told, immigration=Immigration.MAY_NOT_BE_PAID)
    for key, text in answers.items():
        question = BY_KEY.get(key)
        if question is None or text in ("", None) or not (question.schemes & held or not question.schemes):
            continue
        for path in question.fills:
            told = _put(told, path, _value(question, path, str(text)))
    if Scheme.UNIVERSAL_CREDIT in held:
        told = _put(told, "housing_benefit.on_universal_credit", True)
    elif Scheme.HOUSING_BENEFIT in held:
        told = _put(told, "housing_benefit.on_universal_credit", False)
    if Scheme.PENSION_CREDIT not in held and Scheme.HOUSING_BENEFIT in held:
        told = _put(told, "housing_benefit.guarantee_credit", False)
    return told


def capacity_in(answers: Answers) -> Capacity | None:
    text = answers.get("capacity") or ""
    return Capacity(text) if text in {capacity.value for capacity in Capacity} else None


def paid_as_in(answers: Answers) -> PaidAs | None:
    text = answers.get("paid_as") or ""
    return PaidAs(text) if text in {paid_as.value for paid_as in PaidAs} else None


def others_from(answers: Answers) -> tuple[Payment, ...]:
    """Fees from elsewhere that the person added."""
    return tuple(
        Payment(worked_on=date.fromisoformat(day), fee=Decimal(sum_), offered=False)
        for day, sum_ in answers.get("others", [])
    )


def _put(told: Circumstances, path: str, value: Any) -> Circumstances:
    part, _dot, name = path.rpartition(".")
    if not part:
        return replace(told, **{name: value})
    inner: Any = getattr(told, part)
    return replace(told, **{part: replace(inner, **{name: value})})


def _value(question: Question, path: str, text: str) -> Any:
    match question.kind:
        case Kind.YES_NO:
            return text == "yes"
        case Kind.MONEY:
            return Decimal(text)
        case Kind.NUMBER:
            return Decimal(text) if path.endswith("hours_week") else int(text)
        case Kind.WEEKDAY:
            return int(text)
        case Kind.CHOICE:
            return Nation(text)
        case _:
            return text
