"""Payment runs as finance makes them, takes their file and marks them paid."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Membership, Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.once.sending import new_key
from participants.models import AccessNeed
from payments.domain.approving import approve_claim
from payments.domain.batch_requests import make_requested
from payments.domain.claims import add_expense, confirm_claim
from payments.models import BatchRequest, PaymentBatch
from tests.factories.accounts import InstitutionFactory
from tests.factories.payments import (
    again,
    approved_claim,
    batched_claim,
    confirmed_claim,
    coordinator,
    finance,
    many_confirmed,
    payee_of,
    proposed_claim,
    run,
)
from tests.payments.claim_pages import claim_address, send, text_of

pytestmark = pytest.mark.django_db


def test_finance_makes_a_run_downloads_it_and_marks_it_paid(client):
    claim = approved_claim()
    client.force_login(finance(claim.institution))

    assert "1 claim can be paid, £50.00 together." in text_of(client.get(reverse("payments:new_batch")))
    asked = send(client, reverse("payments:new_batch"), claim=[claim.pk], at=claim.institution_id)
    assert "The payment run is waiting to be made." in text_of(client.get(asked["Location"]))
    make_requested(BatchRequest.objects.get().pk, now=timezone.now())
    batch = PaymentBatch.objects.get()
    made = client.get(asked["Location"])
    assert made["Location"] == reverse("payments:batch", args=[batch.pk])
    page = text_of(client.get(made["Location"])).replace("<wbr>", "")
    assert batch.sha256 in page and "£50.00" in page

    file = client.post(reverse("payments:batch_file", args=[batch.pk]))
    assert file["Content-Disposition"] == f'attachment; filename="{batch.reference}.csv"'
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["name"], row["total"]) for row in rows] == [(claim.person.name, "50.00")]

    today = timezone.localdate()
    assert send(client, made["Location"], paid_on=today.isoformat()).status_code == 302
    assert again(claim).state == "paid"
    assert AuditEvent.objects.filter(action="batch.paid").count() == 1


def test_r7_the_file_is_not_handed_out_to_a_get(client):
    claim = batched_claim()
    client.force_login(finance(claim.institution))

    assert client.get(reverse("payments:batch_file", args=[claim.batch_line.batch_id])).status_code == 405


def test_r22_two_clicks_make_one_run_and_pay_once(client):
    claim = approved_claim()
    client.force_login(finance(claim.institution))
    key = new_key()
    sent = {"claim": [claim.pk], "at": claim.institution_id, "once": key}

    answers = [client.post(reverse("payments:new_batch"), sent) for _ in range(3)]

    assert len({answer["Location"] for answer in answers}) == 1
    asked = BatchRequest.objects.get()
    assert [make_requested(asked.pk, now=timezone.now()) for _ in range(3)] == [True, False, False]
    run_address = reverse("payments:batch", args=[PaymentBatch.objects.get().pk])
    pay = {"paid_on": timezone.localdate().isoformat(), "once": new_key()}
    assert [client.post(run_address, pay).status_code for _ in range(3)] == [302] * 3
    assert claim.steps.filter(state="paid").count() == 1


def test_questions_not_ticked_keep_what_was_ticked(client):
    claim = proposed_claim()
    add_expense(claim, expense_kind="taxi", pence=60000, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))
    approve_claim(again(claim), by=Actor.of(coordinator(claim.institution)))
    client.force_login(finance(claim.institution))
    address = reverse("payments:new_batch")

    half = send(client, address, claim=[claim.pk], at=claim.institution_id, settled=[f"{claim.pk}:large"])
    text = text_of(half)
    assert half.status_code == 409 and "questions that you have not said yes to" in text
    assert re.search(rf'value="{claim.pk}:large" checked', text)
    assert not re.search(rf'value="{claim.pk}:no_receipt" checked', text)

    both = [f"{claim.pk}:large", f"{claim.pk}:no_receipt"]
    assert send(client, address, claim=[claim.pk], at=claim.institution_id, settled=both).status_code == 302


def test_a_claim_one_approved_is_shown_as_stopped_and_can_not_be_ticked(client):
    claim = confirmed_claim()
    user = coordinator(claim.institution)
    approve_claim(claim, by=Actor.of(user))
    Membership.objects.create(user=user, institution=claim.institution, role=Role.FINANCE)
    client.force_login(user)

    text = text_of(client.get(reverse("payments:new_batch")))
    assert "You approved this claim." in text and 'name="claim"' not in text
    sent = send(client, reverse("payments:new_batch"), claim=[claim.pk], at=claim.institution_id)
    assert sent.status_code == 409
    assert not BatchRequest.objects.exists()


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01", "2099-01-01", "31/02/2026"])
def test_a_wrong_day_of_payment_gets_a_sentence_and_pays_nothing(client, day):
    claim = batched_claim()
    client.force_login(finance(claim.institution))

    answer = send(client, reverse("payments:batch", args=[claim.batch_line.batch_id]), paid_on=day)

    assert 'id="id_paid_on_error"' in text_of(answer)
    assert again(claim).state == "batched"


@pytest.mark.parametrize("count", [1, 3])
def test_making_a_run_and_the_run_cost_the_same_however_long(client, django_assert_num_queries, count):
    institution = InstitutionFactory()
    claims = many_confirmed(institution, count)
    by = Actor.of(coordinator(institution))
    for claim in claims:
        approve_claim(claim, by=by)
    client.force_login(finance(institution))

    with django_assert_num_queries(13):
        # session, user, memberships, claims, lines, the maker, close people, rules, receipts, setting, payees,
        # agreements to organisations, what is being made
        client.get(reverse("payments:new_batch"))
    batch = run(*claims)
    with django_assert_num_queries(6):  # session, user, memberships, run, lines, what is in the file
        client.get(reverse("payments:batch", args=[batch.pk]))
    with django_assert_num_queries(7):  # session, user, memberships, count, runs, how many are ready, what is made
        client.get(reverse("payments:batches"))


def test_r4_finance_never_sees_what_somebody_needs_or_went_through(client):
    claim = approved_claim()
    profile = claim.person.partner
    profile.experience, profile.topics_off_limits, profile.about_me = "CANARY-LIFE", "CANARY-TOPIC", "CANARY-ABOUT"
    profile.save()
    AccessNeed.objects.create(person=claim.person, category="assistance", adjustment="CANARY-ADJ", detail="CANARY-WHY")
    claim.invitation.needs_that_day = "CANARY-DAY"
    claim.invitation.save()
    claim.person.postal_address, claim.person.safe_contact_note = "CANARY-HOME", "CANARY-NOTE"
    claim.person.save()
    batch = run(claim)
    client.force_login(finance(claim.institution))

    pages = [
        client.get(reverse("payments:claims"), {"state": "all"}),
        client.get(claim_address(claim)),
        client.get(reverse("payments:batches")),
        client.get(reverse("payments:batch", args=[batch.pk])),
        client.post(reverse("payments:batch_file", args=[batch.pk])),
    ]

    assert all(page.status_code == 200 and b"CANARY" not in page.content for page in pages)
