"""Bank details: sealed, held, told to the person, read by nobody unseen, and in no log or list (R21)."""

import csv
import io
import logging
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from involvement.shared.access.permissions import Permission
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent, SensitiveReading
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from involvement.shared.once.models import IdempotencyKey
from involvement.shared.once.sending import new_key
from payments.domain import payee_findings
from payments.domain.batch_files import download, file_of, proof
from payments.domain.batches import make_batch, preview
from payments.domain.file_settings import change_file_setting
from payments.domain.formats.terms import Account
from payments.domain.payees import account_of, change_account, change_reference, forget_account, mark_checked
from payments.models import BatchAccount, Claim, Payee, PaymentBatch
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PersonFactory
from tests.factories.payments import approved_claim, coordinator, finance, payee_of
from tests.payments.bacs18_layout import parse

pytestmark = pytest.mark.django_db
SORT_CODE, NUMBER, NAME = "914273", "83640951", "Canary Named-Account"
ACCOUNT = Account(SORT_CODE, NUMBER, NAME)
CANARIES = [SORT_CODE, NUMBER, NAME, NAME.upper()]


def _bank(institution: object, **choices: object) -> None:
    said = {
        "payee_details": "sealed", "file_format": "bacs18", "hold_hours": 48, "originator_name": "University",
        "originator_sort_code": "010203", "originator_account": "12345678", "service_user_number": "654321",
    }  # fmt: skip
    change_file_setting(institution, by=Actor.system("test"), **(said | choices))


def _ready(*, checked: bool = True, **choices: object) -> Claim:
    """An approved claim of somebody whose account was typed three days ago."""
    claim = approved_claim()
    _bank(claim.institution, **choices)
    change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim), now=timezone.now() - timedelta(days=3))
    if checked:
        mark_checked(claim.person, by=Actor.of(finance(claim.institution)))
    return claim


def _codes(claim: Claim, maker: object = None) -> set[str]:
    loaded = list(Claim.objects.filter(pk=claim.pk).with_details().with_lines())
    found = preview(loaded, maker_id=(maker or finance(claim.institution)).pk)
    return {f"{one.level}:{one.code}" for one in found.findings[claim.pk]}


def test_an_account_is_sealed_in_the_database_and_opens_for_the_file_only():
    claim = _ready()

    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM payments_payee p")
        row = cursor.fetchone()[0]
    assert not any(canary in row for canary in CANARIES) and NUMBER.encode().hex() not in row
    assert account_of(Payee.objects.get(person=claim.person)) == ACCOUNT


def test_a_bank_file_carries_the_account_and_keeps_it_after_the_person_changes_it():
    claim = _ready()
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
    claim = _ready(hold_hours=0)
    change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim))
    assert {"stop:held", "ask:not_checked"} <= _codes(claim)
    with pytest.raises(Refused, match="The bank details are new"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))

    held = Payee.objects.get().held_until
    assert timezone.localdate(held) > timezone.localdate()


def test_r21_the_hold_lasts_as_many_hours_as_the_institution_chose():
    claim = approved_claim()
    _bank(claim.institution, hold_hours=72)
    now = timezone.now()

    payee = change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim), now=now)

    assert payee.held_until == now + timedelta(hours=72)


@pytest.mark.parametrize("code", ["bacs18", "pain001"])
def test_a_bank_file_without_an_account_is_stopped_with_a_sentence(code):
    claim = approved_claim()
    _bank(claim.institution, file_format=code)

    assert "stop:no_account" in _codes(claim)
    with pytest.raises(Refused, match="do not have this person's bank details"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))


def test_a_column_of_accounts_in_a_list_asks_for_them_too():
    claim = approved_claim()
    _bank(claim.institution, file_format="csv", columns=[["Account", "account"], ["Sum", "total"]])

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
    _bank(claim.institution)
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
    claim = _ready()
    other = approved_claim(person=PersonFactory(institution=claim.institution), offer=claim.offer)
    change_account(other.person, ACCOUNT, source="paper", by=Actor.system("x"), now=timezone.now() - timedelta(days=3))
    loaded = list(Claim.objects.filter(pk__in=[claim.pk, other.pk]).with_details().with_lines())

    found = preview(loaded, maker_id=finance(claim.institution).pk)

    assert all("same_account" in {one.code for one in found.findings[pk]} for pk in (claim.pk, other.pk))


def test_r16_the_person_hears_of_a_change_where_we_reached_them_before_and_nothing_of_what_it_is():
    claim = _ready()

    message = Message.objects.get(kind="payee_changed", person_id=claim.person_id)

    assert message.address == claim.person.email
    assert "phone us at once" in message.body
    assert not any(canary in message.body + message.subject for canary in [*CANARIES, NUMBER[-3:]])


