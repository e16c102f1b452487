"""A payment run of a thousand claims: with checks, reasons, stages, ledger and record, beside two bare ones.

Both bare runs lock the claims with their lines, move them, and write the run, its lines and its file in bulk, and no
more. One does it in our tables, with their promises, history and indexes; the other in plain tables that have none.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from statistics import median
from time import perf_counter
from typing import Any

import pgtrigger
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.models import Attendance, Invitation, Offer, Session
from involvement.shared.accounts.models import Institution, Membership, Role, User
from involvement.shared.audit.actors import Actor
from participants.models import Person
from payments.domain.batch_requests import make_requested, request_batch
from payments.domain.batches import make_batch, mark_paid
from payments.domain.ledger import post
from payments.domain.proposing import propose_claims
from payments.models import BatchLine, BenefitCheck, Claim, PaymentBatch
from programmes.models import Programme
from tests.bench.measure import PAIRS, Figure, at_least, at_most, statements

CLAIMS, EACH = 1_000, 100
SYSTEM = Actor.system("bench")


class BareClaim(models.Model):
    """What a bare application would keep of a claim."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class BareLine(models.Model):
    claim = models.ForeignKey(BareClaim, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=7)
    pence = models.PositiveIntegerField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class BareBatch(models.Model):
    reference = models.CharField(max_length=30)
    total_pence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class BareBatchLine(models.Model):
    batch = models.ForeignKey(BareBatch, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField(BareClaim, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    payee = models.CharField(max_length=200)
    fee_pence = models.PositiveIntegerField()
    expense_pence = models.PositiveIntegerField()
    pence = models.PositiveIntegerField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


BARE = [BareClaim, BareLine, BareBatch, BareBatchLine]


def payment_figures() -> list[Figure]:
    place, approver, maker = _people()
    claims = _approved(place, approver, CLAIMS)
    _bare_tables(claims)
    ids, by = [claim.pk for claim in claims], Actor.of(maker)

    def ours() -> None:
        make_batch(place, claim_ids=ids, by=by)

    ratio = median(_undone(ours) / _undone(lambda: _bare_run(place, maker)) for _ in range(PAIRS))
    plain = median(_undone(ours) / _undone(_plain_run) for _ in range(PAIRS))
    with CaptureQueriesContext(connection) as caught:
        start = perf_counter()
        batch = make_batch(place, claim_ids=ids, by=by)
        together = perf_counter() - start
    with CaptureQueriesContext(connection) as paying:
        mark_paid(batch, paid_on=timezone.localdate(), by=by)
    one_by_one = _each(place, approver, by) * CLAIMS / EACH
    asked = request_batch(place, claim_ids=[claim.pk for claim in _approved(place, approver, EACH)], by=by)
    with CaptureQueriesContext(connection) as working:
        assert make_requested(asked.pk, now=timezone.now())
    return [
        at_most(f"payment run of {CLAIMS:,} claims: time", "bare set-based run", ratio, 2),
        at_most(f"payment run of {CLAIMS:,} claims: time", "bare run in tables without promises", plain, 4),
        at_least(f"payment run of {CLAIMS:,} claims: speed", "a transaction each", one_by_one / together, 4),
        at_most(f"payment run of {CLAIMS:,} claims: statements", "count", statements(caught), 40),
        at_most(f"payment run of {EACH:,} claims by a worker: statements", "count", statements(working), 40),
        at_most(f"{CLAIMS:,} claims marked as paid: statements", "count", statements(paying), 40),
    ]


def _undone(run: Callable[[], None]) -> float:
    """Seconds of a run with all that the database proves at its end; then nothing of it is kept."""
    with transaction.atomic(), connection.cursor() as cursor:
        start = perf_counter()
        run()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def _each(place: Institution, approver: User, by: Actor) -> float:
    """Seconds for a run, and a transaction, for every one of some claims."""
    claims = _approved(place, approver, EACH)
    start = perf_counter()
    for claim in claims:
        make_batch(place, claim_ids=[claim.pk], by=by)
    return perf_counter() - start


def _plain_run() -> None:
    """In tables without promises."""
    with transaction.atomic():
        held = BareClaim.objects.filter(state="approved").select_for_update(of=("self",)).select_related("person")
        claims = list(held.order_by("pk").prefetch_related("lines"))
        lines = [BareBatchLine(**_summed(at, claim)) for at, claim in enumerate(claims, start=1)]
        batch = BareBatch.objects.create(
            reference="BARE", total_pence=sum(line.pence for line in lines), digest=_bare_file(lines)
        )
        BareClaim.objects.filter(pk__in=[claim.pk for claim in claims]).update(state="batched")
        for line in lines:
            line.batch = batch
        BareBatchLine.objects.bulk_create(lines)


def _bare_run(place: Institution, maker: User) -> None:
    """In our tables; the ledger is what it goes without, so nothing asks for it."""
    with transaction.atomic(), pgtrigger.ignore("payments.Claim:claim_moved_is_proved"):
        held = Claim.objects.filter(institution=place, state=Claim.State.APPROVED).select_for_update(of=("self",))
        claims = list(held.select_related("person").order_by("pk").prefetch_related("lines"))
        lines = [BatchLine(**_summed(at, claim)) for at, claim in enumerate(claims, start=1)]
        fees, costs = sum(line.fee_pence for line in lines), sum(line.expense_pence for line in lines)
        batch = PaymentBatch.objects.create(
            institution=place, number=1, reference="BARE", made_by=maker, line_count=len(lines), fee_pence=fees,
            expense_pence=costs, total_pence=fees + costs, sha256=_bare_file(lines),
        )  # fmt: skip
        Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(state=Claim.State.BATCHED)
        for line in lines:
            line.batch = batch
        BatchLine.objects.bulk_create(lines)


def _summed(position: int, claim: Any) -> dict[str, Any]:
    fee = sum(line.pence for line in claim.lines.all() if line.kind == "fee")
    costs = sum(line.pence for line in claim.lines.all() if line.kind == "expense")
    sums = {"fee_pence": fee, "expense_pence": costs, "pence": fee + costs}
    return {"claim": claim, "position": position, "payee": claim.person.name, **sums}


def _bare_file(lines: Sequence[Any]) -> str:
    out = StringIO(newline="")
    writer = csv.writer(out)
    for line in lines:
        writer.writerow(
            ["BARE", line.position, line.claim_id, line.payee, line.fee_pence, line.expense_pence, line.pence]
        )
    return sha256(out.getvalue().encode()).hexdigest()


def _bare_tables(claims: list[Claim]) -> None:
    with connection.schema_editor() as editor:
        for model in BARE:
            editor.create_model(model)
    BareClaim.objects.bulk_create(BareClaim(pk=c.pk, person_id=c.person_id, state="approved") for c in claims)
    BareLine.objects.bulk_create(BareLine(claim_id=c.pk, kind="fee", pence=c.fee_pence) for c in claims)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people() -> tuple[Institution, User, User]:
    place = Institution.objects.create(name="Bench Payments University")
    Programme.objects.create(institution=place, title="BA Social Work")
    found = []
    for role, name in ((Role.COORDINATOR, "approver"), (Role.FINANCE, "maker")):
        user = User.objects.create_user(f"{name}@payments.example.test", name=name)
        Membership.objects.create(user=user, institution=place, role=role)
        found.append(user)
    return place, found[0], found[1]


def _approved(place: Institution, approver: User, number: int) -> list[Claim]:
    """Approved claims of as many people, in one session, moved in bulk."""
    _proposed(place, number)
    now = timezone.now()
    with transaction.atomic():
        fresh = Claim.objects.filter(institution=place, state=Claim.State.PROPOSED)
        ids = list(fresh.values_list("pk", flat=True))
        moved = Claim.objects.filter(pk__in=ids)
        moved.update(state=Claim.State.CONFIRMED, confirmed_at=now)
        post(list(moved), what="bench", by=SYSTEM, before="proposed")
        moved.update(state=Claim.State.APPROVED, approved_at=now, approved_by=approver)
        post(list(moved), what="bench", by=SYSTEM, before="confirmed")
    return list(moved.order_by("pk"))


def _proposed(place: Institution, number: int) -> None:
    before = Person.objects.filter(institution=place).count()
    people = Person.objects.bulk_create(
        Person(institution=place, name=f"Payee {n:05}", email=f"payee{n}@example.test")
        for n in range(before, before + number)
    )
    today = timezone.localdate()
    told = {"information_given_on": today, "rules_version": "bench", "expires_on": today + timedelta(days=365)}
    BenefitCheck.objects.bulk_create(BenefitCheck(person=person, **told) for person in people)
    start = timezone.now() - timedelta(days=3)
    session = Session.objects.create(
        institution=place, programme=Programme.objects.get(institution=place), kind="talk", title="Paid talk",
        starts_at=start, ends_at=start + timedelta(hours=2), status=Session.Status.HELD,
    )  # fmt: skip
    offer = Offer.objects.create(
        session=session, status=Offer.Status.PUBLISHED, published_at=start, role_type=Offer.RoleType.PAID,
        ask="Talk with students.", when="Two hours.", task="Answer questions.", benefit_impact="A fee may count.",
        local_sixth_label="Where?", local_sixth="At the university.", who_else="A lecturer.", expenses="The bus.",
        fee_pence=50_00, pay_within_days=20, places=number,
    )  # fmt: skip
    said = {"status": Invitation.Status.ACCEPTED, "answered_at": start, "payment_choice": Invitation.PaymentChoice.FEE}
    invitations = Invitation.objects.bulk_create(Invitation(offer=offer, person=person, **said) for person in people)
    Attendance.objects.bulk_create(
        Attendance(
            session=session, person=i.person, invitation=i, status=Attendance.Status.ATTENDED, actual_minutes=120
        )
        for i in invitations
    )
    propose_claims(session, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
