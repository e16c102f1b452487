"""Bacs Standard 18, several processing days (records of 106): credits, balanced by one contra record.

Positions, all read in November 2026: VOL1 and HDR1 in Bank of Ireland's BACS File Specification, appendix 2; record
lengths in FinDock's Bacs mapping, May 2025; data records in the line rules of ddcms-direct-file-generator, 2025; HDR2,
UHL1 and UTL1 in worked files of public implementations, which agree. The standard itself is sold by Pay.UK, so an
institution should send its Bacs software or bureau one test file first.
Dates are a space, two figures of the year and three of the day in it. Labels hold 80 letters, data records 106.
The day in a data record is the processing day: money arrives on the working day after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.domain.formats.letters import bacs_text
from payments.domain.formats.reading import read_bacs18
from payments.domain.formats.terms import Account, FileTerms, Format, Payment

CREDIT, DEBIT_CONTRA = "99", "17"
MOST_PENCE = 99_999_999_999
KEPT_DAYS = 14
"""Days after the processing day until the file may be overwritten."""


def write(terms: FileTerms, payments: Sequence[Payment]) -> bytes:
    total = sum(one.pence for one in payments)
    records = [
        _record("VOL1", serial(terms), " " * 31, _user(terms), " " * 32, "1", width=80),
        _header("HDR1", terms),
        _lengths("HDR2"),
        _record("UHL1", _day(terms.pay_on), "999999    ", "00", "000000", "4 MULTI  ", "001", " " * 40, width=80),
        *[_credit(terms, one) for one in payments],
        _contra(terms, total),
        _header("EOF1", terms),
        _lengths("EOF2"),
        _record(
            "UTL1", f"{total:013}", f"{total:013}", f"{1:07}", f"{len(payments):07}", " " * 8, "0" * 7, " " * 21,
            width=80,
        ),
    ]  # fmt: skip
    return "".join(f"{record}\r\n" for record in records).encode("ascii")


def problems(terms: FileTerms, payments: Sequence[Payment]) -> list[str]:
    found = [
        _("The bank can not take the name on the account of %(name)s: it has no letter that Bacs knows.")
        % {"name": one.name}
        for one in payments
        if one.account and not bacs_text(one.account.name, 18)
    ]
    if not bacs_text(terms.originator.name, 18):
        found.append(_("Your organisation's name has no letter that Bacs knows."))
    if sum(one.pence for one in payments) > MOST_PENCE:
        found.append(_("The sum is more than one Bacs file can hold."))
    return found


def serial(terms: FileTerms) -> str:
    """Six figures, never noughts alone, another one for each run of the day."""
    return f"{(terms.number - 1) % 999_999 + 1:06}"


def reference_of(one: Payment) -> str:
    """What the person reads on their bank statement: nothing about a topic."""
    return f"CLAIM {one.claim_id:06}"


def _header(label: str, terms: FileTerms) -> str:
    user, made = _user(terms), terms.made_at.date()
    until = _day(max(made, terms.pay_on) + timedelta(days=KEPT_DAYS))
    name = f"A{user}S  1{user}"
    return _record(
        label, name, serial(terms), "0001", "0001", " " * 6, _day(made), until, " ", "0" * 6, " " * 20, width=80
    )


def _lengths(label: str) -> str:
    return _record(label, "F", "02000", "00106", " " * 35, "00", " " * 28, width=80)


def _credit(terms: FileTerms, one: Payment) -> str:
    account = one.account
    assert account is not None  # the run is refused before, by `needs_accounts`
    words = (terms.originator.name, reference_of(one), account.name)
    return _data(terms, account, code=CREDIT, pence=one.pence, words=words)


def _contra(terms: FileTerms, total: int) -> str:
    payer = terms.originator
    own = Account(payer.sort_code, payer.account, payer.name)
    return _data(terms, own, code=DEBIT_CONTRA, pence=total, words=(terms.reference, "CONTRA", payer.name))


def _data(terms: FileTerms, to: Account, *, code: str, pence: int, words: tuple[str, str, str]) -> str:
    """`words`: narrative, reference, and name on the account."""
    payer = terms.originator
    fitted = [bacs_text(text, 18).ljust(18) for text in words]
    return _record(
        to.sort_code, to.number, "0", code, payer.sort_code, payer.account, " " * 4, f"{pence:011}", *fitted,
        _day(terms.pay_on), width=106,
    )  # fmt: skip


def _user(terms: FileTerms) -> str:
    return terms.originator.service_user_number.upper().rjust(6, "0")


def _day(day: date) -> str:
    return f" {day:%y%j}"


def _record(*fields: str, width: int) -> str:
    """Raises ValueError when a field is too long or short, so that no file with moved fields ever leaves."""
    record = "".join(fields)
    if len(record) != width:
        raise ValueError(f"a record of {len(record)} letters instead of {width}")
    return record


BACS18 = Format(
    code="bacs18",
    label=gettext_lazy("Bacs Standard 18, for your Bacs software or bureau"),
    suffix="txt",
    media_type="text/plain; charset=us-ascii",
    write=write,
    read_back=lambda content, terms: read_bacs18(content),
    problems=problems,
    needs=("name", "sort_code", "account", "service_user_number"),
)
