"""The ledger as finance reads it: balances, codes, files."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.audit.models import AuditEvent
from payments.domain import claims
from payments.domain.ledger import balances, months_of, set_code
from payments.models import LedgerEntry
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
)

pytestmark = pytest.mark.django_db


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
