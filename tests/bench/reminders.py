"""Ten thousand reminders: queued in bulk, and sent as fast as a plain loop on one connection."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from time import perf_counter

from aiosmtpd.controller import Controller
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from involvement.domain.reminders import queue_reminders
from involvement.models import Invitation, Offer, Session
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import Draft, Recipient, queue_messages
from participants.models import Person
from tests.bench.data import Bench, offer_of
from tests.bench.measure import Figure, at_least, at_most, call_ratio, statements

MANY, SENT = 10_000, 400


def reminder_figures(bench: Bench) -> list[Figure]:
    _ask_many(bench)
    seconds = min(_queued() for _ in range(3))
    _forget()
    with CaptureQueriesContext(connection) as caught:
        queue_reminders(now=timezone.now())
    figures = [
        at_most(f"{MANY:,} reminders found and queued: seconds, best of three", "clock", seconds, 1),
        at_most(f"{MANY:,} reminders queued: statements", "count", statements(caught), 60),
    ]
    _forget()
    rounds = iter(range(1000))

    def queue() -> None:
        queue_messages(_drafts(bench, 1000, kind="reminder", turn=next(rounds)))

    def bare_insert() -> None:
        with transaction.atomic():
            Message.objects.bulk_create(_bare_rows(bench, 1000, turn=next(rounds)), batch_size=1000)

    ratio = call_ratio(queue, bare_insert, clock=perf_counter)
    figures.append(at_most("1,000 reminders queued: time", "bare bulk insert", ratio, 3))
    Message.objects.all().delete()
    with _mail_server() as port, override_settings(**_mail(port)):
        ours = _a_second(lambda: deliver_due(now=timezone.now(), limit=SENT), lambda: _prepare(bench))
        plain = _a_second(lambda: _plain_loop(port), lambda: None)
        each = _a_second(lambda: _one_connection_each(port), lambda: None)
    return [
        *figures,
        at_least("e-mails a second", "plain loop on one connection", ours / plain, 0.8),
        at_least("e-mails a second", "a connection and a commit each", ours / each, 1.6),
    ]


def _ask_many(bench: Bench) -> None:
    """Invitations to a hundred sessions that nobody has answered for five days."""
    start = timezone.now() + timedelta(days=30)
    people = Person.objects.bulk_create(
        Person(institution=bench.institution, name=f"Asked {n:05}", email=f"asked{n}@example.test") for n in range(MANY)
    )
    sessions = Session.objects.bulk_create(
        Session(
            institution=bench.institution,
            kind="talk",
            title=f"Talk {n}",
            starts_at=start + timedelta(hours=n),
            ends_at=start + timedelta(hours=n + 1),
            venue="Room 2",
            lead=bench.coordinator,
        )
        for n in range(MANY // 100)
    )
    offers = Offer.objects.bulk_create(offer_of(session) for session in sessions)
    Invitation.objects.bulk_create(Invitation(offer=offers[n // 100], person=one) for n, one in enumerate(people))
    Invitation.objects.filter(status="sent").update(sent_at=timezone.now() - timedelta(days=5))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _queued() -> float:
    """Seconds from looking who is due to the end of the transaction, as the schedule rings it."""
    _forget()
    start = perf_counter()
    queued = queue_reminders(now=timezone.now())
    seconds = perf_counter() - start
    assert queued >= MANY, f"{queued} were queued"
    return seconds


def _forget() -> None:
    """As if nobody had been reminded."""
    Invitation.objects.filter(reminders_sent__gt=0).update(reminders_sent=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE notify_message")


def _drafts(bench: Bench, count: int, *, kind: str, turn: int = 0) -> list[Draft]:
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    return [
        Draft(
            kind=kind,
            about=f"invitation:{turn}-{n}",
            recipient=Recipient(n + 1, "Pat Partner", "email", f"pat{n}@example.test"),
            institution_id=bench.institution.pk,
            due=noon,
            subject="Your session on 4 May",
            body="Dear Pat,\n\nyour session is tomorrow. Is it still all right?\n\n{link}\n",
            about_topic="session:1",
        )
        for n in range(count)
    ]


def _bare_rows(bench: Bench, count: int, *, turn: int) -> list[Message]:
    now = timezone.now()
    return [
        Message(
            institution=bench.institution,
            kind="bare",
            about=f"bare:{turn}-{n}",
            person_id=n,
            name="Pat Partner",
            channel="email",
            address=f"pat{n}@example.test",
            due=now,
            not_before=now,
            next_try_at=now,
            subject="Your session on 4 May",
            body="Dear Pat",
            message_id=f"<{turn}-{n}@bench>",
        )
        for n in range(count)
    ]


def _prepare(bench: Bench) -> None:
    Message.objects.all().delete()
    queue_messages(_drafts(bench, SENT, kind="reminder"))
    past = timezone.now()
    Message.objects.update(next_try_at=past, not_before=past, due=past)


def _a_second(send: Callable[[], object], prepare: Callable[[], object]) -> float:
    """Messages a second, the best of three."""
    found = []
    for _ in range(3):
        prepare()
        start = perf_counter()
        send()
        found.append(SENT / (perf_counter() - start))
    return max(found)


def _letter(n: int) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Your session", "bench@example.test", f"pat{n}@example.test"
    letter.set_content("Dear Pat,\n\nyour session is tomorrow. Is it still all right?\n")
    return letter


def _plain_loop(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n in range(SENT):
            server.send_message(_letter(n))


def _one_connection_each(port: int) -> None:
    for n in range(SENT):
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.send_message(_letter(n))
        with transaction.atomic():
            Message.objects.filter(address=f"pat{n}@example.test").update(attempts=1)


def _mail(port: int) -> dict[str, object]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
    }


class _Sink:
    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        await asyncio.sleep(0)
        return "250 OK"


@contextmanager
def _mail_server() -> Iterator[int]:
    controller = Controller(_Sink(), hostname="127.0.0.1", port=8190)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
