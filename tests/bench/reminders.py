"""Ten thousand reminders: queued in bulk, and sent as fast as a plain loop on one connection."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter
from uuid import UUID

from celery import shared_task
from django.core.mail import get_connection
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from involvement.domain.reminders import queue_reminders
from involvement.models import Invitation, Offer, Session
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.mail import letter_of
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import Draft, queue_messages
from participants.domain.contact import recipient_for
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

    lots = [_drafts(bench, 1000, kind="reminder", turn=turn) for turn in range(5)]

    def queue() -> None:
        queue_messages(lots[next(rounds) // 2])

    def bare_insert() -> None:
        with transaction.atomic():
            Message.objects.bulk_create(_bare_rows(bench, 1000, turn=next(rounds)), batch_size=1000)

    ratio = call_ratio(queue, bare_insert, clock=perf_counter)
    figures.append(at_most("1,000 reminders queued: time", "bare bulk insert", ratio, 3))
    Message.objects.all().delete()
    with _mail_server() as port, override_settings(**_mail(port)):
        ours = _a_second(bench, lambda rows: deliver_due(now=_noon(), limit=len(rows)))
        plain = _a_second(bench, _plain_loop)
        each = _a_second(bench, lambda rows: sum(_send_one.apply([row.pk]).get() for row in rows))
    return [
        *figures,
        at_least("e-mails a second", "plain loop on one connection", ours / plain, 0.8),
        at_least("e-mails a second", "one task each", ours / each, 1.6),
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
    return [
        Draft(
            kind=kind,
            about=f"invitation:{turn}-{n}",
            recipient=recipient_for(person),
            institution_id=bench.institution.pk,
            due=_noon(),
            subject="Your session on 4 May",
            body="Dear Pat,\n\nyour session is tomorrow. Is it still all right?\n\n{link}\n",
            about_topic="session:1",
        )
        for n, person in enumerate(Person.objects.filter(name__startswith="Asked")[:count])
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
        )
        for n in range(count)
    ]


def _noon() -> datetime:
    """A time at which messages may go out, whenever the bench runs."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def _a_second(bench: Bench, send: Callable[[list[Message]], int]) -> float:
    """Messages a second, the best of three; all of them must have gone out."""
    found = []
    for _ in range(3):
        Message.objects.all().delete()
        queue_messages(_drafts(bench, SENT, kind="reminder"))
        Message.objects.update(next_try_at=_noon(), not_before=_noon())
        rows = list(Message.objects.all())
        start = perf_counter()
        sent = send(rows)
        found.append(SENT / (perf_counter() - start))
        assert sent == SENT, f"{sent} of {SENT} were sent"
    return max(found)


def _plain_loop(rows: list[Message]) -> int:
    """The same letters by the framework's own mail, one after the other, and nothing written down."""
    with get_connection() as mail:
        return sum(mail.send_messages([letter_of(row)]) for row in rows)


@shared_task(name="bench.send_one")
def _send_one(pk: UUID) -> int:
    """The same again as one task a message: it reads its row, connects, sends and writes down that it was sent."""
    row = Message.objects.select_related("link").get(pk=pk)
    with get_connection() as mail:
        sent = int(mail.send_messages([letter_of(row)]))
    Message.objects.filter(pk=pk).update(state="sent", sent_at=timezone.now())
    return sent


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


@contextmanager
def _mail_server() -> Iterator[int]:
    """A mail server that takes everything, in a process of its own."""
    port, sink = 8190, "aiosmtpd.handlers.Sink"
    process = subprocess.Popen([sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", sink])
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            smtplib.SMTP("127.0.0.1", port).quit()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The mail server did not start.")
