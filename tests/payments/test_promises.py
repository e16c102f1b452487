"""What the database refuses, past all code: raw SQL and `update` only."""

from contextlib import contextmanager

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from involvement.shared.accounts.models import User
from involvement.shared.uploads.models import StoredFile
from participants.models import SupporterLink
from payments.domain.ledger import post
from payments.models import BatchLine, Claim, ClaimLine, ClaimStep, PaymentBatch
from payments.models.promises import GRAPH
from tests.factories.accounts import UserFactory
from tests.factories.participants import PersonFactory
from tests.factories.payments import (
    SYSTEM,
    approved_claim,
    batched_claim,
    claim_in,
    confirmed_claim,
    coordinator,
    finance,
    paid_claim,
    proposed_claim,
    run,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(name: str):
    with pytest.raises(Error, match=name), transaction.atomic():
        yield
        settle()


def settle() -> None:
    """Check now what the database would check at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def approve_raw(claim: Claim, user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_claim SET state = 'approved', approved_at = now(), approved_by_id = %s WHERE id = %s",
            [user.pk, claim.pk],
        )
    book(claim, before="confirmed")


def book(claim: Claim, *, before: str) -> None:
    """The ledger has its own tests."""
    post([Claim.objects.get(pk=claim.pk)], what="raw", by=SYSTEM, before=before)


def batch_raw(claim: Claim, user: User, *, pence: int = 5000, state: bool = True) -> PaymentBatch:
    batch = PaymentBatch.objects.create(
        institution=claim.institution, number=77, reference="RAW", made_by=user, line_count=1, fee_pence=pence,
        expense_pence=0, total_pence=pence, sha256="0" * 64,
    )  # fmt: skip
    if state:
        Claim.objects.filter(pk=claim.pk).update(state="batched")
        book(claim, before="approved")
    BatchLine.objects.create(
        batch=batch, claim=claim, position=1, payee="A", fee_pence=pence, expense_pence=0, pence=pence
    )
    return batch


STATES = list(Claim.State.values)


@pytest.mark.parametrize("before", STATES)
def test_r18_a_claim_moves_along_the_graph_only_even_past_the_code(before):
    claim = claim_in(before)
    everything = {
        "confirmed_at": timezone.now(),
        "state_reason": "x",
    }
    for after in STATES:
        if after == before or after in GRAPH[before]:
            continue
        with refused("claim_moves_along_the_graph"):
            Claim.objects.filter(pk=claim.pk).update(state=after, **everything)
    claim.refresh_from_db()
    assert claim.state == before


@pytest.mark.parametrize("state", [s for s in STATES if s != "proposed"])
def test_a_claim_starts_as_proposed(state):
    old = proposed_claim()
    with refused("claim_starts_as_proposed"):
        old.pk, old.state = None, state
        Claim.objects.bulk_create([old])


@pytest.mark.parametrize(
    "change", [{"fee_pence": 9999}, {"payment_choice": "nothing"}, {"pay_by": "2030-01-01"}, {"replaces_id": 1}]
)
def test_m5_the_terms_of_a_claim_are_frozen(change):
    claim = proposed_claim()
    with refused("claim_terms_are_frozen"):
        Claim.objects.filter(pk=claim.pk).update(**change)


def test_m6_the_payee_never_approves():
    claim = confirmed_claim()
    with refused("approver_is_somebody_else"):
        approve_raw(claim, claim.person.user)


def test_m6_whoever_confirmed_never_approves():
    claim = confirmed_claim()
    other = coordinator(claim.institution)
    Claim.objects.filter(pk=claim.pk).update(confirmed_user=other)
    with refused("approver_is_somebody_else"):
        approve_raw(claim, other)


def test_r20_a_second_account_of_the_payee_never_approves():
    claim = confirmed_claim()
    second = UserFactory(email="second@example.test")
    claim.person.email = "SECOND@example.test"
    claim.person.save()
    with refused("approver_is_somebody_else"):
        approve_raw(claim, second)


def test_r20_a_supporter_of_the_payee_never_approves_nor_makes_the_run():
    claim = confirmed_claim()
    helper = finance(claim.institution)
    supporter = PersonFactory(institution=claim.institution, user=helper)
    SupporterLink.objects.create(
        person=claim.person, supporter=supporter, kind="family", starts_on=timezone.localdate()
    )
    with refused("approver_is_somebody_else"):
        approve_raw(claim, helper)
    approve_raw(claim, coordinator(claim.institution))
    with refused("batch_maker_is_somebody_else"):
        batch_raw(claim, helper)


def test_m6_somebody_else_may_approve_and_a_third_may_make_the_run():
    claim = confirmed_claim()
    approve_raw(claim, coordinator(claim.institution))
    batch_raw(claim, finance(claim.institution))
    settle()
    claim.refresh_from_db()
    assert claim.state == "batched"


def test_m6_the_approver_never_makes_the_run_nor_the_payee():
    claim = confirmed_claim()
    approver = coordinator(claim.institution)
    approve_raw(claim, approver)
    for user in [approver, claim.person.user]:
        with refused("batch_maker_is_somebody_else"):
            batch_raw(claim, user)


def test_m6_the_approver_and_the_payee_never_mark_the_run_as_paid():
    claim = approved_claim()
    batch = run(claim)
    for user in [claim.approved_by, claim.person.user]:
        with refused("payer_is_somebody_else"):
            PaymentBatch.objects.filter(pk=batch.pk).update(
                paid_by=user, paid_on=timezone.localdate(), paid_at=timezone.now()
            )


@pytest.mark.parametrize("pence", [4999, 5001])
def test_m7_a_line_of_a_run_is_the_sum_of_the_claim(pence):
    claim = approved_claim()
    with refused("batch_line_is_the_sum"):
        batch_raw(claim, finance(claim.institution), pence=pence)


def test_m7_a_run_is_the_sum_of_its_lines():
    claim = approved_claim()
    maker = finance(claim.institution)
    with refused("batch_is_the_sum"):
        PaymentBatch.objects.create(
            institution=claim.institution, number=78, reference="RAW", made_by=maker, line_count=1, fee_pence=1,
            expense_pence=0, total_pence=1, sha256="0" * 64,
        )  # fmt: skip


def test_a_claim_that_nobody_approved_never_gets_into_a_run():
    claim = confirmed_claim()
    with refused("batch_line_is_approved"):
        batch_raw(claim, finance(claim.institution), state=False)


def test_a_claim_says_it_is_in_a_run_exactly_when_it_is():
    claim = approved_claim()
    with refused("claim_and_batch_agree"):
        Claim.objects.filter(pk=claim.pk).update(state="batched")


def test_r24_a_claim_is_in_one_run_ever():
    claim = batched_claim()
    with refused("claim_moves_along_the_graph|batchline_claim_id|batch_line_is"):
        batch_raw(claim, finance(claim.institution))
    with refused("claim_id"):
        batch_raw(claim, finance(claim.institution), state=False)


@pytest.mark.parametrize(
    "change", [{"total_pence": 1}, {"sha256": "1" * 64}, {"line_count": 5}, {"reference": "X"}, {"settled": ["x"]}]
)
def test_m7_a_run_is_frozen_once_made(change):
    batch = run(approved_claim())
    with refused("batch_is_frozen"):
        PaymentBatch.objects.filter(pk=batch.pk).update(**change)


def test_m7_lines_of_a_run_are_frozen_and_stay():
    batch = run(approved_claim())
    with refused("batch_line_is_frozen"):
        batch.lines.update(payee="Somebody else")
    with refused("batch_line_is_frozen"):
        batch.lines.all()._raw_delete("default")
    with refused("batch_is_never_deleted"):
        PaymentBatch.objects.filter(pk=batch.pk)._raw_delete("default")


def test_m7_a_paid_run_keeps_its_day_and_payer():
    claim = paid_claim()
    with refused("batch_is_frozen"):
        PaymentBatch.objects.filter(lines__claim=claim).update(paid_on="2030-01-01")


@pytest.mark.parametrize("state", [s for s in STATES if s not in ("proposed", "queried")])
def test_lines_change_only_while_the_person_has_the_claim(state):
    claim = claim_in(state)
    with refused("lines_change_while_open"):
        ClaimLine.objects.create(claim=claim, kind="expense", expense_kind="taxi", pence=1000)
    with refused("lines_change_while_open"):
        claim.lines.update(words="Other")
    with refused("lines_change_while_open"):
        claim.lines.all()._raw_delete("default")


def test_a_receipt_is_not_exchanged_after_approval():
    claim = approved_claim()
    stored = StoredFile.objects.create(institution=claim.institution, size=1, sha256="0" * 64, file="x.jpg")
    with refused("lines_change_while_open"):
        claim.lines.update(receipt=stored)


def test_the_fee_line_is_the_agreed_fee():
    claim = proposed_claim()
    with refused("fee_is_the_agreed_one"):
        claim.lines.update(pence=9999)
    with refused("one_fee_a_claim"):
        ClaimLine.objects.create(claim=claim, kind="fee", pence=5000)


@pytest.mark.parametrize("values", [{"pence": -1}, {"pence": 10, "declined_pence": 11}, {"expense_kind": ""}])
def test_m7_a_cost_is_not_less_than_nothing(values):
    claim = proposed_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.create(**{"claim": claim, "kind": "expense", "expense_kind": "taxi", "pence": 5, **values})


def test_stages_and_claims_are_never_taken_out():
    claim = confirmed_claim()
    with refused("steps_are_only_added"):
        ClaimStep.objects.update(sentence="No")
    with refused("steps_are_only_added"):
        ClaimStep.objects.all()._raw_delete("default")
    with refused("claim_is_never_deleted"):
        Claim.objects.filter(pk=claim.pk)._raw_delete("default")


def test_history_is_written_for_changes_past_the_code():
    claim = proposed_claim()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments_claim SET state = 'declined' WHERE id = %s", [claim.pk])
        cursor.execute("SELECT state FROM payments_claimevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [claim.pk])
        assert [row[0] for row in cursor.fetchall()] == ["proposed", "declined"]
    book(claim, before="proposed")