def test_forgetting_takes_everything_out_and_the_next_run_stops():
    claim = _ready()
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
    _bank(claim.institution)

    with pytest.raises(Refused, match="6 figures"):
        change_account(claim.person, account, source="person", by=payee_of(claim))


def test_an_institution_that_keeps_them_outside_takes_no_bank_details():
    claim = approved_claim()

    with pytest.raises(Refused, match="do not keep bank details here"):
        change_account(claim.person, ACCOUNT, source="person", by=payee_of(claim))


# pages


def _typed(**changes: str) -> dict[str, str]:
    said = {"account_name": NAME, "sort_code": "91-42-73", "number": "8364 0951", "account": "1", "once": new_key()}
    return said | changes


def test_the_person_types_them_and_sees_the_last_three_figures_only(client):
    claim = approved_claim()
    _bank(claim.institution)
    client.force_login(claim.person.user)
    address = reverse("payments:my_payee")

    assert client.post(address, _typed()).status_code == 302

    text = client.get(address).content.decode()
    assert "951" in text and not any(canary in text for canary in CANARIES)
    assert account_of(Payee.objects.get(person=claim.person)) == ACCOUNT


@pytest.mark.parametrize(
    "wrong", [{"sort_code": "12-34"}, {"number": "12345"}, {"account_name": ""}, {"number": "=1+1"}]
)
def test_what_is_wrong_gets_a_sentence_and_keeps_what_was_typed(client, wrong):
    claim = approved_claim()
    _bank(claim.institution)
    client.force_login(claim.person.user)

    text = client.post(reverse("payments:my_payee"), _typed(**wrong)).content.decode()

    assert "govuk-error-message" in text and not Payee.objects.filter(last_three="951").exists()
    assert ("91-42-73" if "sort_code" not in wrong else "12-34") in text


def test_r13_five_minutes_after_signing_in_one_signs_in_again(client):
    claim = _ready()
    client.force_login(claim.person.user)
    session = client.session
    session["began_at"] = int(time.time()) - 301
    session.save()

    for answer in [
        client.get(reverse("payments:my_payee")),
        client.post(reverse("payments:my_payee"), _typed(sort_code="111111")),
    ]:
        assert answer.status_code == 403 and "Please sign in again" in answer.content.decode()
    assert account_of(Payee.objects.get()) == ACCOUNT


def test_r13_a_file_with_accounts_is_handed_out_only_to_somebody_who_signed_in_just_now(client):
    claim = _ready()
    user = finance(claim.institution)
    batch = make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(user))
    client.force_login(user)
    address = reverse("payments:batch_file", args=[batch.pk])
    assert NUMBER in client.post(address).content.decode()
    session = client.session
    session["began_at"] = int(time.time()) - 301
    session.save()
    before = SensitiveReading.objects.count()

    answer = client.post(address)

    assert answer.status_code == 403 and NUMBER not in answer.content.decode()
    assert quote(reverse("payments:batch", args=[batch.pk]), safe="") in answer.content.decode()
    assert SensitiveReading.objects.count() == before


def test_a_bank_file_without_the_account_that_pays_is_refused_with_a_sentence():
    claim = _ready(originator_account="")

    with pytest.raises(Refused, match="which account pays"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))
    assert not PaymentBatch.objects.exists()


def test_a_supporter_who_sees_the_payments_never_sees_or_changes_the_bank_details(client):
    from participants.models import SupporterLink

    claim = _ready()
    helper = PersonFactory(institution=claim.institution, user=user_with(Role.SUPPORTER, claim.institution))
    SupporterLink.objects.create(
        person=claim.person, supporter=helper, kind="advocate", starts_on="2026-01-01", scopes=["see_payments"]
    )
    client.force_login(helper.user)

    text = client.get(reverse("payments:my_payee")).content.decode()

    assert NUMBER[-3:] not in text
    client.post(reverse("payments:my_payee"), _typed(sort_code="111111"))
    assert account_of(Payee.objects.get(person=claim.person)) == ACCOUNT


def test_finance_sees_three_figures_until_it_asks_and_the_person_sees_who_asked(client):
    claim = _ready()
    user = finance(claim.institution)
    client.force_login(user)
    address = reverse("payments:payee", args=[claim.person_id])

    assert NUMBER not in client.get(address).content.decode()
    assert NUMBER not in client.get(reverse("payments:payees")).content.decode()
    assert not SensitiveReading.objects.exists()
    assert NUMBER in client.post(address, {"show": "1"}).content.decode()

    reading = SensitiveReading.objects.get()
    assert (reading.what, reading.person, reading.reader_user) == ("payee_account", str(claim.person_id), str(user.pk))


