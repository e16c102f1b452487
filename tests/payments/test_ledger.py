"""The ledger: what each deed writes, that nothing else gets in, and that the books close."""

import importlib
from datetime import timedelta
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from payments.domain import approving, claims
from payments.domain.ledger import balances, months_of, post, prove, set_code
from payments.models import Claim, ClaimLine, LedgerEntry, LedgerPosting
from tests.factories.accounts import InstitutionFactory
from tests.factories.payments import (
    SYSTEM,
    approved_claim,
    claim_in,
    confirmed_claim,
    coordinator,
    finance,
    many_confirmed,
    payee_of,
    proposed_claim,
    run,
)
from tests.payments.ledger import stands
from tests.payments.test_promises import refused, settle

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


@pytest.mark.parametrize("number", [1, 12])
def test_posting_costs_one_statement_however_many_claims(django_assert_num_queries, number):
    found = many_confirmed(InstitutionFactory(), number)
    with django_assert_num_queries(1):
        post(found, what="again", by=SYSTEM, before="confirmed")
    assert not LedgerPosting.objects.filter(what="again").exists()


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


def test_balances_of_a_month_say_what_stood_before_what_came_and_what_left():
    claim = approved_claim()
    entries = LedgerEntry.objects.filter(claim=claim)
    now = timezone.now()

    during = {b.account: b for b in balances(entries, start=now - timedelta(days=1), end=now)}
    later = {b.account: b for b in balances(entries, start=now, end=now + timedelta(days=1))}

    assert tuple(during["due_to_person"])[3:] == (0, 5000, -5000, 0)
    assert tuple(during["approved"])[3:] == (0, 5000, 0, 5000)
    assert tuple(later["approved"])[3:] == (5000, 0, 0, 5000)
    assert months_of([claim.institution_id], today=timezone.localdate()) == [timezone.localdate().replace(day=1)]


def test_finance_reads_the_ledger_of_their_institution_only(client):
    claim, _other = approved_claim(), claim_in("paid")
    client.force_login(finance(claim.institution))

    page = client.get(reverse("payments:ledger")).content.decode()

    assert "Approved, ready to pay" in page
    assert "£50.00" in page
    assert "The ledger balances" in page
    assert ">Paid<" not in page
    assert client.get(reverse("payments:ledger"), {"at": _other.institution_id}).status_code == 404


def test_coordinators_and_partners_do_not_read_the_ledger(client):
    claim = approved_claim()
    for user in (coordinator(claim.institution), claim.person.user):
        client.force_login(user)
        assert client.get(reverse("payments:ledger")).status_code == 403
        assert client.post(reverse("payments:ledger_export")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_ledger_page_costs_the_same_however_many_claims(client, django_assert_num_queries, number):
    found = many_confirmed(InstitutionFactory(), number)
    client.force_login(finance(found[0].institution))
    with django_assert_num_queries(6):  # session, user, memberships, codes, first month, balances
        client.get(reverse("payments:ledger"))


def test_entries_leave_as_a_file_with_nothing_that_can_run_and_a_line_in_the_record(client):
    claim = confirmed_claim()
    set_code(claim.institution, kind="expense", code="=cmd|' /C calc'!A0", by=SYSTEM)
    claims.reopen_claim(claim, by=payee_of(claim))
    claims.add_expense(claim, expense_kind="taxi", pence=900, by=payee_of(claim))
    client.force_login(finance(claim.institution))

    entries = client.post(reverse("payments:ledger_export"), {"what": "entries"}).content.decode()
    sums = client.post(reverse("payments:ledger_export"), {"what": "balances"}).content.decode()

    assert "'=cmd|" in entries
    assert ",=cmd" not in entries + sums
    assert f"claim.confirmed,{claim.pk},," in entries
    assert "Earned by taking part,Fee,fee,0.00,0.00,50.00,(50.00)" in sums
    assert AuditEvent.objects.filter(action="export.taken").count() == 2


def test_finance_sets_the_codes_and_others_do_not(client):
    claim = approved_claim()
    client.force_login(finance(claim.institution))
    page = client.get(reverse("payments:ledger")).content.decode()
    key = page.split('name="once" value="')[1].split('"')[0]

    client.post(reverse("payments:ledger"), {"fee": "4000", "expense": "", "once": key})
    assert not claim.institution.ledger_codes.exists()
    client.post(reverse("payments:ledger"), {"fee": "4000", "expense": "4100", "once": key})

    assert dict(claim.institution.ledger_codes.values_list("kind", "code")) == {"fee": "4000", "expense": "4100"}
    assert AuditEvent.objects.filter(action="ledger.code_set").count() == 2


def test_m4_a_run_moves_fees_and_costs_of_all_its_claims_in_one_posting():
    found = many_confirmed(InstitutionFactory(), 3)
    approver = Actor.of(coordinator(found[0].institution))
    batch = run(*[approving.approve_claim(claim, by=approver) for claim in found])

    posting = batch.postings.get()
    assert posting.entries.count() == 6
    assert set(posting.entries.filter(account="in_payment").values_list("pence", flat=True)) == {5000}
