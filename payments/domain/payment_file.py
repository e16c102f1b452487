"""The file that finance takes to its own payment system. The same lines give the same bytes, always."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from involvement.shared.exports.door import as_text

if TYPE_CHECKING:
    from payments.models import BatchLine

COLUMNS = ["run", "line", "claim", "person", "name", "fee", "costs", "total"]


def payment_file(reference: str, lines: Iterable[BatchLine]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read names right; amounts in pounds with two figures of pence."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(
            [
                as_text(reference),
                line.position,
                line.claim_id,
                line.claim.person_id,
                as_text(line.payee),
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
