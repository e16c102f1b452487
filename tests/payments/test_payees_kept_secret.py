"""Bank details are sealed, read by nobody unseen, and in no log or list (R4, R21)."""

import logging

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent, SensitiveReading
from involvement.shared.notify.models import Message
from involvement.shared.once.models import IdempotencyKey
from payments.domain.batch_files import download
from payments.domain.batches import make_batch
from payments.domain.payees import account_of
from payments.models import BatchAccount, Payee, PaymentBatch
from tests.factories.payees import ACCOUNT, CANARIES, NUMBER, bank, ready, typed
from tests.factories.payments import approved_claim, coordinator, finance

pytestmark = pytest.mark.django_db


def test_an_account_is_sealed_in_the_database_and_opens_for_the_file_only():
    claim = ready()

    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM payments_payee p")
        row = cursor.fetchone()[0]
    assert not any(canary in row for canary in CANARIES) and NUMBER.encode().hex() not in row
    assert account_of(Payee.objects.get(person=claim.person)) == ACCOUNT


def test_taking_the_file_is_a_reading_of_each_person_in_it():
    claim = ready()
    by = Actor.of(finance(claim.institution))

    download(make_batch(claim.institution, claim_ids=[claim.pk], by=by), by=by)

    assert SensitiveReading.objects.filter(what="payee_account", person=str(claim.person_id)).count() == 1


def test_taking_a_list_without_accounts_is_no_reading():
    claim = approved_claim()
    by = Actor.of(finance(claim.institution))

    download(make_batch(claim.institution, claim_ids=[claim.pk], by=by), by=by)

    assert not SensitiveReading.objects.exists()


def test_r4_an_account_is_in_no_log_record_message_page_or_export(client, caplog):
    caplog.set_level(logging.DEBUG)
    claim = approved_claim()
    bank(claim.institution)
    client.force_login(claim.person.user)
    pages = [
        client.post(reverse("payments:my_payee"), typed(number="83640951")),
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
    bank(claim.institution)
    client.force_login(claim.person.user)
    client.raise_request_exception = False

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("payments.domain.payees.queue_messages", fail)
    answer = client.post(reverse("payments:my_payee"), typed())

    assert answer.status_code == 500
    assert not any(canary in answer.content.decode() + caplog.text for canary in [*CANARIES, "91-42-73", "8364 0951"])
    assert not Payee.objects.exclude(last_three="").exists()
