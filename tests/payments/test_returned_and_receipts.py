"""Payments that came back, receipts after approval, sessions cancelled late, two windows: nobody is worse off."""

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from involvement.models import Session
from involvement.shared.accounts.models import Membership, Role
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from involvement.shared.once.sending import new_key
from involvement.shared.uploads.models import StoredFile
from participants.models import Person
from payments.domain.approving import approve_claim, claim_again, query_claim
from payments.domain.batches import make_batch
from payments.domain.claims import add_expense, confirm_claim, remove_expense
from payments.models import ApprovedReceipt, Claim
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PersonFactory
from tests.factories.payments import (
    approved_claim,
    claim_in,
    confirmed_claim,
    coordinator,
    finance,
    paid_claim,
    payee_of,
    proposed_claim,
    run,
)
from tests.payments.test_promises import approve_raw, refused, settle

pytestmark = pytest.mark.django_db


def with_receipt(*, sha256: str = "a" * 64) -> Claim:
    """Confirmed, with a taxi and its receipt."""
    claim = proposed_claim()
    stored = StoredFile.objects.create(institution=claim.institution, size=1, sha256=sha256, file="x.jpg")
    add_expense(claim, expense_kind="taxi", pence=1200, receipt=stored, by=payee_of(claim))
    return confirm_claim(claim, by=payee_of(claim))


def test_m6_whoever_asks_for_a_payment_again_does_not_approve_it():
    old = claim_in("returned")
    asked = coordinator(old.institution)
    again = claim_again(old, by=Actor.of(asked))

    with pytest.raises(Refused, match="asked for this to be paid again"):
        approve_claim(again, by=Actor.of(asked))
    with refused("approver_is_somebody_else"):
        approve_raw(again, asked)
    assert approve_claim(again, by=Actor.of(coordinator(old.institution))).state == "approved"


def test_m6_finance_asks_a_coordinator_approves_and_it_goes_in_another_run():
    old = claim_in("returned")
    first = old.batch_line.batch
    again = claim_again(old, by=Actor.of(finance(old.institution)))
    approve_claim(again, by=Actor.of(coordinator(old.institution)))

    second = run(again)

    assert second.pk != first.pk
    assert (again.replaces_id, again.details_checked_by is None) == (old.pk, False)
    settle()


def test_nobody_unnamed_pays_a_claim_again():
    old = claim_in("returned")
    with pytest.raises(Refused, match="Sign in"):
        claim_again(old, by=payee_of(old) if payee_of(old).kind == "link" else Actor.link(old.person_id, ""))
    with refused("paying_again_says_who_checked"):
        Claim.objects.create(
            institution=old.institution, person=old.person, session=old.session, attendance=old.attendance,
            invitation=old.invitation, offer=old.offer, fee_pence=old.fee_pence, payment_choice=old.payment_choice,
            why=old.why, pay_by=old.pay_by, replaces=old,
        )  # fmt: skip


def test_staff_must_say_that_they_asked_the_person_before_it_is_paid_again(client):
    old = claim_in("returned")
    client.force_login(finance(old.institution))
    address = reverse("payments:claim", args=[old.pk])

    page = client.post(address, {"do": "again", "once": new_key()}).content.decode()
    assert "Ask the person first" in page
    assert not Claim.objects.filter(replaces=old).exists()

    client.post(address, {"do": "again", "checked": "on", "once": new_key()})
    assert Claim.objects.get(replaces=old).state == "confirmed"


def test_the_person_is_told_kindly_that_it_came_back_and_what_to_do(client):
    claim = claim_in("returned")

    body = Message.objects.get(kind="claim_returned").body
    assert "You did nothing wrong" in body
    client.force_login(claim.person.user)
    page = client.get(reverse("payments:my_claim", args=[claim.pk])).content.decode()
    assert "You did nothing wrong" in page
    assert "Account closed" not in page + body


def test_the_digest_of_each_receipt_is_kept_as_it_was_approved():
    claim = with_receipt()
    approve_claim(claim, by=Actor.of(coordinator(claim.institution)))

    kept = ApprovedReceipt.objects.get(claim=claim)
    assert (kept.sha256, kept.line_number) == ("a" * 64, claim.lines.get(kind="expense").pk)
    with refused("approved_receipts_are_only_added"):
        ApprovedReceipt.objects.update(sha256="b" * 64)
    with refused("approved_receipts_are_only_added"):
        ApprovedReceipt.objects.all()._raw_delete("default")


def test_a_receipt_replaced_after_approval_is_refused_by_the_database():
    claim = approve_claim(with_receipt(), by=Actor.of(coordinator(Claim.objects.get().institution)))
    other = StoredFile.objects.create(institution=claim.institution, size=1, sha256="b" * 64, file="y.jpg")

    with refused("lines_change_while_open"):
        claim.lines.filter(kind="expense").update(receipt=other)
    with refused("stored_file_is_frozen"):
        StoredFile.objects.filter(sha256="a" * 64).update(sha256="b" * 64)


def test_a_file_with_other_content_stops_the_run_even_past_the_database():
    claim = approve_claim(with_receipt(), by=Actor.of(coordinator(Claim.objects.get().institution)))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE uploads_storedfile SET sha256 = repeat('c', 64)")
        cursor.execute("SET session_replication_role = DEFAULT")

    with pytest.raises(Refused, match="not the one that was approved"):
        make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))


