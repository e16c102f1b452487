"""One case in, one answer out, whatever its layout. A case that cannot be read is answered with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from payments.domain.benefit_check.case_files.hand import answer_by_hand
from payments.domain.benefit_check.case_files.households import answer_household
from payments.domain.benefit_check.case_files.native import answer_native
from payments.domain.benefit_check.case_files.question import Answer
from payments.domain.benefit_check.case_files.values import CannotRead, day
from payments.domain.benefit_check.findings import Finding
from payments.domain.benefit_check.pack import NotKnown, RulesPack

PackOn = Callable[[date], RulesPack]


class BrokenFile(Exception):
    """The file is not one of cases; the message is a sentence."""


def read_cases(path: Path) -> list[Mapping[str, Any]]:
    """The cases of a file: a list, or the list under `cases`. Raises BrokenFile."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenFile(f"{path} cannot be opened.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BrokenFile(f"{path} is not a JSON file.") from error
    cases = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise BrokenFile(f"{path} has no list of cases.")
    return cases


def answer_case(case: Mapping[str, Any], pack_on: PackOn) -> dict[str, Any]:
    """`id`, `computed` and `findings`, ready for JSON. What a case says about its own result is never looked at."""
    asked = {key: value for key, value in case.items() if key != "expected"}
    try:
        answer = _answer(asked, pack_on)
    except NotKnown:
        answer = _without_a_sum(["not_covered", "get_advice"], "No rules are loaded for this date, so there is no sum.")
    except CannotRead as error:
        answer = _without_a_sum(["get_advice"], str(error))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        answer = _without_a_sum(["get_advice"], f"Something in this case cannot be read: {error}.")
    findings = [_finding(finding) for finding in answer.findings]
    findings += [{"scheme": "", "outcome": "get_advice", "sentence": remark} for remark in answer.remarks]
    return {"id": case.get("id"), "computed": plain(answer.computed), "findings": findings}


def _answer(asked: Mapping[str, Any], pack_on: PackOn) -> Answer:
    if "circumstances" in asked:
        return answer_native(asked, pack_on(day(asked.get("as_at"))))
    if asked.get("kind") == "engine" or ("tax_year" in asked and "as_at" not in asked):
        return answer_household(asked, pack_on(_start_of(asked)))
    return answer_by_hand(asked, pack_on(day(asked.get("as_at"))))


def _start_of(asked: Mapping[str, Any]) -> date:
    year = str(asked.get("tax_year", ""))[:4]
    if not year.isdigit():
        raise CannotRead(f"“{asked.get('tax_year')}” is not a tax year like 2026-27.")
    return date(int(year), 4, 6)


def _without_a_sum(outcomes: list[str], sentence: str) -> Answer:
    return Answer({"outcomes": outcomes}, remarks=(sentence,))


def _finding(finding: Finding) -> dict[str, Any]:
    said: dict[str, Any] = {
        "scheme": str(finding.scheme),
        "outcome": str(finding.outcome),
        "sentence": finding.sentence,
        "rule": finding.rule.id,
        "source": finding.rule.source,
        "confidence": str(finding.rule.confidence),
        "change": finding.change,
        "working": [{"words": line.words, "amount": line.amount} for line in finding.working],
        "adviser_needs": list(finding.adviser_needs),
    }
    if finding.change_range is not None:
        said["change_range"] = [finding.change_range.low, finding.change_range.high]
    if finding.period is not None:
        said["period"] = [finding.period.first_day.isoformat(), finding.period.last_day.isoformat()]
    if finding.report is not None:
        said["report"] = {"office": finding.report.office, "deadline": finding.report.deadline}
    return {key: plain(value) for key, value in said.items() if value not in (None, [])}


def plain(value: Any) -> Any:
    """Amounts as JSON numbers to the penny, everything else as it is."""
    if isinstance(value, Decimal):
        return float(round(value, 2))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
