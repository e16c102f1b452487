"""What a case asks, ready for `assess`, and the answer in the shape of case files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.case_files.values import Inputs
from payments.domain.benefit_check.counting import count
from payments.domain.benefit_check.facts import Activity, Choice, Circumstances, Payment, Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack

Computed = dict[str, Any]


@dataclass(frozen=True)
class HandCase:
    """One case worked by hand, as it was written down; what it expects is left out."""

    group: str
    title: str
    inputs: Inputs
    as_at: date
    pack: RulesPack

    def rate(self, key: str) -> Decimal:
        return self.pack.amount(key, self.as_at)


@dataclass(frozen=True)
class Answer:
    """`computed` in the shape of `expected`; `findings` as the pages would show them, and anything to be said."""

    computed: Computed
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """`people`: the person once for every value of a fact that the case leaves open and that it does not turn on."""

    scheme: Scheme
    people: tuple[Circumstances, ...]
    payments: tuple[Payment, ...]
    choice: Choice = field(default_factory=Choice)

    def answer(self, pack: RulesPack) -> Answer:
        """Codes and figures on which all readings agree."""
        results = [self._result(person, pack) for person in self.people]
        codes = frozenset.intersection(*(result.outcomes for result in results))
        if self._only_a_volunteer and Outcome.NO_EFFECT in codes:
            codes -= {Outcome.EXPENSES_IGNORED}
        findings = tuple(finding for finding in results[0].findings if finding.outcome in codes)
        figures = {**_agreed([result.figures for result in results]), **self._ignored()}
        return Answer({"outcomes": in_order(codes), **figures}, findings)

    def _ignored(self) -> Mapping[str, list[str]]:
        """Kinds of repaid costs that this benefit leaves out on every reading."""
        kinds = [cost.kind for payment in self.payments for cost in count(payment, self.scheme).ignored]
        return {"ignored": kinds} if kinds else {}

    @property
    def _only_a_volunteer(self) -> bool:
        """Nothing but costs repaid: "no effect" says it, and cases by hand name nothing beside it."""
        return all(one.activity is Activity.VOLUNTEERING and not one.fee for one in self.payments)

    def _result(self, person: Circumstances, pack: RulesPack) -> SchemeResult:
        assessment = assess(person, self.payments, self.choice, pack=pack)
        return next(result for result in assessment.results if result.scheme is self.scheme)


def in_order(codes: Iterable[Outcome]) -> list[str]:
    """Gravest first."""
    order = list(Outcome)
    return [str(code) for code in sorted(codes, key=order.index, reverse=True)]


def _agreed(figures: list[dict[str, Any]]) -> Mapping[str, Any]:
    one = figures[0]
    return {name: value for name, value in one.items() if all(other.get(name) == value for other in figures)}
