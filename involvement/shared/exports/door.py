"""The one door through which lists leave as files: cells can't run, and the record says who took what and why (R36)."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.exports.sheet import MEDIA_TYPE, xlsx_bytes

_RUNS = set("=+-@\t\r\n\x00|")
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Column:
    """`key` is an attribute or dictionary key of each row; a column that is not listed does not leave (X3)."""

    key: str
    head: str


def as_text(cell: Any) -> str:
    """The cell as a spreadsheet will show it and never run it."""
    text = "" if cell is None else str(cell)
    letters = unicodedata.normalize("NFKC", text)
    first = next((one for one in letters if one in _RUNS or not _unseen(one)), "")
    return f"'{text}" if first in _RUNS else text


def _unseen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == "Cf"


def csv_text(rows: Iterable[Any], columns: Sequence[Column]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([as_text(column.head) for column in columns])
    writer.writerows([as_text(_cell(row, column.key)) for column in columns] for row in rows)
    return out.getvalue()


def _cell(row: Any, key: str) -> Any:
    return row[key] if isinstance(row, dict) else getattr(row, key)


def export_list(
    rows: Iterable[Any],
    columns: Sequence[Column],
    *,
    name: str,
    reason: str,
    about: models.Model,
    institution_id: int,
    by: Actor,
    file: str = "csv",
) -> HttpResponse:
    """A file for a spreadsheet, at most 5,000 rows; writes who took which columns and how many rows.

    `file` comes from the form that was sent: "xlsx", and anything else is CSV.
    """
    kept = list(rows)[:MOST_ROWS]
    record(
        "export.taken",
        about=about,
        by=by,
        institution_id=institution_id,
        name=name,
        reason=reason,
        columns=[column.key for column in columns],
        rows=len(kept),
    )
    suffix = "xlsx" if file == "xlsx" else "csv"
    response = _as_xlsx(kept, columns, name) if suffix == "xlsx" else _as_csv(kept, columns)
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}-{day:%Y-%m-%d}.{suffix}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _as_csv(rows: Iterable[Any], columns: Sequence[Column]) -> HttpResponse:
    return HttpResponse("\ufeff" + csv_text(rows, columns), content_type="text/csv; charset=utf-8")


def _as_xlsx(rows: Iterable[Any], columns: Sequence[Column], name: str) -> HttpResponse:
    cells = ([_cell(row, column.key) for column in columns] for row in rows)
    return HttpResponse(xlsx_bytes([str(one.head) for one in columns], cells, name=str(name)), content_type=MEDIA_TYPE)
