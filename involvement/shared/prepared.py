"""Statements whose SQL is made once and asked again with other values.

Building and compiling a queryset costs several times what running it does. Pages that everybody opens all day keep
their few statements here-made; everything else asks in the usual way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import Expression, F, Func, Value
from django.db.models.query import get_related_populators


class Given(Expression):
    """A value that is known when the statement runs, already as the database takes it: ids, words, times."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class OneOf(Func):
    """Whether a column holds one of many ids: `filter(OneOf("session__institution_id", "mine"))`.

    A name stands for ids that are given later. Thousands of ids go as one value, which `pk__in` does not do.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = models.BooleanField()

    def __init__(self, column: str, ids: str | list[int]) -> None:
        number = models.BigIntegerField()
        several = Given(ids, number) if isinstance(ids, str) else Value(ids, output_field=ArrayField(number))
        super().__init__(F(column), several)


def locked_rows(found: models.QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Rows of a `values_list`, locked until the end of the transaction; those another transaction holds are left out.

    Only the rows of the queryset's own table are locked. `select_for_update(of=…)` cannot name it without instances.
    """
    sql, values = found.query.sql_with_params()
    table = connection.ops.quote_name(found.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR UPDATE OF {table} SKIP LOCKED", values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class Prepared:
    """A queryset with `Given` values. Columns come as the driver reads them, so JSON is not for this."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self.build = build

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """What a `values_list` finds with these values. One query."""
        sql, slots, *_columns = self._made
        values = [given[slot.name] if isinstance(slot, Given) else slot for slot in slots]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def things(self, **given: Any) -> list[Any]:
        """The same as instances, with what the queryset selects beside them. One query."""
        found = self.rows(**given)
        model, names, places, related, added = self._shape
        things = []
        for row in found:
            thing = model.from_db(connection.alias, names, row[places])
            for beside in related:
                beside.populate(row, thing)
            for name, place in added.items():
                setattr(thing, name, row[place])
            things.append(thing)
        return things

    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...], Any, Any, dict[str, int]]:
        """The SQL, its values and slots, and what Django knows of the columns."""
        compiler: Any = self.build().query.get_compiler(connection=connection)
        sql, slots = compiler.as_sql()
        return sql, slots, compiler.select, compiler.klass_info, compiler.annotation_col_map or {}

    @cached_property
    def _shape(self) -> tuple[Any, list[str], slice, list[Any], dict[str, int]]:
        """The model, its loaded columns, where they stand in a row, who fills in what is beside it, what is added."""
        _sql, _slots, select, shape, added = self._made
        columns = shape["select_fields"]
        places = slice(columns[0], columns[-1] + 1)
        names = [column.target.attname for column, *_words in select[places]]
        related = get_related_populators(shape, select, connection.alias)  # type: ignore[call-arg]
        return shape["model"], names, places, related, added
