"""E-mail against a scripted server (R26, R29)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.delivery import deliver_due, hold_doubtful
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory
from tests.factories.notify import MessageFactory
from tests.factories.participants import PersonFactory
from tests.shared.mail_server import free_port, mail_server, point_mail_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with mail_server(settings) as controller:
        yield controller


@pytest.fixture
def institution():
    return InstitutionFactory(quiet_from=0, quiet_until=0)


def run(**later):
    return deliver_due(now=timezone.now() + timedelta(**later))


def states():
    return dict(Message.objects.values_list("address", "state"))


def test_a_lot_goes_out_over_one_connection_each_to_one_person_with_its_own_id(server, institution):
    rows = MessageFactory.create_batch(5, institution=institution)
    assert run() == 5
    assert server.connections == 1
    assert sorted(server.handler.addresses()) == sorted(row.address for row in rows)
    assert {mail["Message-ID"] for mail in server.handler.taken} == {row.message_id for row in rows}
    assert all(mail["Cc"] is None and mail["Bcc"] is None for mail in server.handler.taken)
    assert set(states().values()) == {"sent"}
    assert Message.objects.filter(sent_at=None).count() == 0
    assert run() == 0


def test_the_link_is_put_in_at_sending_and_both_parts_carry_it(server, institution, settings):
    settings.SITE_ADDRESS = "https://thread.example.org/"
    person = PersonFactory(institution=institution)
    link = build_link(Purpose.OFFER, about=person, person_id=person.pk, expires_at=timezone.now() + timedelta(days=1))
    link.save(force_insert=True)
    MessageFactory(institution=institution, link=link, body="Dear <b>Ana</b>,\n\nread this: {link}\n\nThank you.")

    run()

    mail = server.handler.taken[0]
    address = f"https://thread.example.org/o/{link.token()}/"
    assert f"read this: {address}" in mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert f'<a href="{address}">{address}</a>' in page
    assert "Dear &lt;b&gt;Ana&lt;/b&gt;," in page
    assert link.token() not in str(Message.objects.values().get())


@pytest.mark.parametrize(
    "words",
    ["Bad\r\nBcc: evil@example.test", "😀 " * 40, "\u202eevil\u202c محمد", "=cmd|' /C calc'!A0", "x\u2028y\x00z"],
)
def test_no_name_or_subject_breaks_a_header(server, institution, words):
    MessageFactory(
        institution=institution, subject=words.replace("\x00", "")[:200], name=words.replace("\x00", "")[:200]
    )
    assert run() == 1
    mail = server.handler.taken[0]
    assert mail["Bcc"] is None
    assert "\n" not in str(mail["Subject"])
    assert "\u202e" not in str(mail["Subject"])
    assert len(server.handler.taken) == 1


@pytest.mark.parametrize(
    "address", ["", "no-at", "a@example.test, b@example.test", "a@example.test\r\nRCPT TO:<b@x.test>"]
)
def test_an_address_that_is_not_one_plain_address_fails_and_somebody_is_asked_to_phone(server, institution, address):
    MessageFactory(institution=institution, address=address)
    assert run() == 0
    assert server.handler.taken == []
    assert set(Message.objects.values_list("kind", "state")) == {("test_note", "failed"), ("please_phone", "waiting")}


def test_refused_for_now_it_is_tried_again_with_growing_gaps_and_the_same_id_for_a_day(server, institution):
    server.handler.script = {"partner": "rcpt 451 try again"}
    row = MessageFactory(institution=institution)
    now, gaps = timezone.now(), []
    while Message.objects.get(pk=row.pk).state == "waiting":
        deliver_due(now=now)
        row.refresh_from_db()
        gaps.append(row.next_try_at - now)
        now = row.next_try_at + timedelta(seconds=1)
        assert len(gaps) < 20
    assert gaps[:-1] == sorted(gaps[:-1])
    assert timedelta(hours=20) < sum(gaps[:-1], timedelta()) < timedelta(hours=25)
    assert row.state == "failed"
    assert "tried for a day" in row.error
    assert Message.objects.get(kind="please_phone").about == f"message:{row.pk}"


def test_refused_for_now_and_then_taken_it_arrives_once(server, institution):
    server.handler.script = {"partner": "data 452 disk full"}
    row = MessageFactory(institution=institution)
    assert run() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "452" in row.error
    server.handler.script = {}
    assert run(minutes=2) == 1
    assert [mail["Message-ID"] for mail in server.handler.taken] == [row.message_id]


@pytest.mark.parametrize("when", ["rcpt 550 no such person", "data 554 not wanted"])
def test_refused_for_good_becomes_a_phone_task_and_its_neighbours_go_out(server, institution, when):
    person = PersonFactory(institution=institution, phone="+447700900123", email="bad@example.test")
    MessageFactory(institution=institution, person_id=person.pk, address="bad@example.test", name="Ana")
    others = MessageFactory.create_batch(2, institution=institution, person_id=0)
    server.handler.script = {"bad": when}

    assert run() == 2

    assert states()["bad@example.test"] == "failed"
    assert sorted(server.handler.addresses()) == sorted(other.address for other in others)
    task = Message.objects.get(kind="please_phone")
    assert (task.channel, task.address, task.name, task.state) == ("phone", "+447700900123", "Ana", "waiting")
    run(hours=1)
    assert Message.objects.filter(kind="please_phone").count() == 1


@pytest.mark.parametrize("what", ["lost after data", "taken and lost"])
def test_cut_off_after_data_it_is_held_and_never_sent_again_by_itself(server, institution, what):
    server.handler.script = {"partner1@": what}
    row = MessageFactory(institution=institution, person_id=1)
    neighbour = MessageFactory(institution=institution, person_id=2)
    run()
    row.refresh_from_db()
    assert row.state == "held"
    assert "may have arrived" in row.error
    taken = len(server.handler.taken)
    server.handler.script = {}
    for days in range(4):
        run(days=days)
        hold_doubtful(now=timezone.now() + timedelta(days=days))
    neighbour.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, neighbour.state) == ("held", "sent")
    assert server.handler.addresses().count(row.address) == (what == "taken and lost")
    assert len(server.handler.taken) <= taken + 1


def test_cut_off_before_data_everything_waits_and_is_sent_once_later(server, institution):
    server.handler.script = {"partner1@": "drop at rcpt"}
    MessageFactory(institution=institution, person_id=1)
    MessageFactory(institution=institution, person_id=2)
    run()
    assert set(states().values()) <= {"waiting", "sent"}
    server.handler.script = {}
    run(hours=1)
    assert sorted(server.handler.addresses()) == ["partner1@example.test", "partner2@example.test"]


def test_while_the_mail_server_is_down_messages_wait_uncounted_and_say_why(settings, institution):
    point_mail_at(settings, free_port())
    MessageFactory.create_batch(30, institution=institution)
    for days in range(3):
        assert run(days=days) == 0
    rows = Message.objects.all()
    assert {(row.state, row.attempts, row.error) for row in rows} == {
        ("waiting", 0, "The mail server cannot be reached.")
    }
    with mail_server(settings) as controller:
        assert run(days=4) == 30
        assert len(set(controller.handler.addresses())) == 30


def test_the_calendar_goes_as_an_invitation_and_as_a_file(server, institution):
    entry = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    MessageFactory(institution=institution, calendar=entry)
    run()
    parts = [part for part in server.handler.taken[0].walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["CANCEL", "CANCEL"]
    assert [part.get_filename() for part in parts] == [None, "session.ics"]
    assert all("UID:1" in part.get_content() for part in parts)
    assert [p.get_content_type() for p in server.handler.taken[0].iter_parts()] == [
        "multipart/alternative",
        "text/calendar",
    ]


def test_a_broken_message_is_put_aside_and_stops_no_neighbour(server, institution, monkeypatch):
    from involvement.shared.notify import mail  # late: only this test changes it

    real = mail.letter_of
    monkeypatch.setattr(mail, "letter_of", lambda m: 1 / 0 if m.person_id == 1 else real(m))
    MessageFactory(institution=institution, person_id=1)
    MessageFactory(institution=institution, person_id=2)
    assert run() == 1
    assert states() == {"partner1@example.test": "held", "partner2@example.test": "sent"}
