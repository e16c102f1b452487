"""Putting rows so that a second run changes nothing, and counting what a run did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Tally:
    """What one run did. `skipped` names examples left alone because fuller ones are there."""

    created: int = 0
    changed: int = 0
    removed: int = 0
    skipped: list[str] = field(default_factory=list)

    def put(self, model: type[Row], key: dict[str, Any], /, **values: Any) -> Row:
        """The row with this key and these values, made or changed only where it differs. `pk` None makes a new one."""
        row = model._default_manager.filter(**key).first()
        if row is None:
            self.created += 1
            return model._default_manager.create(**{k: v for k, v in key.items() if k != "pk"}, **values)
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if different:
            for name in different:
                setattr(row, name, values[name])
            row.save(update_fields=different)
            self.changed += 1
        return row

    def put_list(self, model: type[Row], key: dict[str, Any], rows: Iterable[dict[str, Any]]) -> list[Row]:
        """Rows in order, at positions from 1; rows of an earlier load beyond the end go."""
        kept = [self.put(model, {**key, "position": at}, **values) for at, values in enumerate(rows, start=1)]
        extra = model._default_manager.filter(**key, position__gt=len(kept))
        self.removed += extra.count()
        extra.delete()
        return kept

    def __str__(self) -> str:
        gone = f", {self.removed} removed" if self.removed else ""
        return f"{self.created} created, {self.changed} changed{gone}"
