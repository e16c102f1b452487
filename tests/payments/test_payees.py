"""Bank details: held when new, checked by somebody else, told to the person, and what a bank's file needs (R21)."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from involvement.shared.access.permissions import Permission
from involvement.shared.access.roles import HELD
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from payments.domain import payee_findings
from payments.domain.batch_files import file_of, proof
from payments.domain.batches import make_batch, preview
from payments.domain.file_settings import change_file_setting
from payments.domain.formats.terms import Account
from payments.domain.payees import change_account, change_reference, forget_account, mark_checked
from payments.models import BatchAccount, Claim, Payee, PaymentBatch
from tests.factories.participants import PersonFactory
from tests.factories.payees import ACCOUNT, CANARIES, NUMBER, SORT_CODE, bank, ready
from tests.factories.payments import approved_claim, finance, payee_of
from tests.payments.bacs18_layout import parse

pytestmark = pytest.mark.django_db


def _codes(claim: Claim, maker: object = None) -> set[str]:
    loaded = list(Claim.objects.filter(pk=claim.pk).with_details().with_lines())
    found = preview(loaded, maker_id=(maker or finance(claim.institution)).pk)
    return {f"{one.level}:{one.code}" for one in found.findings[claim.pk]}


def test_a_bank_file_carries_the_account_and_keeps_it_after_the_person_changes_it():
    claim = ready()
    batch = make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))
    before = file_of(batch)
    _labels, data = parse(before)
    assert (data[0]["sort_code"], data[0]["account"], data[0]["name"].strip()) == (
        SORT_CODE,
        NUMBER,
        "CANARY NAMED-ACCOU",
    )

    change_account(claim.person, Account("111111", "22222222", "New"), source="person", by=payee_of(claim))
    forget_account(claim.person, by=payee_of(claim))

    batch = PaymentBatch.objects.get()
    assert file_of(batch) == before and proof(batch).same
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        BatchAccount.objects.update(number=b"")


def test_r21_new_details_hold_the_payment_and_never_pay_on_the_same_day():
    claim = ready(hold_hours=0)
    change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim))
    assert {"stop:held", "ask:not_checked"} <= _codes(claim)
    with pytest.raises(Refused, match="The bank details are new"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))

    held = Payee.objects.get().held_until
    assert timezone.localdate(held) > timezone.localdate()


def test_r21_the_hold_lasts_as_many_hours_as_the_institution_chose():
    claim = approved_claim()
    bank(claim.institution, hold_hours=72)
    now = timezone.now()

    payee = change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim), now=now)

    assert payee.held_until == now + timedelta(hours=72)


@pytest.mark.parametrize("code", ["bacs18", "pain001"])
def test_a_bank_file_without_an_account_is_stopped_with_a_sentence(code):
    claim = approved_claim()
    bank(claim.institution, file_format=code)

    assert "stop:no_account" in _codes(claim)
    with pytest.raises(Refused, match="do not have this person's bank details"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))


def test_a_column_of_accounts_in_a_list_asks_for_them_too():
    claim = approved_claim()
    bank(claim.institution, file_format="csv", columns=[["Account", "account"], ["Sum", "total"]])

    assert "stop:no_account" in _codes(claim)


def test_a_column_of_the_finance_number_asks_for_it_and_carries_it():
    claim = approved_claim()
    change_file_setting(claim.institution, by=Actor.system("test"), columns=[["Supplier", "payee"], ["Net", "total"]])
    assert "stop:no_number" in _codes(claim)

    change_reference(claim.person, "=S-0042", by=Actor.of(finance(claim.institution)))
    batch = make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))

    rows = list(csv.reader(io.StringIO(file_of(batch).decode("utf-8-sig"))))
    assert rows == [["Supplier", "Net"], ["'=S-0042", "50.00"]]


def test_r20_whoever_typed_the_details_neither_checks_them_nor_pays_them():
    claim = approved_claim()
    bank(claim.institution)
    typist = finance(claim.institution)
    earlier = timezone.now() - timedelta(days=3)
    change_account(claim.person, ACCOUNT, source="paper", by=Actor.of(typist), now=earlier)

    with pytest.raises(Refused, match="You typed these details"):
        mark_checked(claim.person, by=Actor.of(typist))
    with pytest.raises(DatabaseError, match="somebody_else_checks"), transaction.atomic():
        Payee.objects.update(checked_by=typist, checked_at=timezone.now())
    assert "stop:typed_by_you" in _codes(claim, typist)
    assert "stop:typed_by_you" not in _codes(claim)


def test_r21_the_same_account_for_two_people_is_a_question():
    claim = ready()
    other = approved_claim(person=PersonFactory(institution=claim.institution), offer=claim.offer)
    change_account(other.person, ACCOUNT, source="paper", by=Actor.system("x"), now=timezone.now() - timedelta(days=3))
    loaded = list(Claim.objects.filter(pk__in=[claim.pk, other.pk]).with_details().with_lines())

    found = preview(loaded, maker_id=finance(claim.institution).pk)

    assert all("same_account" in {one.code for one in found.findings[pk]} for pk in (claim.pk, other.pk))


def test_r16_the_person_hears_of_a_change_where_we_reached_them_before_and_nothing_of_what_it_is():
    claim = ready()

    message = Message.objects.get(kind="payee_changed", person_id=claim.person_id)

    assert message.address == claim.person.email
    assert "phone us at once" in message.body
    assert not any(canary in message.body + message.subject for canary in [*CANARIES, NUMBER[-3:]])


def test_forgetting_takes_everything_out_and_the_next_run_stops():
    claim = ready()
    forget_account(claim.person, by=payee_of(claim))

    payee = Payee.objects.get()
    assert (payee.sort_code, payee.number, payee.account_name, payee.last_three) == ("", "", "", "")
    assert "stop:no_account" in _codes(claim)


@pytest.mark.parametrize(
    "account",
    [Account("12345", "12345678", "A"), Account("123456", "1234567", "A"), Account("12345x", "12345678", "A")],
)
def test_figures_that_are_no_account_are_refused(account):
    claim = approved_claim()
    bank(claim.institution)

    with pytest.raises(Refused, match="6 figures"):
        change_account(claim.person, account, source="person", by=payee_of(claim))


def test_an_institution_that_keeps_them_outside_takes_no_bank_details():
    claim = approved_claim()

    with pytest.raises(Refused, match="do not keep bank details here"):
        change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim))


def test_a_bank_file_without_the_account_that_pays_is_refused_with_a_sentence():
    claim = ready(originator_account="")

    with pytest.raises(Refused, match="which account pays"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))
    assert not PaymentBatch.objects.exists()


def test_the_permissions_of_payees_are_finance_alone():
    assert [role for role, held in HELD.items() if Permission.PAYEE_MANAGE in held] == [Role.FINANCE]
    assert payee_findings.payees_of([], 0).by_person == {}
