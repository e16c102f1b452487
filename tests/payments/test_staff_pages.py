import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent
from involvement.shared.once.sending import new_key
from participants.models import AccessNeed
from payments.domain.approving import approve_claim
from payments.domain.batch_requests import make_requested
from payments.domain.claims import add_expense, confirm_claim
from payments.models import BatchRequest, Claim, PaymentBatch
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.payments import (
    again,
    approved_claim,
    batched_claim,
    claim_in,
    confirmed_claim,
    coordinator,
    finance,
    many_confirmed,
    payee_of,
    proposed_claim,
    run,
)

pytestmark = pytest.mark.django_db


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _claim_address(claim: Claim) -> str:
    return reverse("payments:claim", args=[claim.pk])


def _send(client, address: str, **fields: object):
    return client.post(address, {"once": new_key(), **fields})


def test_the_coordinator_sees_what_waits_for_approval_and_opens_one(client):
    claim, other, elsewhere = confirmed_claim(), proposed_claim(), confirmed_claim()
    client.force_login(coordinator(claim.institution))

    text = _text(client.get(reverse("payments:claims")))

    assert claim.person.name in text and "£50.00" in text
    assert elsewhere.person.name not in text and other.person.name not in text
    assert "Approve £50.00" in _text(client.get(_claim_address(claim)))


def test_staff_see_who_did_each_step_and_what_the_person_reads(client):
    claim = approved_claim()
    client.force_login(finance(claim.institution))

    text = _text(client.get(_claim_address(claim)))

    assert f"· {claim.approved_by.name}" in text and f"· {claim.person.name}" in text and "· By itself" in text
    assert "The person reads: You said yes to this." in text


def test_filters_combine_and_stay_in_the_address(client):
    institution = InstitutionFactory()
    one, two = many_confirmed(institution, 2)
    user = coordinator(institution)
    approve_claim(two, by=_actor(user))
    client.force_login(user)
    address = reverse("payments:claims")

    assert one.person.name in _text(client.get(address, {"q": one.person.name}))
    assert two.person.name not in _text(client.get(address, {"q": one.person.name, "state": "all"}))
    assert two.person.name in _text(client.get(address, {"state": "approved"}))
    assert two.person.name in _text(client.get(address, {"state": "all"}))
    assert "No claim fits" in _text(client.get(address, {"late": "1"}))
    assert client.get(address, {"sort": "person__user__password", "state": "'; --", "q": "%"}).status_code == 200


def _actor(user):
    from involvement.shared.audit.actors import Actor

    return Actor.of(user)


def test_the_list_leaves_as_a_file_with_the_same_filters_and_still_cells(client):
    claim, elsewhere = confirmed_claim(), confirmed_claim()
    claim.person.name = "=cmd|' /C calc'!A0"
    claim.person.save()
    client.force_login(coordinator(claim.institution))
    address = reverse("payments:claims_export")

    assert client.get(address).status_code == 405
    text = client.post(address).content.decode()
    assert "'=cmd|" in text and "£50.00" in text and elsewhere.person.name not in text
    assert "'=cmd|" not in client.post(f"{address}?state=paid").content.decode()
    assert AuditEvent.objects.filter(action="export.taken").count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, django_assert_num_queries, count):
    institution = InstitutionFactory()
    many_confirmed(institution, count)
    many_confirmed(InstitutionFactory(), 1)
    client.force_login(coordinator(institution))

    with django_assert_num_queries(5):  # session, user, memberships, count, claims
        text = _text(client.get(reverse("payments:claims")))

    assert text.count('name="claim"') == count


def test_several_are_approved_after_a_preview_all_or_none(client):
    institution = InstitutionFactory()
    one, two = many_confirmed(institution, 2)
    client.force_login(coordinator(institution))
    address = reverse("payments:approve_several")

    preview = _text(client.get(address, {"claim": [one.pk, two.pk]}))
    assert "2 claims, £100.00 together" in preview and "Approve all 2" in preview
    assert Claim.objects.filter(state="approved").count() == 0

    stale = _send(client, address, claim=[f"{one.pk}:{one.version}", f"{two.pk}:1"])
    assert stale.status_code == 409
    assert Claim.objects.filter(state="approved").count() == 0

    done = _send(client, address, claim=[f"{one.pk}:{one.version}", f"{two.pk}:{two.version}"])
    assert done.status_code == 302
    assert Claim.objects.filter(state="approved").count() == 2


def test_several_of_another_institution_are_neither_shown_nor_approved(client):
    ours, theirs = confirmed_claim(), confirmed_claim()
    client.force_login(coordinator(ours.institution))
    address = reverse("payments:approve_several")

    assert theirs.person.name not in _text(client.get(address, {"claim": [ours.pk, theirs.pk]}))
    sent = _send(client, address, claim=[f"{ours.pk}:{ours.version}", f"{theirs.pk}:{theirs.version}"])

    assert sent.status_code == 409
    assert not Claim.objects.filter(state="approved").exists()


