"""Text messages by two real services, against a stand-in that also answers with errors, delays and cuts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.checks import text_service_is_whole
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory
from tests.factories.notify import MessageFactory
from tests.factories.participants import PersonFactory
from tests.shared.mail_server import free_port
from tests.shared.stand_in_text_server import (
    BAD_NUMBER,
    FAULT,
    SLOW_DOWN,
    WRONG_KEY,
    point_texts_at,
    text_service,
)

pytestmark = pytest.mark.django_db
ANA, BEN = "+447700900001", "+447700900002"


@pytest.fixture(params=["govuk_notify", "twilio"])
def provider(request):
    return request.param


@pytest.fixture
def service(settings, provider):
    with text_service(settings, provider) as server:
        yield server


@pytest.fixture
def here():
    return InstitutionFactory(quiet_from=0, quiet_until=0)


def text(here, number=ANA, **fields):
    return MessageFactory(institution=here, channel="text", address=number, subject="", body="Tuesday? ", **fields)


def run(**later):
    return deliver_due(now=timezone.now() + timedelta(**later))


def state(message):
    message.refresh_from_db()
    return message.state


def test_a_text_arrives_once_with_its_link(service, here, settings):
    person = PersonFactory(institution=here, channel="text", phone=ANA)
    link = build_link(Purpose.OFFER, about=person, person_id=person.pk, expires_at=timezone.now() + timedelta(days=1))
    link.save(force_insert=True)
    message = MessageFactory(
        institution=here, channel="text", address=ANA, person_id=person.pk, link=link, body="Zażółć 😀 سلام {link}"
    )
    assert run() == 1
    assert run(days=1) == 0
    assert service.taken == [(ANA, f"Zażółć 😀 سلام {settings.SITE_ADDRESS}/o/{link.token()}/")]
    assert state(message) == "sent"


@pytest.mark.parametrize("answer", [SLOW_DOWN, FAULT])
def test_asked_to_slow_down_or_with_a_fault_it_is_tried_again(service, here, answer):
    service.script = {ANA: answer}
    message, other = text(here), text(here, BEN)
    assert run() == 1
    assert (state(message), state(other), message.attempts) == ("waiting", "sent", 1)
    service.script = {}
    assert run(minutes=2) == 1
    assert [number for number, _ in service.taken] == [BEN, ANA]


def test_a_bad_number_fails_and_somebody_is_asked_to_phone(service, here):
    service.script = {ANA: BAD_NUMBER}
    message = text(here, name="Ana")
    assert run() == 0
    assert state(message) == "failed"
    assert Message.objects.get(kind="please_phone").name == "Ana"
    assert run(days=2) == 0
    assert service.asked == [ANA]


@pytest.mark.parametrize(
    ("provider", "what"),
    [
        ("govuk_notify", "drop"),
        ("govuk_notify", "slow"),
        ("govuk_notify", "nonsense"),
        ("twilio", "drop"),
        ("twilio", "slow"),
    ],
)
def test_cut_off_or_silent_while_it_took_the_text_it_is_held(service, here, what):
    service.script = {ANA: what}
    message = text(here)
    assert run() == 0
    assert state(message) == "held"
    assert "may have arrived" in message.error
    run(days=2)
    assert service.asked == [ANA]


def test_a_wrong_key_blames_no_message(service, here):
    service.script = {ANA: WRONG_KEY, BEN: WRONG_KEY}
    rows = [text(here), text(here, BEN)]
    assert run() == 0
    assert [state(row) for row in rows] == ["waiting", "waiting"]
    assert rows[0].error == "The text service does not accept our key."
    assert len(service.asked) == 1
    assert {row.attempts for row in rows} == {0}


def test_a_service_that_is_not_there_makes_texts_wait_and_lets_emails_go(settings, here, provider):
    point_texts_at(settings, provider, f"http://127.0.0.1:{free_port()}")
    message, letter = text(here), MessageFactory(institution=here)
    run()
    run(minutes=1)
    assert (state(message), message.attempts) == ("waiting", 0)
    assert message.error == "The text service cannot be reached."
    assert state(letter) == "sent"
    assert len(mail.outbox) == 1


def test_without_a_service_texts_wait_and_say_so(here, settings):
    settings.TEXT_PROVIDER = "none"
    message = text(here)
    for hours in range(3):
        assert run(hours=hours) == 0
    assert (state(message), message.attempts, message.error) == ("waiting", 0, "No text service is set up.")


def test_a_half_configured_service_is_found_at_the_start(settings, provider):
    settings.TEXT_PROVIDER = provider
    assert [problem.id for problem in text_service_is_whole(None)] == ["notify.E002"]
    settings.TEXT_PROVIDER = "pigeon"
    assert [problem.id for problem in text_service_is_whole(None)] == ["notify.E001"]
    settings.TEXT_PROVIDER = "none"
    assert text_service_is_whole(None) == []
