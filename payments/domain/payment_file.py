"""The file that finance takes to its own payment system. The same lines give the same bytes, always."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payments.models import BatchLine

COLUMNS = ["run", "line", "claim", "person", "name", "fee", "costs", "total"]
DANGEROUS = set("=+-@|\t\r\n\0")


def payment_file(reference: str, lines: Iterable[BatchLine]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read names right; amounts in pounds with two figures of pence."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(
            [
                plain_cell(reference),
                line.position,
                line.claim_id,
                line.claim.person_id,
                plain_cell(line.payee),
                amount(line.fee_pence),
                amount(line.expense_pence),
                amount(line.pence),
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def amount(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def plain_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula (R36): such a cell starts with an apostrophe."""
    shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in ("Cf", "Zs"))
    return f"'{text}" if shown[:1] in DANGEROUS or text[:1] in DANGEROUS else text
