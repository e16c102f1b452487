"""Calls that somebody should make: what the caller sees, and what comes of the call."""

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent
from involvement.shared.notify.delivery import deliver_due
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.notify import MessageFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory(quiet_from=0, quiet_until=0)


@pytest.fixture
def coordinator(here, client):
    user = user_with(Role.COORDINATOR, here)
    client.force_login(user)
    return user


@pytest.fixture
def task(here):
    person = PersonFactory(institution=here, name="Ana", phone="+441632960123", channel="phone")
    return MessageFactory(
        institution=here,
        person_id=person.pk,
        name="Ana",
        channel="phone",
        address="",
        body="Can you come on Tuesday?\n\nAnswer here: {link}",
    )


def calls(client):
    return client.get(reverse("notify:phone_tasks")).content.decode()


def call(client, task):
    return client.get(reverse("notify:phone_task", args=[task.pk]))


def after_call(client, task, result):
    return client.post(reverse("notify:phone_task", args=[task.pk]), {"result": result})


def test_a_call_says_who_which_number_and_what_to_say_without_the_link(client, coordinator, task):
    assert "+441632960123" in calls(client)
    text = call(client, task).content.decode()
    assert 'href="tel:+441632960123"' in text
    assert "Can you come on Tuesday?" in text
    assert "Answer here" not in text
    assert "{link}" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_costs_the_same_however_long(client, here, coordinator, django_assert_num_queries, count):
    for _ in range(count):
        MessageFactory(institution=here, channel="phone", person_id=PersonFactory(institution=here).pk)
    with django_assert_num_queries(6):
        calls(client)


def test_a_safe_contact_note_comes_before_the_number(client, coordinator, task, here):
    PersonFactory._meta.model.objects.filter(pk=task.person_id).update(safe_contact_note="Never after 5 pm")
    listed = calls(client)
    assert "Read the note first" in listed
    assert "+441632960123" not in listed
    text = call(client, task).content.decode()
    assert "read what Ana asked for" in text
    assert text.index("Never after 5 pm") < text.index("tel:+441632960123")


def test_they_know_now(client, coordinator, task):
    assert after_call(client, task, "told").status_code == 302
    task.refresh_from_db()
    assert (task.state, task.done_by) == ("done", coordinator.name)
    assert after_call(client, task, "told").status_code == 409
    assert AuditEvent.objects.filter(action="message.told_by_phone").count() == 1


def test_nobody_answered_comes_back_tomorrow(client, coordinator, task):
    after_call(client, task, "nobody")
    task.refresh_from_db()
    assert (task.state, task.attempts) == ("waiting", 1)
    assert task.next_try_at > timezone.now()
    assert "Nobody answered." in calls(client)


def test_no_longer_needed(client, coordinator, task):
    after_call(client, task, "not_needed")
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert "nobody to phone" in calls(client)


def test_a_call_of_another_institution_is_not_there(client, coordinator):
    other = MessageFactory(channel="phone")
    assert call(client, other).status_code == 404
    assert after_call(client, other, "told").status_code == 404


def test_a_call_is_never_sent_by_the_sender(here, task):
    assert deliver_due(now=timezone.now()) == 0
    task.refresh_from_db()
    assert task.state == "waiting"
