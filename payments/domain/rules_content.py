"""What a version of the rules has to be before it is kept, its digest, and how two versions differ."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from payments.domain.benefit_check.findings import Confidence
from payments.domain.benefit_check.rules_file import UnusableRules, read_pack

Row = Mapping[str, Any]

HEAD = {"version", "checked_on", "checked_by", "covers", "rates", "rules"}
RATE = {"key", "benefit", "name", "amount", "unit", "period", "from", "to", "source", "confidence"}
RULE = {"id", "name", "source", "confidence", "from", "to", "checked_on", "checked_by", "review_by"}
_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_MOST_WORDS = 1_000
_MOST_AMOUNT = Decimal(1_000_000)


def check(content: Mapping[str, Any]) -> None:
    """Raises UnusableRules, naming the row, for anything the benefit check could not stand on."""
    _keys("The file", content, HEAD, set())
    for name in ("version", "checked_by"):
        _words("The file", content, name)
    checked_on, covers = _day("The file", content, "checked_on"), content["covers"]
    if checked_on is None or not isinstance(covers, dict) or set(covers) != {"from", "to"}:
        raise UnusableRules("The file needs the day it was checked and the days it covers.")
    first, last = _day("covers", covers, "from"), _day("covers", covers, "to")
    if first is None or last is None or last < first:
        raise UnusableRules("The file needs the first and the last day it covers.")
    for row in content["rates"]:
        _rate(row)
    for row in content["rules"]:
        _rule(row)
    twice = [name for name, times in Counter(row["id"] for row in content["rules"]).items() if times > 1]
    if twice:
        raise UnusableRules(f"{twice[0]}: two rules have this id.")
    read_pack(content, read_on=checked_on)


def digest(content: Mapping[str, Any]) -> str:
    """The same for the same rules, whatever order their rows came in."""
    ordered = {**content, "rates": sorted(content["rates"], key=_place), "rules": sorted(content["rules"], key=_place)}
    return hashlib.sha256(json.dumps(ordered, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def row_name(row: Row) -> str:
    """How a row is spoken of: a rule by its id, a rate by its key and first day."""
    return str(row["id"]) if "id" in row else f"{row['key']}@{row['from']}"


@dataclass(frozen=True)
class Difference:
    """One row before and after; None where it was not there."""

    name: str
    before: Row | None
    after: Row | None

    @property
    def fields(self) -> list[tuple[str, Any, Any]]:
        """Each field that differs, with both values."""
        before, after = self.before or {}, self.after or {}
        names = [*before, *(name for name in after if name not in before)]
        return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Difference]:
    """Rows added, changed and taken out, in the order of their names."""
    old = _by_name(before) if before else {}
    new = _by_name(after)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return [Difference(name, old.get(name), new.get(name)) for name in names]


def _by_name(content: Mapping[str, Any]) -> dict[str, Row]:
    return {row_name(row): row for row in [*content["rates"], *content["rules"]]}


def _place(row: Row) -> tuple[str, str]:
    return str(row.get("id") or row["key"]), str(row["from"])


def _rate(row: Row) -> None:
    name = str(row.get("key", "A rate")) if isinstance(row, dict) else "A rate"
    _keys(name, row, RATE, {"note"})
    _id(name, row["key"])
    for field in ("benefit", "name", "unit", "period", "source"):
        _words(name, row, field)
    _confidence(name, row)
    _days(name, row)
    amount = row["amount"]
    try:
        value = Decimal(int(amount)) if isinstance(amount, bool) else Decimal(str(amount))
    except InvalidOperation:
        raise UnusableRules(f"{name}: the amount is not a number.") from None
    if not value.is_finite() or not 0 <= value <= _MOST_AMOUNT:
        raise UnusableRules(f"{name}: the amount must be from 0 to {_MOST_AMOUNT}.")


def _rule(row: Row) -> None:
    name = str(row.get("id", "A rule")) if isinstance(row, dict) else "A rule"
    _keys(name, row, RULE, {"report"})
    _id(name, row["id"])
    for field in ("name", "source", "checked_by"):
        _words(name, row, field)
    _confidence(name, row)
    _days(name, row)
    checked, review = _day(name, row, "checked_on"), _day(name, row, "review_by")
    if checked is None or review is None or review < checked:
        raise UnusableRules(f"{name}: it must be checked before it is to be looked at again.")
    if "report" in row:
        _keys(f"{name}, report", row["report"], {"office", "how", "deadline"}, set())
        for field in ("office", "how", "deadline"):
            _words(name, row["report"], field)


def _keys(name: str, row: Any, needed: set[str], also: set[str]) -> None:
    if not isinstance(row, dict) or needed - set(row) or set(row) - needed - also:
        raise UnusableRules(f"{name}: it must have {', '.join(sorted(needed))} and nothing else.")


def _words(name: str, row: Row, field: str) -> None:
    value = row[field]
    if not isinstance(value, str) or not value.strip() or len(value) > _MOST_WORDS:
        raise UnusableRules(f"{name}: {field} is empty or too long.")


def _id(name: str, value: Any) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise UnusableRules(f"{name}: this is no name for a row.")


def _confidence(name: str, row: Row) -> None:
    if row["confidence"] not in {one.value for one in Confidence}:
        raise UnusableRules(f"{name}: confidence is high, medium or low.")


def _days(name: str, row: Row) -> None:
    first, last = _day(name, row, "from"), _day(name, row, "to")
    if first is None or (last is not None and last < first):
        raise UnusableRules(f"{name}: its last day is before its first.")


def _day(name: str, row: Row, field: str) -> date | None:
    value = row[field]
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise UnusableRules(f"{name}: {field} is no day.") from None


def gathered(parts: Iterable[Any]) -> dict[str, Any]:
    """One content from the JSON of several files: an object gives the head, lists give rates or rules."""
    content: dict[str, Any] = {"rates": [], "rules": []}
    kinds: dict[str, Callable[[Any], bool]] = {"rates": lambda row: "key" in row, "rules": lambda row: "id" in row}
    for part in parts:
        if isinstance(part, dict):
            rows = {kind: part.get(kind, []) for kind in kinds}
            content |= {name: value for name, value in part.items() if name not in kinds}
        elif isinstance(part, list) and all(isinstance(row, dict) for row in part):
            rows = {kind: [row for row in part if holds(row)] for kind, holds in kinds.items()}
            if sum(map(len, rows.values())) != len(part):
                raise UnusableRules("A file has rows that are neither rates nor rules.")
        else:
            raise UnusableRules("A file holds neither an object nor a list of rows.")
        for kind, found in rows.items():
            content[kind] = [*content[kind], *found]
    return content
