"""Statements whose SQL is made once and asked again with other values.

Building and compiling a queryset costs several times what running it does. Pages that everybody opens all day keep
their few statements here-made; everything else asks in the usual way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression, F, Func


class Given(Expression):
    """A value that is known when the statement runs, already as the database takes it: ids, words, times."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Given]]:
        return "%s", [self]


class OneOf(Func):
    """Whether a column holds one of a list of ids: `filter(OneOf("session__institution_id", "mine"))`."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = models.BooleanField()

    def __init__(self, column: str, name: str) -> None:
        super().__init__(F(column), Given(name, models.BigIntegerField()))


class Prepared:
    """A `values_list` queryset with `Given` values. Columns come as the driver reads them, so JSON is not for this."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self.build = build

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """What the statement finds with these values. One query."""
        sql, slots = self._compiled
        values = [given[slot.name] if isinstance(slot, Given) else slot for slot in slots]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        sql, slots = self.build().query.get_compiler(connection=connection).as_sql()
        return sql, tuple(slots)