def test_taking_the_file_is_a_reading_of_each_person_in_it():
    claim = _ready()
    by = Actor.of(finance(claim.institution))

    download(make_batch(claim.institution, claim_ids=[claim.pk], by=by), by=by)

    assert SensitiveReading.objects.filter(what="payee_account", person=str(claim.person_id)).count() == 1


def test_taking_a_list_without_accounts_is_no_reading():
    claim = approved_claim()
    by = Actor.of(finance(claim.institution))

    download(make_batch(claim.institution, claim_ids=[claim.pk], by=by), by=by)

    assert not SensitiveReading.objects.exists()


@pytest.mark.parametrize("role", [r for r in Role if r != Role.FINANCE])
def test_nobody_but_finance_opens_the_payees(client, role):
    client.force_login(user_with(role, InstitutionFactory()))

    assert client.get(reverse("payments:payees")).status_code == 403


def test_r3_payees_of_another_institution_are_not_found(client):
    claim = _ready()
    client.force_login(finance(InstitutionFactory()))

    assert client.get(reverse("payments:payee", args=[claim.person_id])).status_code == 404
    assert claim.person.name not in client.get(reverse("payments:payees")).content.decode()


def test_nobody_in_finance_handles_their_own_details_as_finance(client):
    claim = _ready()
    from involvement.shared.accounts.models import Membership

    Membership.objects.create(user=claim.person.user, institution=claim.institution, role=Role.FINANCE)
    client.force_login(claim.person.user)

    address = reverse("payments:payee", args=[claim.person_id])
    assert "Somebody else in finance must do this for you." in client.get(address).content.decode()
    assert client.post(address, {"show": "1"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_payees_costs_the_same_however_long(client, django_assert_num_queries, count):
    institution = InstitutionFactory()
    _bank(institution)
    for claim in _several(institution, count):
        change_account(claim.person, ACCOUNT, source="paper", by=Actor.system("x"))
    client.force_login(finance(institution))

    with django_assert_num_queries(5):  # session, user, memberships, count, people
        client.get(reverse("payments:payees"))


def _several(institution: object, count: int) -> list[Claim]:
    from tests.factories.payments import many_confirmed

    return many_confirmed(institution, count)


# canaries: nowhere but in the sealed columns and in the file


def test_r4_an_account_is_in_no_log_record_message_page_or_export(client, caplog):
    caplog.set_level(logging.DEBUG)
    claim = approved_claim()
    _bank(claim.institution)
    client.force_login(claim.person.user)
    pages = [
        client.post(reverse("payments:my_payee"), _typed(number="83640951")),
        client.get(reverse("payments:my_payee")),
    ]
    Payee.objects.update(held_until=timezone.now())
    user = finance(claim.institution)
    batch = make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(user), settled=[(claim.pk, "not_checked")])
    client.force_login(user)
    pages += [
        client.get(reverse("payments:payees")),
        client.get(reverse("payments:payee", args=[claim.person_id])),
        client.get(reverse("payments:batch", args=[batch.pk])),
        client.get(reverse("payments:claim", args=[claim.pk])),
        client.post(reverse("payments:claims_export")),
        client.get(reverse("payments:file_settings")),
    ]
    client.force_login(coordinator(claim.institution))
    pages += [client.get(reverse("payments:claims"), {"state": "all"}), client.post(reverse("payments:claims_export"))]

    said = "\n".join([page.content.decode() for page in pages])
    said += caplog.text
    with connection.cursor() as cursor:
        for model in [AuditEvent, Message, SensitiveReading, PaymentBatch, Payee, BatchAccount, IdempotencyKey]:
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")  # noqa: S608  (names of our own tables)
            said += str(cursor.fetchall())
    assert not any(canary in said for canary in CANARIES)


def test_r4_an_error_in_the_middle_says_nothing_of_the_account(client, monkeypatch, caplog):
    claim = approved_claim()
    _bank(claim.institution)
    client.force_login(claim.person.user)
    client.raise_request_exception = False

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("payments.domain.payees.queue_messages", fail)
    answer = client.post(reverse("payments:my_payee"), _typed())

    assert answer.status_code == 500
    assert not any(canary in answer.content.decode() + caplog.text for canary in [*CANARIES, "91-42-73", "8364 0951"])
    assert not Payee.objects.exclude(last_three="").exists()


def test_the_permissions_of_payees_are_finance_alone():
    from involvement.shared.access.roles import HELD

    assert [role for role, held in HELD.items() if Permission.PAYEE_MANAGE in held] == [Role.FINANCE]
    assert payee_findings.payees_of([], 0).by_person == {}
