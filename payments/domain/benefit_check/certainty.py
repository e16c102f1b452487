"""An answer is only as sure as the rules it stands on. Every scheme's answer passes through here, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from payments.domain.benefit_check.findings import Confidence, Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.words import translated as _

_ANSWERS = frozenset({Outcome.NO_EFFECT, Outcome.EXPENSES_IGNORED, Outcome.WITHIN_DISREGARD, Outcome.REDUCES})
"""Codes that become "ask an adviser" when their rule may not be relied on. Warnings stay, without their sums."""

_SILENT = frozenset({Outcome.GET_ADVICE, Outcome.MUST_REPORT, Outcome.NOT_COVERED})


def only_as_sure_as_its_rules(result: SchemeResult, pack: RulesPack, days: Sequence[date]) -> SchemeResult:
    """Findings on a rule past its review or not in force on a day of the case become advice; unsure ones add it."""
    stale = [_stale(finding, pack, days) for finding in result.findings]
    if not any(stale) and not any(map(_low, result.findings)):
        return result
    pairs = tuple(zip(result.findings, stale, strict=True))
    kept = tuple(
        _without_sum(finding) if old else finding for finding, old in pairs if not (old and finding.outcome in _ANSWERS)
    )
    added = [*(_ask_again(finding) for finding, old in pairs if old), *(_unsure(one) for one in kept if _low(one))]
    figures = {} if any(stale) else result.figures
    return replace(result, findings=kept + _without_repeats(kept, added), figures=figures)


def _stale(finding: Finding, pack: RulesPack, days: Sequence[date]) -> bool:
    if finding.outcome in _SILENT:
        return False
    return finding.rule.past_review or not all(pack.in_force(finding.rule.id, day) for day in days)


def _low(finding: Finding) -> bool:
    return finding.rule.confidence is Confidence.LOW and finding.outcome not in _SILENT


def _without_sum(finding: Finding) -> Finding:
    return replace(finding, change=None, change_range=None, working=())


def _ask_again(finding: Finding) -> Finding:
    words = _("The rule behind this answer has not been checked for this date. Ask an adviser.")
    return Finding(finding.scheme, Outcome.GET_ADVICE, words, finding.rule)


def _unsure(finding: Finding) -> Finding:
    words = _("The rule behind this answer is not certain. Ask an adviser.")
    return Finding(finding.scheme, Outcome.GET_ADVICE, words, finding.rule)


def _without_repeats(kept: tuple[Finding, ...], added: list[Finding]) -> tuple[Finding, ...]:
    said = {(finding.outcome, finding.rule.id) for finding in kept}
    fresh = {(finding.outcome, finding.rule.id): finding for finding in added}
    return tuple(finding for key, finding in fresh.items() if key not in said)
