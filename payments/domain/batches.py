"""Payment runs: which claims are ready, making a run, its file, paid, and sent back by the bank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import record, record_all
from involvement.shared.errors import Refused
from involvement.shared.ui.words import day_words
from payments.domain.claim_messages import tell_paid, tell_returned
from payments.domain.duties import people_close_to
from payments.domain.file_settings import needs_accounts
from payments.domain.findings import Finding, Level, findings_for, stopped
from payments.domain.formats.registry import FORMATS
from payments.domain.formats.terms import Account
from payments.domain.ledger import post
from payments.domain.payee_findings import Payees, payee_findings, payees_of
from payments.domain.payment_file import digest_of, frozen_terms, payments_of, terms_of, write
from payments.domain.receipts import with_other_receipts
from payments.domain.steps import lock, move, must_be, step_all
from payments.models import BatchAccount, BatchLine, Claim, ClaimLine, PaymentBatch

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor
    from payments.models.claim import ClaimQuerySet

State = Claim.State


@dataclass(frozen=True)
class Preview:
    """What a run would hold. `findings` by claim id; claims with a STOP stay out."""

    claims: list[Claim]
    findings: dict[int, list[Finding]]

    @property
    def payable(self) -> list[Claim]:
        return [claim for claim in self.claims if not stopped(self.findings[claim.pk])]

    @property
    def questions(self) -> list[Finding]:
        payable = {claim.pk for claim in self.payable}
        return [f for pk in payable for f in self.findings[pk] if f.level == Level.ASK]

    @property
    def total_pence(self) -> int:
        return sum(line.due_pence for claim in self.payable for line in claim.loaded)


def preview(claims: Sequence[Claim], *, maker_id: int, payees: Payees | None = None) -> Preview:
    """A constant number of statements, however many claims. Claims come `with_lines`, persons selected."""
    close = people_close_to(maker_id, [claim.person_id for claim in claims])
    found = findings_for(claims, maker_id=maker_id, close_people=close, today=timezone.localdate())
    for claim_id in with_other_receipts(claims):
        words = _("A receipt is not the one that was approved. Ask about this claim, and approve it anew.")
        found[claim_id].append(Finding(Level.STOP, "receipt_changed", words, claim_id))
    if claims:
        payees = payees or payees_of(claims, claims[0].institution_id)
        for finding in payee_findings(claims, payees, maker_id=maker_id, now=timezone.now()):
            found[finding.claim_id].append(finding)
    return Preview(list(claims), found)


def look_at(
    institution: Institution, *, claim_ids: Collection[int], maker_id: int, settled: Collection[tuple[int, str]]
) -> None:
    """Raises Refused where `make_batch` would now. Writes and holds nothing."""
    claims = list(_ready(institution, claim_ids).with_lines())
    payees = _may_be_paid(claims, institution, claim_ids=claim_ids, maker_id=maker_id, settled=settled)
    lines = _lines(claims, payees)
    _batch(institution, lines, payees=payees, maker_id=maker_id, settled=settled, made_at=timezone.now())


@transaction.atomic
def make_batch(
    institution: Institution,
    *,
    claim_ids: Collection[int],
    by: Actor,
    settled: Collection[tuple[int, str]] = (),
    now: datetime | None = None,
) -> PaymentBatch:
    """Put these claims in a new run, all of them or none. `settled`: the questions (claim, code) that were looked at.

    The institution's row is the queue of all who make runs there, and the claims are held while the run is written,
    so a claim can be in one run only; the unique line says the same (R19, R24). Raises Refused.
    """
    if by.user_id is None:
        raise Refused(_("Sign in to make a payment run."), code="duties")
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    claims = list(_ready(institution, claim_ids).select_for_update(of=("self",)).with_lines())
    payees = _may_be_paid(claims, institution, claim_ids=claim_ids, maker_id=by.user_id, settled=settled)
    lines = _lines(claims, payees)
    made_at = now or timezone.now()
    batch = _batch(institution, lines, payees=payees, maker_id=by.user_id, settled=settled, made_at=made_at)
    batch.save(force_insert=True)
    _put_in(batch, claims, lines, by=by)
    _keep_accounts(lines, _accounts(lines, payees))
    return batch


@transaction.atomic
def mark_paid(batch: PaymentBatch, *, paid_on: date, by: Actor) -> PaymentBatch:
    """The money has left. Tells each person. Claims that the bank sent back before stay as they are."""
    today = timezone.localdate()
    if not timezone.localdate(batch.made_at) <= paid_on <= today:
        raise Refused(_("The day of payment must be between the day of the run and today."), code="day")
    mine = batch.lines.filter(Q(claim__approved_by_id=by.user_id) | Q(claim__confirmed_user_id=by.user_id)).exists()
    people = list(batch.lines.values_list("claim__person_id", flat=True))
    if by.user_id is None or mine or people_close_to(by.user_id, people):
        raise Refused(
            _("You approved or confirmed a claim in this run, or it is yours. Somebody else must do this."),
            code="duties",
        )
    unpaid = PaymentBatch.objects.filter(pk=batch.pk, paid_on=None)
    if unpaid.update(paid_on=paid_on, paid_by_id=by.user_id, paid_at=timezone.now()) != 1:
        raise Refused(_("This run is marked as paid already."), code="twice")
    held = Claim.objects.select_for_update(of=("self",)).select_related("person__adult_lead").order_by("pk")
    claims = list(held.filter(batch_line__batch=batch, state=State.BATCHED))
    _move_all(claims, State.PAID, by=by, sentence=_("Paid on %(day)s.") % {"day": day_words(paid_on)})
    if claims:
        post(claims, what="claim.paid", by=by, before=State.BATCHED, batch=batch)
    _record_all("claim.paid", claims, by=by, batch=batch)
    record("batch.paid", about=batch, by=by, institution_id=batch.institution_id, paid_on=paid_on.isoformat())
    tell_paid(claims, sums=dict(batch.lines.values_list("claim_id", "pence")), paid_on=paid_on, now=timezone.now())
    batch.refresh_from_db()
    return batch


@transaction.atomic
def mark_returned(claim: Claim, *, reason: str, by: Actor) -> Claim:
    """The bank sent it back. The claim stays in its run; `approving.claim_again` starts another."""
    locked = lock(claim)
    must_be(locked, State.BATCHED, State.PAID, otherwise=_("Only a payment in a run can come back."))
    if not reason.strip():
        raise Refused(_("Write why it came back."), code="reason")
    move(
        locked,
        State.RETURNED,
        by=by,
        sentence=_("The bank sent this back to us."),
        action="claim.returned",
        state_reason=reason.strip(),
    )
    tell_returned(locked, now=timezone.now())
    return locked


def _ready(institution: Institution, claim_ids: Collection[int]) -> ClaimQuerySet:
    """The claims that are ready still, in the order of their numbers."""
    ready = Claim.objects.ready_to_pay().filter(institution=institution, pk__in=claim_ids)
    return ready.select_related("person").order_by("pk")


def _may_be_paid(
    claims: list[Claim],
    institution: Institution,
    *,
    claim_ids: Collection[int],
    maker_id: int,
    settled: Collection[tuple[int, str]],
) -> Payees:
    """All of the claims, with nothing that stops one and no open question. Raises Refused."""
    if not claim_ids:
        raise Refused(_("There is nothing to pay in this list."), code="empty")
    if len(claims) != len(set(claim_ids)):
        raise Refused(_("Some of these claims are in another run by now. Please look again."), code="changed")
    payees = payees_of(claims, institution.pk)
    _check(preview(claims, maker_id=maker_id, payees=payees), settled)
    return payees


def _check(run: Preview, settled: Collection[tuple[int, str]]) -> None:
    if len(run.payable) != len(run.claims):
        first = next(f for found in run.findings.values() for f in found if f.level == Level.STOP)
        raise Refused(first.sentence, code="stop")
    open_questions = {(f.claim_id, f.code) for f in run.questions} - set(settled)
    if open_questions:
        raise Refused(_("There are questions that you have not said yes to. Please look again."), code="ask")


def _lines(claims: list[Claim], payees: Payees) -> list[BatchLine]:
    lines = []
    for position, claim in enumerate(claims, start=1):
        due = {ClaimLine.Kind.FEE: 0, ClaimLine.Kind.EXPENSE: 0}
        for line in claim.loaded:
            due[ClaimLine.Kind(line.kind)] += line.due_pence
        fee, expense = due[ClaimLine.Kind.FEE], due[ClaimLine.Kind.EXPENSE]
        lines.append(
            BatchLine(
                claim=claim,
                position=position,
                payee=claim.person.name,
                payee_reference=payees.reference_of(claim.person_id),
                fee_pence=fee,
                expense_pence=expense,
                pence=fee + expense,
            )
        )
    return lines


def _batch(
    institution: Institution,
    lines: list[BatchLine],
    *,
    payees: Payees,
    maker_id: int,
    settled: Collection[tuple[int, str]],
    made_at: datetime,
) -> PaymentBatch:
    """Not saved yet. Raises Refused when the institution's file can not be written."""
    last = institution.payment_batches.aggregate(last=Max("number"))["last"] or 0
    today = timezone.localdate(made_at)
    reference = f"RUN-{today:%Y%m%d}-{last + 1}"
    batch = PaymentBatch(
        institution=institution,
        number=last + 1,
        reference=reference,
        made_by_id=maker_id,
        made_at=made_at,
        line_count=len(lines),
        fee_pence=sum(line.fee_pence for line in lines),
        expense_pence=sum(line.expense_pence for line in lines),
        total_pence=sum(line.pence for line in lines),
        file_format=payees.setting.file_format,
        file_terms=frozen_terms(payees.setting, today=today),
        settled=[{"claim": claim, "code": code} for claim, code in sorted(settled)],
    )
    payments = payments_of(lines, _accounts(lines, payees))
    if any(not batch.file_terms["originator"][need] for need in FORMATS[batch.file_format].needs):
        raise Refused(
            _("The page about payment files does not say yet which account pays. Fill it in first."), code="file"
        )
    if wrong := FORMATS[batch.file_format].problems(terms_of(batch), payments):
        raise Refused(" ".join(wrong), code="file")
    batch.sha256 = digest_of(write(batch, payments))
    return batch


