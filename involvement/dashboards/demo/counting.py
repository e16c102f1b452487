"""Counts what a loader made, so that a second run can say that it made nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class Made:
    """`one(Model, key…, defaults={…})` gets the row or makes it, and counts what was made."""

    def __init__(self) -> None:
        self.created = 0

    def one(self, model: type[Row], defaults: dict[str, Any] | None = None, **key: Any) -> Row:
        row, new = model._default_manager.get_or_create(defaults=defaults or {}, **key)
        self.created += new
        return row

    def many(self, model: type[Row], rows: list[Row]) -> None:
        self.created += len(model._default_manager.bulk_create(rows))