@pytest.mark.parametrize("claims", [["x"], ["1:x"], ["9" * 40 + ":1"], [], [":"]])
def test_mangled_choices_approve_nothing(client, claims):
    client.force_login(coordinator(InstitutionFactory()))
    address = reverse("payments:approve_several")

    assert client.get(address, {"claim": claims}).status_code == 200
    assert _send(client, address, claim=claims).status_code == 409


def test_m6_the_payee_who_is_coordinator_is_told_why_somebody_else_must_approve(client):
    claim = confirmed_claim()
    payee = claim.person.user
    from involvement.shared.accounts.models import Membership

    Membership.objects.create(user=payee, institution=claim.institution, role=Role.COORDINATOR)
    client.force_login(payee)

    text = _text(client.get(_claim_address(claim)))
    assert "This is your own claim" in text and "Approve £" not in text
    assert _send(client, _claim_address(claim), do="approve", version=claim.version).status_code == 403
    preview = _text(client.get(reverse("payments:approve_several"), {"claim": [claim.pk]}))
    assert "Somebody else must approve these" in preview


def test_asking_goes_back_to_the_person_and_keeps_what_was_typed_when_empty(client):
    claim = confirmed_claim()
    client.force_login(coordinator(claim.institution))

    empty = _send(client, _claim_address(claim), do="query", version=claim.version, reason=" ")
    assert "Write what you want to ask." in _text(empty) and again(claim).state == "confirmed"

    _send(client, _claim_address(claim), do="query", version=claim.version, reason="Which bus was it?")
    assert again(claim).state == "queried"
    client.force_login(claim.person.user)
    assert "Which bus was it?" in _text(client.get(reverse("payments:my_claim", args=[claim.pk])))


def test_a_claim_approved_by_somebody_quicker_is_shown_again(client):
    claim = confirmed_claim()
    approve_claim(claim, by=_actor(coordinator(claim.institution)))
    client.force_login(coordinator(claim.institution))

    answer = _send(client, _claim_address(claim), do="approve", version=claim.version)

    assert answer.status_code == 409
    assert "changed in the meantime" in _text(answer) and "Ready to pay" in _text(answer)


DEEDS = [("confirmed", "approve"), ("confirmed", "query"), ("batched", "return"), ("returned", "again")]
ROLES = {
    "coordinator": {"approve", "query", "again"},
    "finance": {"return", "again"},
}


@pytest.mark.parametrize("role", list(Role.values))
@pytest.mark.parametrize(("state", "do"), DEEDS)
def test_each_role_does_its_own_deeds_only(client, role, state, do):
    claim = claim_in(state)
    client.force_login(user_with(role, claim.institution))

    said = {"reason": "Which bus?", "returned_because": "Closed", "checked": "on"}
    sent = _send(client, _claim_address(claim), do=do, version=claim.version, **said)

    allowed = do in ROLES.get(role, set())
    assert sent.status_code == (302 if allowed else 403)
    assert (again(claim).state != state) == (allowed and do != "again")


@pytest.mark.parametrize(
    "name", ["payments:claims", "payments:approve_several", "payments:batches", "payments:new_batch"]
)
@pytest.mark.parametrize("role", list(Role.values))
def test_lists_are_for_coordinators_and_finance(client, name, role):
    both = {"payments:claims": {"coordinator", "finance"}, "payments:approve_several": {"coordinator"}}
    client.force_login(user_with(role, InstitutionFactory()))

    assert client.get(reverse(name)).status_code == (200 if role in both.get(name, {"finance"}) else 403)


def test_r3_claims_and_runs_of_another_institution_are_not_known(client):
    claim = batched_claim()
    elsewhere = InstitutionFactory()
    for user in [coordinator(elsewhere), finance(elsewhere)]:
        client.force_login(user)
        assert client.get(_claim_address(claim)).status_code == 404
        assert _send(client, _claim_address(claim), do="approve").status_code == 404
    run_address = reverse("payments:batch", args=[claim.batch_line.batch_id])
    assert client.get(run_address).status_code == 404
    assert _send(client, run_address, paid_on="2026-11-22").status_code == 404
    assert client.post(reverse("payments:batch_file", args=[claim.batch_line.batch_id])).status_code == 404
    assert client.get(reverse("payments:new_batch"), {"at": claim.institution_id}).status_code == 404


