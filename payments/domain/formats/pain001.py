"""ISO 20022 customer credit transfer, pain.001.001.09, for payments in pounds inside the United Kingdom.

Structure: schema pain.001.001.09 of ISO 20022, February 2019. Sort codes stand as members of the clearing system GBDSC
(UK Domestic Sort Code, ISO 20022 external code sets) and account numbers under "Othr", as LHV's Faster Payment example
for the same version does (docs.lhv.com, 2025, read November 2026). One debit for the whole run (batch booking).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from xml.etree import ElementTree as Tree

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.domain.formats.columns import in_pounds
from payments.domain.formats.letters import iso_text
from payments.domain.formats.reading import PAIN001_NAMESPACE, read_pain001
from payments.domain.formats.terms import FileTerms, Format, Payment

NAME_LETTERS = 70


def write(terms: FileTerms, payments: Sequence[Payment]) -> bytes:
    document = Tree.Element("Document", {"xmlns": PAIN001_NAMESPACE})
    message = Tree.SubElement(document, "CstmrCdtTrfInitn")
    _group_header(message, terms, payments)
    _instruction(message, terms, payments)
    body = Tree.tostring(document, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def problems(terms: FileTerms, payments: Sequence[Payment]) -> list[str]:
    found = [
        _("The bank can not take the name on the account of %(name)s: it has no letter that banks know.")
        % {"name": one.name}
        for one in payments
        if one.account and not iso_text(one.account.name, NAME_LETTERS)
    ]
    if not iso_text(terms.originator.name, NAME_LETTERS):
        found.append(_("Your organisation's name has no letter that banks know."))
    return found


def _group_header(message: Tree.Element, terms: FileTerms, payments: Sequence[Payment]) -> None:
    header = Tree.SubElement(message, "GrpHdr")
    _text(header, "MsgId", iso_text(terms.reference, 35))
    _text(header, "CreDtTm", f"{terms.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    _totals(header, payments)
    _text(header, "InitgPty/Nm", iso_text(terms.originator.name, NAME_LETTERS))


def _instruction(message: Tree.Element, terms: FileTerms, payments: Sequence[Payment]) -> None:
    payer = terms.originator
    block = Tree.SubElement(message, "PmtInf")
    _text(block, "PmtInfId", iso_text(terms.reference, 35))
    _text(block, "PmtMtd", "TRF")
    _text(block, "BtchBookg", "true")
    _totals(block, payments)
    _text(block, "PmtTpInf/SvcLvl/Cd", "NURG")
    _text(block, "ReqdExctnDt/Dt", terms.pay_on.isoformat())
    _text(block, "Dbtr/Nm", iso_text(payer.name, NAME_LETTERS))
    account = Tree.SubElement(block, "DbtrAcct")
    _text(account, "Id/Othr/Id", payer.account)
    _text(account, "Ccy", "GBP")
    _bank(block, "DbtrAgt", payer.sort_code)
    for one in payments:
        _transfer(block, terms, one)


def _transfer(block: Tree.Element, terms: FileTerms, one: Payment) -> None:
    account = one.account
    assert account is not None  # the run is refused before, by `needs_accounts`
    transfer = Tree.SubElement(block, "CdtTrfTxInf")
    _text(transfer, "PmtId/EndToEndId", iso_text(f"{terms.reference}-{one.position}", 35))
    _text(transfer, "Amt/InstdAmt", str(in_pounds(one.pence)), Ccy="GBP")
    _bank(transfer, "CdtrAgt", account.sort_code)
    _text(transfer, "Cdtr/Nm", iso_text(account.name, NAME_LETTERS))
    _text(transfer, "CdtrAcct/Id/Othr/Id", account.number)
    _text(transfer, "RmtInf/Ustrd", f"CLAIM {one.claim_id:06}")


def _totals(parent: Tree.Element, payments: Sequence[Payment]) -> None:
    _text(parent, "NbOfTxs", str(len(payments)))
    _text(parent, "CtrlSum", str(in_pounds(sum(one.pence for one in payments))))


def _bank(parent: Tree.Element, name: str, sort_code: str) -> None:
    member = Tree.SubElement(Tree.SubElement(Tree.SubElement(parent, name), "FinInstnId"), "ClrSysMmbId")
    _text(member, "ClrSysId/Cd", "GBDSC")
    _text(member, "MmbId", sort_code)


def _text(parent: Tree.Element, path: str, words: str, **attributes: str) -> None:
    """New elements along the path, the words in the last one."""
    for name in path.split("/"):
        parent = Tree.SubElement(parent, name)
    parent.text = words
    parent.attrib.update(attributes)


PAIN001 = Format(
    code="pain001",
    label=gettext_lazy("ISO 20022 pain.001, for your bank's own page"),
    suffix="xml",
    media_type="application/xml",
    write=write,
    read_back=lambda content, terms: read_pain001(content),
    problems=problems,
    needs=("name", "sort_code", "account"),
)
