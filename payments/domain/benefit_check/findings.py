"""What comes out: findings with one code each, gathered by scheme, with the working and the rule behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payments.domain.benefit_check.facts import Choice, Scheme


class Outcome(StrEnum):
    """Codes, mildest first; `worse_of` follows this order."""

    NO_EFFECT = "no_effect"
    EXPENSES_IGNORED = "expenses_ignored"
    WITHIN_DISREGARD = "within_disregard"
    MUST_REPORT = "must_report"
    NOT_COVERED = "not_covered"
    GET_ADVICE = "get_advice"
    FORM_FIRST = "form_first"
    REDUCES = "reduces"
    AWARD_ENDS = "award_ends"
    CLIFF_EDGE = "cliff_edge"
    NOT_PAYABLE = "not_payable"


SEVERITY = {outcome: place for place, outcome in enumerate(Outcome)}


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


DOUBT = {confidence: place for place, confidence in enumerate(Confidence)}
"""Surest first."""


class PeriodKind(StrEnum):
    WEEK = "week"
    ASSESSMENT_PERIOD = "assessment_period"
    TAX_YEAR = "tax_year"


@dataclass(frozen=True)
class Period:
    """Both days included. `count`: so many of the kind, one after the other."""

    kind: PeriodKind
    first_day: date
    last_day: date
    count: int = 1


@dataclass(frozen=True)
class Range:
    """Pounds; `low` is the smaller number, so the larger loss."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Line:
    """One line of the working."""

    words: str
    amount: Decimal


@dataclass(frozen=True)
class Report:
    """Whom the person tells, how, and by when."""

    office: str
    how: str
    deadline: str


@dataclass(frozen=True)
class RuleUsed:
    """The rule behind a finding, as the rules pack has it."""

    id: str
    name: str
    source: str
    confidence: Confidence
    checked_on: date
    past_review: bool


@dataclass(frozen=True)
class Finding:
    """One thing the rules say. `change` in pounds over `period`, negative when money is lost; never guessed."""

    scheme: Scheme
    outcome: Outcome
    sentence: str
    rule: RuleUsed
    change: Decimal | None = None
    change_range: Range | None = None
    period: Period | None = None
    report: Report | None = None
    adviser_needs: tuple[str, ...] = ()
    working: tuple[Line, ...] = ()


@dataclass(frozen=True)
class SchemeResult:
    """Everything about one scheme. `figures` carries single figures by the names of the case files."""

    scheme: Scheme
    findings: tuple[Finding, ...]
    figures: dict[str, Decimal | int | bool | str] = field(default_factory=dict)

    @property
    def outcomes(self) -> frozenset[Outcome]:
        return frozenset(finding.outcome for finding in self.findings)

    @property
    def worst(self) -> Outcome:
        return worst_of(self.outcomes)


@dataclass(frozen=True)
class Assessment:
    """One choice, looked at whole. Nothing in it may be read as "safe"."""

    choice: Choice
    results: tuple[SchemeResult, ...]
    rules_version: str
    rules_checked_on: date
    payment_date: date

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def worst(self) -> Outcome:
        return worst_of(finding.outcome for finding in self.findings)


def worst_of(outcomes: object) -> Outcome:
    """The gravest code; `get_advice` when there is none, since silence is not an all-clear."""
    return max(outcomes, key=SEVERITY.__getitem__, default=Outcome.GET_ADVICE)  # type: ignore[call-overload,no-any-return]
