"""Queueing and stopping messages (R25, R28)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.shared.links.models import PrivateLink
from involvement.shared.notify import doorbell
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import cancel_messages, queue_messages
from tests.factories.accounts import InstitutionFactory
from tests.factories.notify import draft_for

pytestmark = pytest.mark.django_db


def test_a_queued_message_waits_with_its_link_and_no_row_holds_the_token():
    institution = InstitutionFactory(quiet_from=0, quiet_until=0)
    draft = draft_for(7, institution_id=institution.pk, link=True)

    assert queue_messages([draft]) == 1

    message = Message.objects.get()
    assert (message.state, message.person_id, message.link) == ("waiting", 7, PrivateLink.objects.get())
    assert message.next_try_at == draft.due
    assert "{link}" in message.body
    rows = str(Message.objects.values().get()) + str(PrivateLink.objects.values().get())
    assert draft.link.token() not in rows


def test_the_same_thing_is_told_once_though_the_schedule_runs_100_times():
    institution, due = InstitutionFactory(), timezone.now()
    made = [
        queue_messages([draft_for(n, institution_id=institution.pk, due=due, link=True) for n in (1, 2)])
        for _ in range(100)
    ]
    assert made == [2] + [0] * 99
    assert Message.objects.count() == PrivateLink.objects.count() == 2


def test_a_key_doubled_in_one_list_is_told_once():
    institution, due = InstitutionFactory(), timezone.now()
    drafts = [draft_for(1, institution_id=institution.pk, due=due, subject=words) for words in ("first", "second")]
    assert queue_messages(drafts) == 1
    assert Message.objects.get().subject == "first"


def test_another_due_date_is_another_message():
    institution, due = InstitutionFactory(), timezone.now()
    assert queue_messages([draft_for(1, institution_id=institution.pk, due=due)]) == 1
    assert queue_messages([draft_for(1, institution_id=institution.pk, due=due + timedelta(days=1))]) == 1


def test_what_is_rolled_back_is_not_told():
    institution = InstitutionFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue_messages([draft_for(1, institution_id=institution.pk, link=True)])
        raise ZeroDivisionError
    assert not Message.objects.exists()
    assert not PrivateLink.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_queued_twice_at_once_it_is_told_once_and_only_its_own_link_lives():
    institution, due = InstitutionFactory(), timezone.now()

    def queue() -> int:
        try:
            return queue_messages([draft_for(n, institution_id=institution.pk, due=due, link=True) for n in range(50)])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [job.result() for job in [pool.submit(queue) for _ in range(4)]]
    assert sum(made) == Message.objects.count() == 50
    assert set(PrivateLink.objects.values_list("pk", flat=True)) == set(
        Message.objects.values_list("link_id", flat=True)
    )


def test_ten_thousand_are_queued_with_a_handful_of_statements():
    institution, due = InstitutionFactory(), timezone.now()
    drafts = [draft_for(n, institution_id=institution.pk, due=due, link=True) for n in range(10_000)]

    with CaptureQueriesContext(connection) as few:
        assert queue_messages(drafts[:10]) == 10
    with CaptureQueriesContext(connection) as many:
        assert queue_messages(drafts) == 9_990

    assert len(few) <= 8
    assert len(many) <= 4 * 10 + 6
    assert Message.objects.count() == PrivateLink.objects.count() == 10_000


def test_stopping_a_thing_stops_what_waits_and_nothing_else():
    institution = InstitutionFactory()
    queue_messages(
        [
            draft_for(1, institution_id=institution.pk, about_topic="session:5"),
            draft_for(2, institution_id=institution.pk, about_topic="session:5", kind="reminder"),
            draft_for(3, institution_id=institution.pk, about_topic="session:6"),
            draft_for(4, institution_id=institution.pk, about_topic="session:5"),
        ]
    )
    Message.objects.filter(person_id=4).update(state="sent", sent_at=timezone.now())

    assert cancel_messages(about_topic="session:5", kinds=["reminder"]) == 1
    assert cancel_messages(about_topic="session:5") == 1

    states = dict(Message.objects.values_list("person_id", "state"))
    assert states == {1: "cancelled", 2: "cancelled", 3: "waiting", 4: "sent"}


def test_a_broker_that_is_down_breaks_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(doorbell.current_app, "send_task", refuse)
    institution = InstitutionFactory()
    with django_capture_on_commit_callbacks(execute=True) as rung:
        queue_messages([draft_for(1, institution_id=institution.pk)])
    assert len(rung) == 1
    assert doorbell.ring() is False
    assert Message.objects.get().state == "waiting"
