"""Standards are data with a date: loaded from a file, closed and never edited when the next edition starts (P2)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from programmes.models import Standard, StandardsEdition

OURS = Path(__file__).resolve().parents[1] / "data" / "standards.json"


@transaction.atomic
def load_standards(path: Path = OURS) -> tuple[int, int]:
    """Add editions and standards that are missing; returns how many of each. What is there stays as it is (P2)."""
    editions = standards = 0
    for entry in json.loads(path.read_text(encoding="utf-8"))["editions"]:
        edition, is_new = StandardsEdition.objects.get_or_create(
            regulator=entry["regulator"],
            title=entry["title"],
            defaults={
                "nation": entry["nation"],
                "in_force_from": _day(entry["in_force_from"]),
                "in_force_to": _day(entry["in_force_to"]),
                "source": entry["source"],
                "checked_on": date.fromisoformat(entry["checked_on"]),
            },
        )
        editions += is_new
        standards += sum(_add_standard(edition, line) for line in entry["standards"])
    return editions, standards


def _add_standard(edition: StandardsEdition, line: dict[str, Any]) -> bool:
    _, is_new = Standard.objects.get_or_create(
        edition=edition,
        number=line["number"],
        defaults={"summary": line["summary"], "verified": line["verified"]},
    )
    return is_new


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
