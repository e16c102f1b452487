"""The rules pack that holds at an institution on a day: one door for pages, commands and tests."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.rules_file import read_pack
from payments.domain.rules_content import gathered
from payments.models import BenefitRulesVersion

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "benefit_rules"
REVIEW_SOON = timedelta(days=30)
_KEPT_PACKS = 32


def current_pack(institution_id: int | None, on: date) -> RulesPack:
    """The rules as an institution has them, read on that day; None: as shipped. One query, the pack is remembered."""
    newest = list(_newest(institution_id).values_list("pk", "digest", "institution_id", "based_on_id"))
    found = _holding(newest)
    return _pack(found[0], found[1], on) if found else shipped_pack(on)


def holding(institution_id: int | None) -> BenefitRulesVersion | None:
    """The version behind `current_pack`, or None while nothing is loaded and the files hold."""
    newest = list(_newest(institution_id).values_list("pk", "digest", "institution_id", "based_on_id"))
    found = _holding(newest)
    return BenefitRulesVersion.objects.get(pk=found[0]) if found else None


def to_review(pack: RulesPack) -> list[str]:
    """Ids of rules whose review day is past or within 30 days of the day the pack is read on."""
    return sorted(rule.id for rule in pack.rules.values() if rule.review_by <= pack.read_on + REVIEW_SOON)


@lru_cache(maxsize=8)
def shipped_pack(read_on: date) -> RulesPack:
    """The pack of the reviewed files that the project carries. No database."""
    return read_pack(shipped_data(), read_on=read_on)


@cache
def shipped_data() -> dict[str, Any]:
    """`pack.json` with every row of `rates*.json` and `rules_*.json`."""
    return read_files(
        [SHIPPED / "pack.json", *sorted(SHIPPED.glob("rates*.json")), *sorted(SHIPPED.glob("rules_*.json"))]
    )


def read_files(paths: list[Path]) -> dict[str, Any]:
    """Raises OSError for a file that cannot be read, UnusableRules for one that holds no rows."""
    return gathered(json.loads(path.read_text(encoding="utf-8")) for path in paths)


_Version = tuple[int, str, int | None, int | None]


def _newest(institution_id: int | None) -> Any:
    return BenefitRulesVersion.objects.of(*([institution_id] if institution_id else [])).newest()


def _holding(newest: list[_Version]) -> _Version | None:
    """An institution's own version, unless newer rules were shipped since it was made."""
    shipped = next((version for version in newest if version[2] is None), None)
    own = next((version for version in newest if version[2] is not None), None)
    return own if own and shipped and own[3] == shipped[0] else shipped


@lru_cache(maxsize=_KEPT_PACKS)
def _pack(pk: int, digest: str, on: date) -> RulesPack:
    """Remembered by digest, so that the same number in another database is another pack."""
    return read_pack(BenefitRulesVersion.objects.get(pk=pk).content, read_on=on)
