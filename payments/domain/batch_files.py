"""The file of a run that was made: written anew each time, proved, and handed out with a note of who took it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Role
from involvement.shared.audit.record import record, record_reading
from involvement.shared.errors import Refused
from payments.domain.formats.columns import asks_for_accounts
from payments.domain.formats.registry import FORMATS
from payments.domain.formats.terms import Account, Payment
from payments.domain.payment_file import Proof, digest_of, payments_of, proof_of, terms_of, write
from payments.models import PaymentBatch

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor


def file_of(batch: PaymentBatch) -> bytes:
    """The run's file, byte for byte as it was made. Raises Refused when it is not, which nothing should bring about."""
    content = write(batch, frozen_payments(batch))
    if digest_of(content) != batch.sha256:
        raise Refused(_("The file is not the one that was made. Do not use it, and tell support."), code="digest")
    return content


def proof(batch: PaymentBatch) -> Proof:
    """For the run's page: what a reader of its own finds in the file."""
    return proof_of(batch, frozen_payments(batch))


def frozen_payments(batch: PaymentBatch) -> list[Payment]:
    """The lines as they were, with the accounts as they were. One statement."""
    lines = list(batch.lines.select_related("claim", "account").order_by("position"))
    kept = {line.position: line.account for line in lines if hasattr(line, "account")}
    accounts = {at: Account(str(one.sort_code), str(one.number), str(one.name)) for at, one in kept.items()}
    return payments_of(lines, accounts)


def carries_accounts(batch: PaymentBatch) -> bool:
    """Whether bank details stand in the file, so that taking it is a reading of them."""
    return FORMATS[batch.file_format].for_banks or asks_for_accounts(terms_of(batch).columns)


@transaction.atomic
def download(batch: PaymentBatch, *, by: Actor) -> bytes:
    """The file, with a note of who took it and when it was taken first; each person sees who had their account."""
    content = file_of(batch)
    if carries_accounts(batch):
        people = sorted(set(batch.lines.filter(organisation=None).values_list("claim__person_id", flat=True)))
        where, why = batch.institution_id, _("To pay you: %(run)s") % {"run": batch.reference}
        record_reading(person_ids=people, what="payee_account", why=why, by=by, institution_id=where, role=Role.FINANCE)
    PaymentBatch.objects.filter(pk=batch.pk, downloaded_at=None).update(downloaded_at=timezone.now())
    record("batch.downloaded", about=batch, by=by, institution_id=batch.institution_id, sha256=batch.sha256)
    return content
