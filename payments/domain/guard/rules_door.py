"""The one way in which pages come by the rules that hold at an institution on a day."""

from __future__ import annotations

from datetime import date

from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_rules import current_pack


def pack_for(institution_id: int | None, on: date) -> RulesPack:
    """The rules as they are read on that day."""
    return current_pack(institution_id, on)


def rules_version(institution_id: int | None, on: date) -> str:
    return pack_for(institution_id, on).version
