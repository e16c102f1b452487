"""The rules pack that holds at an institution on a day: one door for pages, commands and tests."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.rules_file import read_pack

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "benefit_rules"


def current_pack(institution_id: int | None, on: date) -> RulesPack:
    """The rules as an institution has them, read on that day; None: as they are shipped."""
    return shipped_pack(on)


@cache
def shipped_pack(read_on: date) -> RulesPack:
    """The pack of the reviewed files that the project carries. No database."""
    return read_pack(shipped_data(), read_on=read_on)


@cache
def shipped_data() -> dict[str, Any]:
    """`pack.json` with every row of `rates*.json` and `rules_*.json`."""
    head: dict[str, Any] = json.loads((SHIPPED / "pack.json").read_text(encoding="utf-8"))
    return {**head, "rates": _rows("rates*.json"), "rules": _rows("rules_*.json")}


def _rows(pattern: str) -> list[dict[str, Any]]:
    return [row for path in sorted(SHIPPED.glob(pattern)) for row in json.loads(path.read_text(encoding="utf-8"))]
