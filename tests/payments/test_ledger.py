"""The ledger: what each deed writes."""

import importlib

import pgtrigger
import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from payments.domain import approving, claims
from payments.domain.ledger import post, prove, set_code
from payments.models import Claim, LedgerEntry, LedgerPosting
from tests.factories.accounts import InstitutionFactory
from tests.factories.payments import (
    SYSTEM,
    claim_in,
    coordinator,
    finance,
    many_confirmed,
    payee_of,
    proposed_claim,
    run,
)
from tests.payments.ledger import stands
from tests.payments.test_promises import settle

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "account"),
    [
        ("proposed", "with_person"),
        ("queried", "with_person"),
        ("confirmed", "due_to_person"),
        ("approved", "approved"),
        ("batched", "in_payment"),
        ("paid", "paid"),
        ("returned", "returned"),
        ("declined", "declined"),
    ],
)
def test_the_money_of_a_claim_stands_where_its_state_says(state, account):
    assert stands(claim_in(state)) == {("earned", "fee"): -5000, (account, "fee"): 5000}


def test_a_claim_that_was_taken_back_owes_nothing():
    assert stands(claim_in("withdrawn")) == {}


def test_every_change_of_state_is_a_posting_with_who_and_when():
    claim = claim_in("paid")

    rows = LedgerPosting.objects.filter(entries__claim=claim).distinct().order_by("pk")

    assert [(p.what, p.before, p.after) for p in rows] == [
        ("claim.proposed", "", "proposed"),
        ("claim.confirmed", "proposed", "confirmed"),
        ("claim.approved", "confirmed", "approved"),
        ("claim.batched", "approved", "batched"),
        ("claim.paid", "batched", "paid"),
    ]
    assert rows[2].actor_user_id == claim.approved_by_id
    assert [p.batch_id for p in rows] == [None] * 3 + [claim.batch_line.batch_id] * 2
    assert all(p.at <= timezone.now() for p in rows)


def test_m4_fees_and_costs_stand_apart_each_under_its_own_code():
    claim = proposed_claim()
    set_code(claim.institution, kind="expense", code="7010", by=SYSTEM)
    claims.add_expense(claim, expense_kind="taxi", pence=900, by=payee_of(claim))

    assert stands(claim)[("with_person", "fee")] == 5000
    assert stands(claim)[("with_person", "expense")] == 900
    codes = set(claim.entries.values_list("kind", "code"))
    assert codes == {("fee", "fee"), ("expense", "7010")}


def test_m4_a_claim_keeps_the_code_that_it_began_with():
    claim = proposed_claim()
    set_code(claim.institution, kind="fee", code="4711", by=SYSTEM)
    claims.confirm_claim(claim, by=payee_of(claim))

    assert set(claim.entries.values_list("code", flat=True)) == {"fee"}
    assert set(proposed_claim(offer=claim.offer).entries.values_list("code", flat=True)) == {"4711"}


def test_m3_what_the_person_declines_is_posted_with_its_time_before_it_is_due():
    claim = proposed_claim()
    claims.take_less(claim, wanted_pence=1500, by=payee_of(claim))
    assert stands(claim) == {("earned", "fee"): -5000, ("with_person", "fee"): 1500, ("declined", "fee"): 3500}

    claims.decline_claim(claim, by=payee_of(claim))
    assert stands(claim) == {("earned", "fee"): -5000, ("declined", "fee"): 5000}

    claims.reopen_claim(claim, by=payee_of(claim))
    assert stands(claim) == {("earned", "fee"): -5000, ("with_person", "fee"): 5000}


def test_a_cost_that_is_taken_out_again_leaves_both_entries():
    claim = proposed_claim()
    line = claims.add_expense(claim, expense_kind="taxi", pence=900, by=payee_of(claim))
    claims.remove_expense(claim, line_id=line.pk, by=payee_of(claim))

    costs = claim.entries.filter(kind="expense", account="with_person").order_by("pk")
    assert [entry.pence for entry in costs] == [900, -900]


def test_saying_no_where_nothing_is_due_is_an_entry_of_nought():
    claim = proposed_claim(choice="expenses_only")
    claims.decline_claim(claim, by=payee_of(claim))

    assert list(claim.entries.values_list("account", "kind", "pence")) == [
        ("with_person", "expense", 0),
        ("declined", "expense", 0),
    ]


def test_a_payment_that_came_back_stands_on_its_new_claim_only():
    old = claim_in("returned")
    again = approving.claim_again(old, by=Actor.of(finance(old.institution)))

    assert stands(old) == {}
    assert stands(again) == {("earned", "fee"): -5000, ("due_to_person", "fee"): 5000}


def test_m7_every_posting_sums_to_nought():
    for state in Claim.State.values:
        claim_in(state)

    assert set(LedgerPosting.objects.annotate(sum=Sum("entries__pence")).values_list("sum", flat=True)) == {0}
    assert prove().holds


@pytest.mark.parametrize("number", [1, 12])
def test_posting_costs_one_statement_however_many_claims(django_assert_num_queries, number):
    found = many_confirmed(InstitutionFactory(), number)
    with django_assert_num_queries(1):
        post(found, what="again", by=SYSTEM, before="confirmed")
    assert not LedgerPosting.objects.filter(what="again").exists()


def test_m4_a_run_moves_fees_and_costs_of_all_its_claims_in_one_posting():
    found = many_confirmed(InstitutionFactory(), 3)
    approver = Actor.of(coordinator(found[0].institution))
    batch = run(*[approving.approve_claim(claim, by=approver) for claim in found])

    posting = batch.postings.get()
    assert posting.entries.count() == 6
    assert set(posting.entries.filter(account="in_payment").values_list("pence", flat=True)) == {5000}


def test_claims_from_before_the_ledger_are_posted_stage_by_stage():
    found = [claim_in(state) for state in Claim.State.values]
    some = claims.add_expense(cost := proposed_claim(), expense_kind="taxi", pence=900, by=payee_of(cost)).claim
    claims.take_less(some, wanted_pence=100, by=payee_of(some))
    old = claim_in("returned")
    again = approving.claim_again(old, by=Actor.of(finance(old.institution)))
    settle()
    wanted = {claim.pk: stands(claim) for claim in [*found, some, old, again]}
    with pgtrigger.ignore():
        LedgerEntry.objects.all()._raw_delete("default")
        LedgerPosting.objects.all()._raw_delete("default")

    with connection.schema_editor(atomic=False) as editor:
        importlib.import_module("payments.migrations.0005_post_what_happened").write(None, editor)

    assert {claim.pk: stands(claim) for claim in [*found, some, old, again]} == wanted
    assert prove().holds
    paid = found[Claim.State.values.index("paid")]
    moves = LedgerPosting.objects.filter(entries__claim=paid).distinct().order_by("pk")
    assert [p.after for p in moves] == ["proposed", "confirmed", "approved", "batched", "paid"]
    assert [p.at for p in moves] == list(paid.steps.values_list("at", flat=True))
    assert moves[2].actor_user_id == paid.approved_by_id