def _accounts(lines: list[BatchLine], payees: Payees) -> dict[int, Account]:
    """By position; empty where the file carries none."""
    if not needs_accounts(payees.setting):
        return {}
    found = {line.position: payees.account_of(line.claim.person_id) for line in lines}
    return {position: account for position, account in found.items() if account}


def _keep_accounts(lines: list[BatchLine], accounts: dict[int, Account]) -> None:
    at = {line.position: line for line in lines}
    BatchAccount.objects.bulk_create(
        BatchAccount(line=at[position], sort_code=one.sort_code, number=one.number, name=one.name)
        for position, one in accounts.items()
    )


def _put_in(batch: PaymentBatch, claims: list[Claim], lines: list[BatchLine], *, by: Actor) -> None:
    words = _("In the payment run %(run)s.") % {"run": batch.reference}
    _move_all(claims, State.BATCHED, by=by, sentence=words)
    post(claims, what="claim.batched", by=by, before=State.APPROVED, batch=batch)
    for line in lines:
        line.batch = batch
    BatchLine.objects.bulk_create(lines)
    _record_all("claim.batched", claims, by=by, batch=batch)
    record(
        "batch.made",
        about=batch,
        by=by,
        institution_id=batch.institution_id,
        claims=batch.line_count,
        pence=batch.total_pence,
        sha256=batch.sha256,
    )


def _move_all(claims: list[Claim], to: str, *, by: Actor, sentence: str) -> None:
    """The set-based twin of `steps.move`: one state for all, held by the caller."""
    if not claims:
        return
    before = claims[0].state
    same = Claim.objects.filter(pk__in=[claim.pk for claim in claims], state=before)
    if same.update(state=to, version=F("version") + 1) != len(claims):
        raise Refused(_("Some of these claims were changed in the meantime. Please look again."), code="changed")
    for claim in claims:
        claim.state, claim.version = to, claim.version + 1
    step_all(claims, by=by, sentence=sentence)


def _record_all(action: str, claims: list[Claim], *, by: Actor, batch: PaymentBatch) -> None:
    people = [claim.person_id for claim in claims]
    institution_id = batch.institution_id
    record_all(action, about=claims, people=people, by=by, institution_id=institution_id, batch=batch.reference)
