"""The file of a run. All it is made of is frozen with the run: it can be written anew, byte for byte, years later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from payments.domain.formats.registry import FORMATS
from payments.domain.formats.terms import Account, FileTerms, Originator, Payment
from payments.domain.working_days import working_days_after

if TYPE_CHECKING:
    from payments.models import BatchLine, FileSetting, PaymentBatch


@dataclass(frozen=True)
class Proof:
    """What was found in the file just now. `same`: it has the digest it had when it was made."""

    count: int
    pence: int
    sha256: str
    same: bool
    agrees: bool


def frozen_terms(setting: FileSetting, *, today: date) -> dict[str, Any]:
    """What a run keeps: columns, originator, and the day on which the money is to leave."""
    originator = Originator(
        name=setting.originator_name,
        sort_code=setting.originator_sort_code,
        account=setting.originator_account,
        service_user_number=setting.service_user_number,
    )
    return {
        "columns": setting.columns,
        "originator": asdict(originator),
        "pay_on": working_days_after(today, setting.pay_after_working_days).isoformat(),
    }


def terms_of(batch: PaymentBatch) -> FileTerms:
    """Runs from before there were formats kept nothing: they are plain lists."""
    kept = batch.file_terms
    made_on = timezone.localdate(batch.made_at)
    return FileTerms(
        reference=batch.reference,
        number=batch.number,
        made_at=batch.made_at,
        pay_on=date.fromisoformat(kept["pay_on"]) if "pay_on" in kept else made_on,
        originator=Originator(**kept.get("originator", {})),
        columns=tuple((head, code) for head, code in kept.get("columns", [])),
    )


def payments_of(lines: Iterable[BatchLine], accounts: Mapping[int, Account]) -> list[Payment]:
    """`accounts` by position. Claims must be loaded."""
    return [
        Payment(
            position=line.position,
            claim_id=line.claim_id,
            person_id=line.claim.person_id,
            name=line.payee,
            fee_pence=line.fee_pence,
            expense_pence=line.expense_pence,
            pence=line.pence,
            reference=line.payee_reference,
            account=accounts.get(line.position),
        )
        for line in lines
    ]


def write(batch: PaymentBatch, payments: list[Payment]) -> bytes:
    return FORMATS[batch.file_format].write(terms_of(batch), payments)


def proof_of(batch: PaymentBatch, payments: list[Payment]) -> Proof:
    """Writes the file anew, reads it with a reader of its own, and compares both with what the run says."""
    content = write(batch, payments)
    found = FORMATS[batch.file_format].read_back(content, terms_of(batch))
    digest = digest_of(content)
    agrees = (found.count, found.pence) == (batch.line_count, batch.total_pence)
    return Proof(found.count, found.pence, digest, same=digest == batch.sha256, agrees=agrees)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
