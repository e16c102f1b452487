"""Many deeds in no order: whatever is refused and whatever is done, the books close (M7)."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from payments.domain import approving, batch_files, batches, claims
from payments.domain.proposing import propose_claims
from payments.models import BatchLine, Claim, ClaimLine, PaymentBatch
from payments.models.promises import GRAPH
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.participants import PersonFactory
from tests.factories.payments import SYSTEM, attendance, coordinator, finance

STEPS = 120


def _deeds(institution, rng: random.Random):
    people = [Actor.of(coordinator(institution)) for _ in range(2)] + [Actor.of(finance(institution)) for _ in range(2)]

    def anyone(claim: Claim) -> Actor:
        return rng.choice([*people, Actor.link(claim.person_id, "")])

    def run_of(claim: Claim) -> PaymentBatch | None:
        return PaymentBatch.objects.filter(lines__claim=claim).first()

    def pay(claim: Claim) -> None:
        if batch := run_of(claim):
            day = timezone.localdate() - timedelta(days=rng.choice([0, 0, 1]))
            batches.mark_paid(batch, paid_on=day, by=anyone(claim))

    def batch(claim: Claim) -> None:
        ids = list(Claim.objects.ready_to_pay().values_list("pk", flat=True)) or [claim.pk]
        codes = [(pk, code) for pk in ids for code in ("no_receipt", "large", "same_person")]
        batches.make_batch(institution, claim_ids=ids[: rng.randint(1, 3)], by=anyone(claim), settled=codes)

    return [
        lambda c: claims.add_expense(c, expense_kind="taxi", pence=rng.randint(1, 60000), by=anyone(c)),
        lambda c: claims.take_less(c, wanted_pence=rng.randint(-1, 6000), by=anyone(c)),
        lambda c: claims.confirm_claim(c, by=anyone(c)),
        lambda c: claims.confirm_claim(c, by=Actor.link(c.person_id, "")),
        lambda c: claims.decline_claim(c, by=anyone(c)),
        lambda c: claims.reopen_claim(c, by=anyone(c)),
        lambda c: approving.approve_claim(c, by=anyone(c)),
        lambda c: approving.approve_claim(c, by=people[0]),
        lambda c: approving.query_claim(c, reason="Which bus?", by=anyone(c)),
        lambda c: approving.claim_again(c, by=anyone(c)),
        batch,
        batch,
        pay,
        lambda c: batches.mark_returned(c, reason="Closed", by=anyone(c)),
        lambda c: propose_claims(c.session, by=SYSTEM),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_m7_the_books_close_after_any_row_of_deeds(seed):
    rng = random.Random(seed)
    institution = InstitutionFactory()
    offer = OfferFactory(published=True, session=SessionFactory(held=True, programme__institution=institution))
    for _ in range(4):
        attendance(offer=offer, person=PersonFactory(institution=institution))
    propose_claims(offer.session, by=SYSTEM)
    deeds = _deeds(institution, rng)
    done = 0

    for _ in range(STEPS):
        try:
            rng.choice(deeds)(rng.choice(list(Claim.objects.all())))
            done += 1
        except Refused:
            pass

    assert done > STEPS // 10
    _books_close()


def _books_close() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for batch in PaymentBatch.objects.all():
        sums = batch.lines.aggregate(total=Sum("pence"), fees=Sum("fee_pence"), costs=Sum("expense_pence"))
        assert (sums["total"], sums["fees"], sums["costs"]) == (batch.total_pence, batch.fee_pence, batch.expense_pence)
        assert batch_files.file_of(batch)
    for line in BatchLine.objects.select_related("claim"):
        due = ClaimLine.objects.filter(claim=line.claim).aggregate(due=Sum(F("pence") - F("declined_pence")))["due"]
        assert due == line.pence
        assert line.claim.state in ("batched", "paid", "returned")
        people = {line.claim.approved_by_id, line.batch.made_by_id, line.claim.confirmed_user_id} - {None}
        assert len(people) >= 2 and line.claim.approved_by_id != line.batch.made_by_id
    for claim in Claim.objects.all():
        states = list(claim.steps.order_by("pk").values_list("state", flat=True))
        assert states[-1] == claim.state
        assert all(after == before or after in GRAPH[before] for before, after in pairwise(states))
    living = Claim.objects.exclude(state="returned").values_list("attendance_id", flat=True)
    assert len(living) == len(set(living))
