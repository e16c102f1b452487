"""Claims as coordinators and finance see them: the list, one claim, approving several, and who may do what."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Membership, Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from payments.domain.approving import approve_claim
from payments.models import Claim
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
    proposed_claim,
)
from tests.payments.claim_pages import claim_address, send, text_of

pytestmark = pytest.mark.django_db
DEEDS = [("confirmed", "approve"), ("confirmed", "query"), ("batched", "return"), ("returned", "again")]
ROLES = {
    "coordinator": {"approve", "query", "again"},
    "finance": {"return", "again"},
}


def test_the_coordinator_sees_what_waits_for_approval_and_opens_one(client):
    claim, other, elsewhere = confirmed_claim(), proposed_claim(), confirmed_claim()
    client.force_login(coordinator(claim.institution))

    text = text_of(client.get(reverse("payments:claims")))

    assert claim.person.name in text and "£50.00" in text
    assert elsewhere.person.name not in text and other.person.name not in text
    assert "Approve £50.00" in text_of(client.get(claim_address(claim)))


def test_staff_see_who_did_each_step_and_what_the_person_reads(client):
    claim = approved_claim()
    client.force_login(finance(claim.institution))

    text = text_of(client.get(claim_address(claim)))

    assert f"· {claim.approved_by.name}" in text and f"· {claim.person.name}" in text and "· By itself" in text
    assert "The person reads: You said yes to this." in text


def test_filters_combine_and_stay_in_the_address(client):
    institution = InstitutionFactory()
    one, two = many_confirmed(institution, 2)
    user = coordinator(institution)
    approve_claim(two, by=Actor.of(user))
    client.force_login(user)
    address = reverse("payments:claims")

    assert one.person.name in text_of(client.get(address, {"q": one.person.name}))
    assert two.person.name not in text_of(client.get(address, {"q": one.person.name, "state": "all"}))
    assert two.person.name in text_of(client.get(address, {"state": "approved"}))
    assert two.person.name in text_of(client.get(address, {"state": "all"}))
    assert "No claim fits" in text_of(client.get(address, {"late": "1"}))
    assert client.get(address, {"sort": "person__user__password", "state": "'; --", "q": "%"}).status_code == 200


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

    with django_assert_num_queries(6):  # session, user, memberships, count, claims, fees that wait
        text = text_of(client.get(reverse("payments:claims")))

    assert text.count('name="claim"') == count


def test_several_are_approved_after_a_preview_all_or_none(client):
    institution = InstitutionFactory()
    one, two = many_confirmed(institution, 2)
    client.force_login(coordinator(institution))
    address = reverse("payments:approve_several")

    preview = text_of(client.get(address, {"claim": [one.pk, two.pk]}))
    assert "2 claims, £100.00 together" in preview and "Approve all 2" in preview
    assert Claim.objects.filter(state="approved").count() == 0

    stale = send(client, address, claim=[f"{one.pk}:{one.version}", f"{two.pk}:1"])
    assert stale.status_code == 409
    assert Claim.objects.filter(state="approved").count() == 0

    done = send(client, address, claim=[f"{one.pk}:{one.version}", f"{two.pk}:{two.version}"])
    assert done.status_code == 302
    assert Claim.objects.filter(state="approved").count() == 2


def test_several_of_another_institution_are_neither_shown_nor_approved(client):
    ours, theirs = confirmed_claim(), confirmed_claim()
    client.force_login(coordinator(ours.institution))
    address = reverse("payments:approve_several")

    assert theirs.person.name not in text_of(client.get(address, {"claim": [ours.pk, theirs.pk]}))
    sent = send(client, address, claim=[f"{ours.pk}:{ours.version}", f"{theirs.pk}:{theirs.version}"])

    assert sent.status_code == 409
    assert not Claim.objects.filter(state="approved").exists()


@pytest.mark.parametrize("claims", [["x"], ["1:x"], ["9" * 40 + ":1"], [], [":"]])
def test_mangled_choices_approve_nothing(client, claims):
    client.force_login(coordinator(InstitutionFactory()))
    address = reverse("payments:approve_several")

    assert client.get(address, {"claim": claims}).status_code == 200
    assert send(client, address, claim=claims).status_code == 409


def test_m6_the_payee_who_is_coordinator_is_told_why_somebody_else_must_approve(client):
    claim = confirmed_claim()
    payee = claim.person.user
    Membership.objects.create(user=payee, institution=claim.institution, role=Role.COORDINATOR)
    client.force_login(payee)

    text = text_of(client.get(claim_address(claim)))
    assert "This is your own claim" in text and "Approve £" not in text
    assert send(client, claim_address(claim), do="approve", version=claim.version).status_code == 403
    preview = text_of(client.get(reverse("payments:approve_several"), {"claim": [claim.pk]}))
    assert "You can not approve these now" in preview


def test_asking_goes_back_to_the_person_and_keeps_what_was_typed_when_empty(client):
    claim = confirmed_claim()
    client.force_login(coordinator(claim.institution))

    empty = send(client, claim_address(claim), do="query", version=claim.version, reason=" ")
    assert "Write what you want to ask." in text_of(empty) and again(claim).state == "confirmed"

    send(client, claim_address(claim), do="query", version=claim.version, reason="Which bus was it?")
    assert again(claim).state == "queried"
    client.force_login(claim.person.user)
    assert "Which bus was it?" in text_of(client.get(reverse("payments:my_claim", args=[claim.pk])))


def test_a_claim_approved_by_somebody_quicker_is_shown_again(client):
    claim = confirmed_claim()
    approve_claim(claim, by=Actor.of(coordinator(claim.institution)))
    client.force_login(coordinator(claim.institution))

    answer = send(client, claim_address(claim), do="approve", version=claim.version)

    assert answer.status_code == 409
    assert "changed in the meantime" in text_of(answer) and "Ready to pay" in text_of(answer)


@pytest.mark.parametrize("role", list(Role.values))
@pytest.mark.parametrize(("state", "do"), DEEDS)
def test_each_role_does_its_own_deeds_only(client, role, state, do):
    claim = claim_in(state)
    client.force_login(user_with(role, claim.institution))

    said = {"reason": "Which bus?", "returned_because": "Closed", "checked": "on"}
    sent = send(client, claim_address(claim), do=do, version=claim.version, **said)

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
        assert client.get(claim_address(claim)).status_code == 404
        assert send(client, claim_address(claim), do="approve").status_code == 404
    run_address = reverse("payments:batch", args=[claim.batch_line.batch_id])
    assert client.get(run_address).status_code == 404
    assert send(client, run_address, paid_on="2026-11-22").status_code == 404
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


def test_a_promise_that_passed_is_shown_as_late_to_everybody(client):
    claim = confirmed_claim()
    later = timezone.localdate() + timedelta(days=40)
    with patch("django.utils.timezone.localdate", lambda *a: later if not a else a[0].date()):
        client.force_login(coordinator(claim.institution))
        assert "Late" in text_of(client.get(reverse("payments:claims"), {"late": "1"}))
        client.force_login(claim.person.user)
        assert "We are late, and we are sorry." in text_of(client.get(reverse("payments:my_claim", args=[claim.pk])))
