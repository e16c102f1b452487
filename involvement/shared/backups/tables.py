"""How many rows each table has, and a digest of them that does not depend on their order."""

from __future__ import annotations

from django.db import connection

_DIGEST = """
SELECT count(*),
    coalesce(sum(('x' || substr(word, 1, 15))::bit(60)::bigint::numeric), 0),
    coalesce(sum(('x' || substr(word, 17, 15))::bit(60)::bigint::numeric), 0)
FROM (SELECT md5(row::text) AS word FROM {table} AS row) AS words
"""
State = dict[str, dict[str, int | str]]


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def state() -> State:
    """Every table and every counter, as one transaction sees them. Sums, so memory stays small however many rows."""
    return {**{name: _table(name) for name in names()}, **_counters()}


def differences(wanted: State, found: State) -> list[str]:
    """One sentence for each table that is not as it was."""
    sentences = []
    for name in sorted({*wanted, *found}):
        if name not in found:
            sentences.append(f"{name} is missing.")
        elif name not in wanted:
            sentences.append(f"{name} was not in the backup.")
        elif wanted[name] != found[name]:
            sentences.append(f"{name} differs: {wanted[name]['rows']} rows were kept, {found[name]['rows']} are there.")
    return sentences


def _table(name: str) -> dict[str, int | str]:
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST.format(table=connection.ops.quote_name(name)))
        rows, first, second = cursor.fetchone()
    return {"rows": rows, "digest": f"{int(first):x}.{int(second):x}"}


def _counters() -> State:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
        return {name: {"rows": 1, "digest": str(last)} for name, last in cursor.fetchall()}