def test_a_stranger_is_asked_to_sign_in_everywhere(client):
    claim = batched_claim()
    for name, args in {
        "claims_export": [], "my_claims": [], "my_claim": [claim.pk], "receipt": [1], "claims": [], "claim": [claim.pk],
        "approve_several": [], "batches": [], "new_batch": [], "batch": [claim.batch_line.batch_id],
        "batch_file": [claim.batch_line.batch_id],
    }.items():  # fmt: skip
        answer = client.get(reverse(f"payments:{name}", args=args))
        assert answer.status_code == 302 and "login" in answer["Location"]


def test_finance_makes_a_run_downloads_it_and_marks_it_paid(client):
    claim = approved_claim()
    client.force_login(finance(claim.institution))

    assert "1 claim can be paid, £50.00 together." in _text(client.get(reverse("payments:new_batch")))
    asked = _send(client, reverse("payments:new_batch"), claim=[claim.pk], at=claim.institution_id)
    assert "The payment run is waiting to be made." in _text(client.get(asked["Location"]))
    make_requested(BatchRequest.objects.get().pk, now=timezone.now())
    batch = PaymentBatch.objects.get()
    made = client.get(asked["Location"])
    assert made["Location"] == reverse("payments:batch", args=[batch.pk])
    page = _text(client.get(made["Location"])).replace("<wbr>", "")
    assert batch.sha256 in page and "£50.00" in page

    file = client.post(reverse("payments:batch_file", args=[batch.pk]))
    assert file["Content-Disposition"] == f'attachment; filename="{batch.reference}.csv"'
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["name"], row["total"]) for row in rows] == [(claim.person.name, "50.00")]

    today = timezone.localdate()
    assert _send(client, made["Location"], paid_on=today.isoformat()).status_code == 302
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
    approve_claim(again(claim), by=_actor(coordinator(claim.institution)))
    client.force_login(finance(claim.institution))
    address = reverse("payments:new_batch")

    half = _send(client, address, claim=[claim.pk], at=claim.institution_id, settled=[f"{claim.pk}:large"])
    text = _text(half)
    assert half.status_code == 409 and "questions that you have not said yes to" in text
    assert re.search(rf'value="{claim.pk}:large" checked', text)
    assert not re.search(rf'value="{claim.pk}:no_receipt" checked', text)

    both = [f"{claim.pk}:large", f"{claim.pk}:no_receipt"]
    assert _send(client, address, claim=[claim.pk], at=claim.institution_id, settled=both).status_code == 302


def test_a_claim_one_approved_is_shown_as_stopped_and_can_not_be_ticked(client):
    claim = confirmed_claim()
    user = coordinator(claim.institution)
    approve_claim(claim, by=_actor(user))
    from involvement.shared.accounts.models import Membership

    Membership.objects.create(user=user, institution=claim.institution, role=Role.FINANCE)
    client.force_login(user)

    text = _text(client.get(reverse("payments:new_batch")))
    assert "You approved this claim." in text and 'name="claim"' not in text
    sent = _send(client, reverse("payments:new_batch"), claim=[claim.pk], at=claim.institution_id)
    assert sent.status_code == 409
    assert not BatchRequest.objects.exists()


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01", "2099-01-01", "31/02/2026"])
def test_a_wrong_day_of_payment_gets_a_sentence_and_pays_nothing(client, day):
    claim = batched_claim()
    client.force_login(finance(claim.institution))

    answer = _send(client, reverse("payments:batch", args=[claim.batch_line.batch_id]), paid_on=day)

    assert 'id="id_paid_on_error"' in _text(answer)
    assert again(claim).state == "batched"


@pytest.mark.parametrize("count", [1, 3])
def test_making_a_run_and_the_run_cost_the_same_however_long(client, django_assert_num_queries, count):
    institution = InstitutionFactory()
    claims = many_confirmed(institution, count)
    by = _actor(coordinator(institution))
    for claim in claims:
        approve_claim(claim, by=by)
    client.force_login(finance(institution))

    with django_assert_num_queries(11):
        # session, user, memberships, claims, lines, the maker, close people, receipts, setting, payees, what is made
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
        client.get(_claim_address(claim)),
        client.get(reverse("payments:batches")),
        client.get(reverse("payments:batch", args=[batch.pk])),
        client.post(reverse("payments:batch_file", args=[batch.pk])),
    ]

    assert all(page.status_code == 200 and b"CANARY" not in page.content for page in pages)


def test_a_promise_that_passed_is_shown_as_late_to_everybody(client):
    claim = confirmed_claim()
    from unittest.mock import patch

    later = timezone.localdate() + timedelta(days=40)
    with patch("django.utils.timezone.localdate", lambda *a: later if not a else a[0].date()):
        client.force_login(coordinator(claim.institution))
        assert "Late" in _text(client.get(reverse("payments:claims"), {"late": "1"}))
        client.force_login(claim.person.user)
        assert "We are late, and we are sorry." in _text(client.get(reverse("payments:my_claim", args=[claim.pk])))