def test_after_a_question_the_person_may_take_the_receipt_out_and_the_next_approval_counts():
    claim = with_receipt()
    by = Actor.of(coordinator(claim.institution))
    approve_claim(claim, by=by)
    query_claim(claim, reason="Is this the right one?", by=by)
    remove_expense(claim, line_id=claim.lines.get(kind="expense").pk, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))
    approve_claim(claim, by=by)

    assert run(claim).total_pence == 5000


@pytest.mark.parametrize("make", [approved_claim, paid_claim])
def test_a_session_cancelled_after_approval_leaves_the_claim_and_staff_are_told(client, make):
    claim = make()
    state = claim.state
    Session.objects.filter(pk=claim.session_id).update(status=Session.Status.CANCELLED, status_reason="Ill")
    client.force_login(coordinator(claim.institution))

    page = client.get(reverse("payments:claim", args=[claim.pk])).content.decode()

    claim.refresh_from_db()
    assert claim.state == state
    assert "The claim stays as it is" in page


def test_m11_a_partner_who_is_staff_is_flagged_to_the_approver_and_not_stopped(client):
    claim = confirmed_claim()
    approver = coordinator(claim.institution)
    client.force_login(approver)
    address = reverse("payments:claim", args=[claim.pk])
    assert "staff here, too" not in client.get(address).content.decode()

    Membership.objects.create(user=claim.person.user, institution=claim.institution, role=Role.LECTURER)
    page = client.get(address).content.decode()

    assert "staff here, too" in page
    assert approve_claim(claim, by=Actor.of(approver)).state == "approved"


def test_m11_several_at_once_show_the_same_flag_beside_the_person_and_nobody_else(client):
    claim = confirmed_claim()
    other = confirmed_claim(offer=claim.offer)
    Membership.objects.create(user=claim.person.user, institution=claim.institution, role=Role.LECTURER)
    elsewhere = InstitutionFactory()
    Membership.objects.create(user=other.person.user, institution=elsewhere, role=Role.LECTURER)
    client.force_login(coordinator(claim.institution))
    chosen = reverse("payments:approve_several"), {"claim": [claim.pk, other.pk]}

    page = client.get(*chosen).content.decode()
    row = next(row for row in page.split("<tr") if f'value="{claim.pk}:' in row)
    assert page.count("staff here, too") == 1 and "staff here, too" in row
    sent = {"claim": [f"{one.pk}:{one.version}" for one in (claim, other)], "once": new_key()}

    assert client.post(chosen[0], sent).status_code == 302
    assert set(Claim.objects.values_list("state", flat=True)) == {"approved"}


@pytest.mark.parametrize("number", [1, 3])
def test_m11_looking_at_several_costs_the_same_however_many(client, django_assert_num_queries, number):
    first = confirmed_claim()
    claims = [first, *(confirmed_claim(offer=first.offer) for _ in range(number - 1))]
    client.force_login(coordinator(first.institution))

    with django_assert_num_queries(9):
        # session, user, memberships, claims, the approver, close people, lines, fees that wait, staff among them
        client.get(reverse("payments:approve_several"), {"claim": [claim.pk for claim in claims]})


def test_a_claim_edited_in_two_windows_gives_the_second_one_its_words_back(client):
    claim = proposed_claim()
    client.force_login(claim.person.user)
    address = reverse("payments:my_claim", args=[claim.pk])
    confirm_claim(claim, by=payee_of(claim))  # the other window

    typed = {"do": "add", "expense_kind": "taxi", "pence": "12.34", "words": "Taxi from <home>", "once": new_key()}
    response = client.post(address, typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "You have sent this in" in page
    assert "12.34" in page
    assert "Taxi from &lt;home&gt;" in page
    assert claim.lines.count() == 1


def test_less_of_the_fee_typed_in_a_second_window_is_given_back(client):
    claim = proposed_claim()
    client.force_login(claim.person.user)
    seen = claim.version
    add_expense(claim, expense_kind="taxi", pence=900, by=payee_of(claim))  # the other window

    response = client.post(
        reverse("payments:my_claim", args=[claim.pk]),
        {"do": "less", "wanted": "12.34", "version": seen, "once": new_key()},
    )

    assert response.status_code == 409
    assert "changed in the meantime" in response.content.decode()
    assert 'value="12.34"' in response.content.decode()


def test_a_person_with_claims_is_neither_deleted_nor_are_their_claims_given_to_another():
    claim = proposed_claim()
    other = PersonFactory(institution=claim.institution)
    with refused("claim_terms_are_frozen"):
        Claim.objects.filter(pk=claim.pk).update(person=other)
    with pytest.raises(Error), transaction.atomic():
        Person.objects.filter(pk=claim.person_id)._raw_delete("default")
        settle()
    assert Person.objects.filter(pk=claim.person_id).exists()


def test_an_administrator_neither_sends_back_nor_pays_again(client):
    claim = claim_in("returned")
    client.force_login(user_with(Role.ADMINISTRATOR, claim.institution))
    answer = client.post(
        reverse("payments:claim", args=[claim.pk]), {"do": "again", "checked": "on", "once": new_key()}
    )
    assert answer.status_code in (403, 404)
