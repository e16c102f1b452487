"""The rules pack: dated rates and rules with their sources. Built from reviewed data; code holds no amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.findings import Confidence, Report, RuleUsed


class NotKnown(Exception):
    """No row holds on that day: the answer is "not covered", never the row of another year."""


@dataclass(frozen=True)
class Rate:
    """One amount from a day to a day, both included; `last_day` None: no successor known, so to the pack's end."""

    key: str
    amount: Decimal
    unit: str  # GBP, rate, hours, flag
    period: str  # week, month, year, hour, mile, …
    first_day: date
    last_day: date | None
    source: str
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule in force from a day to a day, with who must be told. `review_by`: after it the rule is not relied on."""

    id: str
    name: str
    source: str
    confidence: Confidence
    first_day: date
    last_day: date | None
    checked_on: date
    checked_by: str
    review_by: date
    report: Report | None = None


@dataclass(frozen=True, eq=False)
class RulesPack:
    """`covers_from` to `covers_to`: the days with amounts. `read_on`: the day it is read. Two reads are two packs."""

    version: str
    checked_on: date
    covers_from: date
    covers_to: date
    read_on: date
    rates: Mapping[str, tuple[Rate, ...]]
    rules: Mapping[str, Rule]

    def covers(self, day: date) -> bool:
        return self.covers_from <= day <= self.covers_to

    def rate(self, key: str, on: date) -> Rate:
        """The one row of that key on that day. Raises KeyError for a key nobody loaded and NotKnown for the day."""
        if self.covers(on):
            for row in self.rates[key]:
                if row.first_day <= on and (row.last_day is None or on <= row.last_day):
                    return row
        elif key not in self.rates:
            raise KeyError(key)
        raise NotKnown(f"{key} on {on}")

    def amount(self, key: str, on: date) -> Decimal:
        return self.rate(key, on).amount

    def abolished(self, key: str, on: date) -> bool:
        """Whether a `status.*` row says that a scheme had ended by that day."""
        return any(row.first_day <= on for row in self.rates[key])

    def rule(self, rule_id: str, on: date | None = None) -> RuleUsed:
        """A rule as a finding quotes it. Raises KeyError for an unknown id, NotKnown for a day it does not hold."""
        rule = self.rules[rule_id]
        if on and (on < rule.first_day or (rule.last_day and on > rule.last_day)):
            raise NotKnown(f"{rule_id} on {on}")
        past = self.read_on > rule.review_by
        return RuleUsed(rule.id, rule.name, rule.source, rule.confidence, rule.checked_on, past)

    def in_force(self, rule_id: str, on: date) -> bool:
        """Whether a rule held on that day. Raises KeyError for an id nobody loaded."""
        rule = self.rules[rule_id]
        return rule.first_day <= on and (rule.last_day is None or on <= rule.last_day)

    def report(self, rule_id: str) -> Report | None:
        return self.rules[rule_id].report
