"""Reads reviewed data into a rules pack. The data carries every amount, source, date and checker."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from payments.domain.benefit_check.findings import Confidence, Report
from payments.domain.benefit_check.pack import Rate, Rule, RulesPack


class UnusableRules(Exception):
    """The data breaks its own promises; the message names the row."""


def read_pack(data: Mapping[str, Any], *, read_on: date) -> RulesPack:
    """`data` has `version`, `checked_on`, `covers`, `rates` and `rules`. Raises UnusableRules for overlapping rows."""
    rates: dict[str, list[Rate]] = defaultdict(list)
    for row in sorted(data["rates"], key=lambda row: (row["key"], row["from"])):
        rates[row["key"]].append(_rate(row))
    for key, rows in rates.items():
        for earlier, later in itertools.pairwise(rows):
            if earlier.last_day is None or earlier.last_day >= later.first_day:
                raise UnusableRules(f"{key}: two rows hold on {later.first_day}.")
    return RulesPack(
        version=data["version"],
        checked_on=date.fromisoformat(data["checked_on"]),
        covers_from=date.fromisoformat(data["covers"]["from"]),
        covers_to=date.fromisoformat(data["covers"]["to"]),
        read_on=read_on,
        rates={key: tuple(rows) for key, rows in rates.items()},
        rules={row["id"]: _rule(row) for row in data["rules"]},
    )


def _rate(row: Mapping[str, Any]) -> Rate:
    return Rate(
        key=row["key"],
        amount=Decimal(str(row["amount"])) if not isinstance(row["amount"], bool) else Decimal(int(row["amount"])),
        unit=row["unit"],
        period=row["period"],
        first_day=date.fromisoformat(row["from"]),
        last_day=date.fromisoformat(row["to"]) if row["to"] else None,
        source=row["source"],
        confidence=Confidence(row["confidence"]),
        note=row.get("note", ""),
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    told = row.get("report")
    return Rule(
        id=row["id"],
        name=row["name"],
        source=row["source"],
        confidence=Confidence(row["confidence"]),
        first_day=date.fromisoformat(row["from"]),
        last_day=date.fromisoformat(row["to"]) if row.get("to") else None,
        checked_on=date.fromisoformat(row["checked_on"]),
        checked_by=row["checked_by"],
        review_by=date.fromisoformat(row["review_by"]),
        report=Report(told["office"], told["how"], told["deadline"]) if told else None,
    )
