"""CSV and XLSX with columns of the institution's own choice. What somebody typed is text, and never a formula (R36)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from involvement.shared.exports.door import as_text
from payments.domain.formats.columns import cells, columns_of
from payments.domain.formats.reading import read_csv, read_xlsx
from payments.domain.formats.terms import FileTerms, Format, Payment

STILL = (1980, 1, 1, 0, 0, 0)
"""The date of each part inside an XLSX file: none, so that the same run gives the same bytes."""


def write_csv(terms: FileTerms, payments: Sequence[Payment]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read names right; amounts in pounds with two figures of pence."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([as_text(head) for head, _code in columns_of(terms)])
    for one in payments:
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in cells(terms, one)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(terms: FileTerms, payments: Sequence[Payment]) -> bytes:
    """One sheet; sums are numbers, everything typed is a typed string."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": terms.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
    money = book.add_format({"num_format": "0.00"})
    sheet = book.add_worksheet("payments")
    for at, (head, _code) in enumerate(columns_of(terms)):
        sheet.write_string(0, at, head)
    for row, one in enumerate(payments, start=1):
        for at, cell in enumerate(cells(terms, one)):
            if isinstance(cell, str):
                sheet.write_string(row, at, cell)
            else:
                sheet.write_number(row, at, cell, money if isinstance(cell, Decimal) else None)
    book.close()
    return _still(out.getvalue())


def _still(made: bytes) -> bytes:
    """The same parts, uncompressed and without dates: no change of the compressor changes the digest of an old run."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, date_time=STILL)
            part.create_system = 3
            new.writestr(part, old.read(name))
    return out.getvalue()


CSV = Format(
    code="csv",
    label=_("A list (CSV), with columns you choose"),
    suffix="csv",
    media_type="text/csv; charset=utf-8",
    write=write_csv,
    read_back=read_csv,
    mapped=True,
)
XLSX = Format(
    code="xlsx",
    label=_("A spreadsheet (XLSX), with columns you choose"),
    suffix="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write_xlsx,
    read_back=read_xlsx,
    mapped=True,
)
