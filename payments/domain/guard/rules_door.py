"""The one way in which pages come by the rules that hold at an institution on a day."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.rules_file import read_pack

FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "benefit_rules"


def pack_for(institution_id: int | None, on: date) -> RulesPack:
    """The rules as they are read on that day."""
    return _read(on)


def rules_version(institution_id: int | None, on: date) -> str:
    return pack_for(institution_id, on).version


@cache
def _data() -> dict[str, Any]:
    head: dict[str, Any] = json.loads((FOLDER / "pack.json").read_text(encoding="utf-8"))
    rules = [row for path in sorted(FOLDER.glob("rules_*.json")) for row in json.loads(path.read_text("utf-8"))]
    return {**head, "rates": json.loads((FOLDER / "rates.json").read_text("utf-8")), "rules": rules}


@cache
def _read(on: date) -> RulesPack:
    return read_pack(_data(), read_on=on)
