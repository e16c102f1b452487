"""Asking for payment runs, waiting for them, and what happens when the making goes wrong."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.once.sending import new_key
from payments.domain import batch_requests
from payments.domain.approving import approve_claims, query_claim
from payments.domain.batch_requests import make_requested, make_waiting_batches, request_batch, try_again
from payments.domain.ledger import prove
from payments.models import BatchLine, BatchRequest, Claim, PaymentBatch
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.payments import again, approved_claim, coordinator, finance, many_confirmed, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    """Which runs the worker was told of; nobody listens in these tests."""
    told = []
    monkeypatch.setattr(batch_requests.current_app, "send_task", lambda name, args, **_: told.append(args[0]))
    return told


@pytest.fixture
def claim():
    return approved_claim()


@pytest.fixture
def maker(claim):
    return finance(claim.institution)


@pytest.fixture
def asked(claim, maker, rung):
    return request_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(maker))


def _approved(number):
    claims = many_confirmed(InstitutionFactory(), number)
    return approve_claims([(c, c.version) for c in claims], by=Actor.of(coordinator(claims[0].institution)))


def _made(asked):
    return make_requested(asked.pk, now=timezone.now())


def test_asking_writes_a_row_moves_nothing_and_rings_after_the_commit(
    claim, maker, client, rung, django_capture_on_commit_callbacks
):
    client.force_login(maker)
    form = {"claim": [claim.pk], "at": claim.institution_id, "once": new_key()}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("payments:new_batch"), form)
    asked = BatchRequest.objects.get()
    assert answer.url == reverse("payments:batch_request", args=[asked.pk])
    assert (asked.state, asked.requested_by, asked.claim_ids, rung) == ("asked", maker, [claim.pk], [asked.pk])
    assert again(claim).state == "approved" and not PaymentBatch.objects.exists()


def test_whoever_asked_is_the_maker_and_the_record_says_both(asked, claim, maker):
    assert _made(asked)
    batch = PaymentBatch.objects.get()
    asked.refresh_from_db()
    assert (asked.state, asked.batch, batch.made_by, asked.steps_done) == ("ready", batch, maker, 3)
    written = AuditEvent.objects.filter(action__in=["batch.requested", "batch.made"]).order_by("pk")
    assert [(one.action, one.actor_user) for one in written] == [
        ("batch.requested", str(maker.pk)),
        ("batch.made", str(maker.pk)),
    ]


def test_asking_twice_for_the_same_run_is_asking_once(asked, claim, maker):
    assert request_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(maker)) == asked
    assert BatchRequest.objects.count() == 1


def test_while_a_run_is_made_another_waits_its_turn_and_the_page_says_so(asked, claim, client, rung):
    other = finance(claim.institution)
    with pytest.raises(Refused, match="being made here just now"):
        request_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(other))
    client.force_login(other)
    page = client.get(reverse("payments:new_batch"))
    assert reverse("payments:batch_request", args=[asked.pk]) in page.text and "Make the run</button>" not in page.text


def test_another_institution_is_not_held_up(asked, rung):
    elsewhere = approved_claim()
    assert request_batch(
        elsewhere.institution, claim_ids=[elsewhere.pk], by=Actor.of(finance(elsewhere.institution))
    ).pk


def test_what_would_be_refused_is_refused_at_once_and_nothing_is_asked_for(rung):
    claim = approved_claim()
    for by, ids in [
        (Actor.of(claim.approved_by), [claim.pk]),
        (Actor.of(finance(claim.institution)), []),
        (Actor.of(finance(claim.institution)), [claim.pk, claim.pk + 1000]),
        (Actor.link(claim.person_id, ""), [claim.pk]),
    ]:
        with pytest.raises(Refused):
            request_batch(claim.institution, claim_ids=ids, by=by)
    assert not BatchRequest.objects.exists() and not rung


def test_a_run_is_made_once_however_often_the_bell_rings(asked, claim):
    assert [_made(asked) for _ in range(3)] == [True, False, False]
    assert BatchLine.objects.filter(claim=claim).count() == 1
    assert make_waiting_batches(now=timezone.now()) == 0


def test_while_one_worker_makes_it_another_does_not(asked):
    BatchRequest.objects.update(state="making", claimed_at=timezone.now(), attempts=1)
    assert not _made(asked)
    assert make_waiting_batches(now=timezone.now()) == 0


def test_a_run_whose_worker_is_gone_is_taken_up_again(asked, rung):
    BatchRequest.objects.update(state="making", claimed_at=timezone.now() - timedelta(minutes=4), attempts=1)
    assert make_waiting_batches(now=timezone.now()) == 1
    assert rung == [asked.pk] and _made(asked)


def test_a_worker_that_was_given_up_leaves_no_run_behind(asked, claim, monkeypatch):
    make_batch = batch_requests.make_batch

    def overtaken(*args, **kwargs):
        made = make_batch(*args, **kwargs)
        BatchRequest.objects.filter(pk=asked.pk).update(attempts=2)
        return made

    monkeypatch.setattr(batch_requests, "make_batch", overtaken)
    assert not _made(asked)
    assert not PaymentBatch.objects.exists() and again(claim).state == "approved"
    asked.refresh_from_db()
    assert (asked.state, asked.batch) == ("making", None)


@pytest.mark.usefixtures("rung")
def test_it_is_tried_three_times_then_says_so_and_may_be_tried_again(asked, claim, maker, client, monkeypatch):
    client.force_login(maker)
    address = reverse("payments:batch_request", args=[asked.pk])
    with monkeypatch.context() as broken:
        broken.setattr(batch_requests, "make_batch", lambda *_, **__: 1 / 0)
        for expected, words in [
            ("asked", "We will try again by ourselves"),
            ("asked", "We will try again by ourselves"),
            ("failed", "The payment run could not be made. You can try again."),
        ]:
            _made(asked)
            asked.refresh_from_db()
            assert asked.state == expected
            assert words in client.get(address).text
    assert "No run was made, and no claim has moved." in client.get(address).text
    assert "Could not be made" in client.get(reverse("payments:batches")).text
    assert client.post(reverse("payments:batch_again", args=[asked.pk])).status_code == 302
    assert _made(asked)
    assert client.get(address).url == reverse("payments:batch", args=[PaymentBatch.objects.get().pk])
    with pytest.raises(Refused, match="ready already"):
        try_again(asked, by=Actor.of(maker))


def test_workers_that_die_three_times_end_in_a_failure_that_is_shown(asked):
    BatchRequest.objects.update(state="making", claimed_at=timezone.now() - timedelta(minutes=4), attempts=3)
    make_waiting_batches(now=timezone.now())
    assert BatchRequest.objects.get().state == "failed"


def test_a_claim_that_changed_while_it_waited_fails_the_run_with_its_sentence(asked, claim):
    query_claim(again(claim), reason="Which bus?", by=Actor.of(coordinator(claim.institution)))
    assert not _made(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == ("failed", 1)
    assert "Please look again." in asked.error and not PaymentBatch.objects.exists()


def test_a_role_that_ended_while_the_run_waited_makes_nothing(asked, claim, maker):
    maker.memberships.all().delete()
    assert not _made(asked)
    asked.refresh_from_db()
    assert "may not make payment runs any more" in asked.error and again(claim).state == "approved"


def test_a_file_that_reads_differently_is_said_and_the_run_stays_one(asked, maker, client, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(batch_requests, "proof", lambda batch: _Differs())
        assert not _made(asked)
    asked.refresh_from_db()
    assert asked.state == "failed" and asked.batch is not None
    client.force_login(maker)
    assert "do not use its file" in client.get(reverse("payments:batch_request", args=[asked.pk])).text
    try_again(asked, by=Actor.of(maker))
    assert _made(asked) and PaymentBatch.objects.count() == 1


class _Differs:
    same, agrees = False, True


def test_with_the_queue_down_the_page_still_works_and_says_waiting(
    claim, maker, client, monkeypatch, django_capture_on_commit_callbacks
):
    def down(*_, **__):
        raise OperationalError("no broker")

    monkeypatch.setattr(batch_requests.current_app, "send_task", down)
    client.force_login(maker)
    form = {"claim": [claim.pk], "at": claim.institution_id, "once": new_key()}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("payments:new_batch"), form, follow=True)
    assert "The payment run is waiting to be made." in page.text
    assert "Waiting to be made" in client.get(reverse("payments:batches")).text


def test_r3_a_run_asked_for_elsewhere_is_not_known(asked, client):
    client.force_login(finance(InstitutionFactory()))
    assert client.get(reverse("payments:batch_request", args=[asked.pk])).status_code == 404
    assert client.post(reverse("payments:batch_again", args=[asked.pk])).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"finance"}))
def test_other_roles_neither_see_nor_retry_a_run(asked, client, role):
    client.force_login(user_with(role, asked.institution))
    assert client.get(reverse("payments:batch_request", args=[asked.pk])).status_code == 403
    assert client.post(reverse("payments:batch_again", args=[asked.pk])).status_code == 403


def test_r22_looking_changes_nothing_and_trying_again_is_a_button(asked, maker, client):
    client.force_login(maker)
    assert client.get(reverse("payments:batch_again", args=[asked.pk])).status_code == 405
    client.get(reverse("payments:batch_request", args=[asked.pk]))
    assert BatchRequest.objects.get().attempts == 0


def test_r24_the_database_keeps_what_was_asked_and_whose_run_it_is(asked, claim):
    other = approved_claim()
    foreign = run(other)
    for change in [{"claim_ids": [other.pk]}, {"requested_by": foreign.made_by}, {"batch": foreign}]:
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            BatchRequest.objects.filter(pk=asked.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        asked.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchRequest.objects.filter(pk=asked.pk).update(state="ready")
    _made(asked)
    with pytest.raises(InternalError), transaction.atomic():
        BatchRequest.objects.filter(pk=asked.pk).update(batch=None)


@pytest.mark.parametrize("number", [1, 12])
def test_asking_and_the_worker_cost_the_same_however_long_the_run_is(rung, number, django_assert_max_num_queries):
    claims = _approved(number)
    by, ids = Actor.of(finance(claims[0].institution)), [claim.pk for claim in claims]
    with django_assert_max_num_queries(16):
        asked = request_batch(claims[0].institution, claim_ids=ids, by=by)
    with django_assert_max_num_queries(40):
        assert _made(asked)
    assert set(Claim.objects.filter(pk__in=ids).values_list("state", flat=True)) == {"batched"}
    assert prove().holds


def test_a_failure_is_out_of_the_list_once_a_later_run_is_ready(asked, claim, maker, client):
    BatchRequest.objects.update(state="failed", error="The payment run could not be made.")
    client.force_login(maker)
    assert "Could not be made" in client.get(reverse("payments:batches")).text
    later = request_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(maker))
    _made(later)
    assert "Could not be made" not in client.get(reverse("payments:batches")).text
