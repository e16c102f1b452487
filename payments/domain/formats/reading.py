"""Reading count and sum back out of a payment file, without anything of the code that wrote it.

A run's page shows what is found here beside what the run says. Raises ValueError for what is not such a file.
"""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as Tree

from payments.domain.formats.columns import place_of_the_sum
from payments.domain.formats.terms import FileTerms, ReadBack

PAIN001_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PAIN = f"{{{PAIN001_NAMESPACE}}}"


def read_csv(content: bytes, terms: FileTerms) -> ReadBack:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    at = place_of_the_sum(terms)
    return ReadBack(len(rows), sum(_pence(row[at]) for row in rows))


def read_xlsx(content: bytes, terms: FileTerms) -> ReadBack:
    """The first sheet's rows below the headings."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sheet = Tree.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314  (a file we made ourselves)
    except (zipfile.BadZipFile, KeyError, Tree.ParseError) as wrong:
        raise ValueError("not a spreadsheet of ours") from wrong
    rows = list(sheet.iter(f"{_SHEET}row"))[1:]
    at = place_of_the_sum(terms)
    return ReadBack(len(rows), sum(_pence(list(row)[at].findtext(f"{_SHEET}v") or "") for row in rows))


def read_bacs18(content: bytes) -> ReadBack:
    """By the credit records, which must agree with the contra and with the trailer label."""
    records = content.decode("ascii").split("\r\n")
    data = [record for record in records if len(record) == 106]
    credits = [int(record[35:46]) for record in data if record[15:17] == "99"]
    contra = sum(int(record[35:46]) for record in data if record[15:17] == "17")
    trailer = next((record for record in records if record.startswith("UTL1")), "")
    said = (int(trailer[4:17] or -1), int(trailer[17:30] or -1), int(trailer[37:44] or -1))
    if said != (contra, sum(credits), len(credits)) or contra != sum(credits):
        raise ValueError("the records and the trailer do not agree")
    return ReadBack(len(credits), sum(credits))


def read_pain001(content: bytes) -> ReadBack:
    """By the single transfers, which must agree with both control sums."""
    try:
        root = Tree.fromstring(content)  # noqa: S314  (a file we made ourselves)
    except Tree.ParseError as wrong:
        raise ValueError("not XML") from wrong
    amounts = [_pence(one.text or "") for one in root.iter(f"{_PAIN}InstdAmt")]
    sums = {_pence(one.text or "") for one in root.iter(f"{_PAIN}CtrlSum")}
    counts = {int(one.text or "-1") for one in root.iter(f"{_PAIN}NbOfTxs")}
    if sums != {sum(amounts)} or counts != {len(amounts)}:
        raise ValueError("the transfers and the control sums do not agree")
    return ReadBack(len(amounts), sum(amounts))


def _pence(text: str) -> int:
    try:
        pence = Decimal(text) * 100
    except InvalidOperation as wrong:
        raise ValueError(f"{text[:20]!r} is no amount") from wrong
    if pence != pence.to_integral_value():
        raise ValueError("less than a penny")
    return int(pence)
