"""What does not get into the ledger past its verbs, and the command that proves all of it (M7)."""

from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from payments.models import Claim, ClaimLine, LedgerEntry, LedgerPosting
from tests.factories.payments import approved_claim, proposed_claim
from tests.payments.test_promises import refused, settle

pytestmark = pytest.mark.django_db


def _raw(claim: Claim, **values: object) -> LedgerEntry:
    posting = LedgerPosting.objects.filter(entries__claim=claim).last()
    entry = {"posting": posting, "claim": claim, "account": "paid", "kind": "fee", "code": "fee", "pence": 1}
    return LedgerEntry.objects.create(**{**entry, **values})


def test_a_posting_that_does_not_sum_to_nought_is_refused_at_commit():
    claim = proposed_claim()
    with refused("posting_balances"):
        _raw(claim)


def test_a_posting_that_balances_but_says_something_else_than_the_claim_is_refused():
    claim = proposed_claim()
    with refused("ledger_says_what_the_claim_says"):
        _raw(claim)
        _raw(claim, account="with_person", pence=-1)


def test_an_entry_in_the_books_of_another_institution_is_refused():
    claim, other = proposed_claim(), proposed_claim()
    with refused("posting_balances"):
        _raw(claim, posting=LedgerPosting.objects.filter(entries__claim=other).first(), pence=0)


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_a_state_that_changes_past_the_ledger_is_refused_at_commit(state):
    claim = proposed_claim()
    with refused("ledger_says_what_the_claim_says"):
        Claim.objects.filter(pk=claim.pk).update(state=state)


def test_an_amount_that_changes_past_the_ledger_is_refused_at_commit():
    claim = proposed_claim()
    with refused("ledger_says_what_the_claim_says"):
        ClaimLine.objects.create(claim=claim, kind="expense", expense_kind="taxi", pence=1)
    with refused("ledger_says_what_the_claim_says"):
        claim.lines.update(declined_pence=1)
    with refused("ledger_says_what_the_claim_says"):
        claim.lines.all()._raw_delete("default")


def test_entries_and_postings_are_only_ever_added():
    claim = proposed_claim()
    for rows, column in ((claim.entries.all(), "code"), (LedgerPosting.objects.all(), "what")):
        with refused("(entries|postings)_are_only_added"):
            rows.update(**{column: "x"})
        with refused("(entries|postings)_are_only_added"):
            rows._raw_delete("default")


def test_no_proof_is_left_over_when_a_transaction_ends():
    proposed_claim()
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payments_proofdue")
        assert cursor.fetchone() == (0,)


def test_the_command_prints_totals_and_says_that_the_ledger_balances():
    approved_claim()
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert "approved, fee: 5000 pence" in out.getvalue()
    assert out.getvalue().endswith("The ledger balances.\n")


def test_the_command_ends_with_a_failure_and_names_what_differs():
    claim = proposed_claim()
    settle()
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("UPDATE payments_claimline SET declined_pence = 1 WHERE claim_id = %s", [claim.pk])
    with pytest.raises(CommandError, match=rf"Claims: \[{claim.pk}\]"):
        call_command("check_ledger", stdout=StringIO())
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("UPDATE payments_claimline SET declined_pence = 0 WHERE claim_id = %s", [claim.pk])
