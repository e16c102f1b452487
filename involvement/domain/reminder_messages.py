"""The words of reminders: when and where, never the topic; many at once, so words are made once a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from involvement.models import Invitation, Session
from involvement.shared.audit.record import reference
from involvement.shared.links.issue import LinkToCome
from involvement.shared.links.models import Purpose
from involvement.shared.notify.outbox import Draft
from involvement.shared.ui.words import day_words, when_words
from participants.domain.contact import Reach, recipient_for


class Asked(NamedTuple):
    """Somebody asked: the columns that a reminder needs, since ten thousand may be due at once. Times are UTC."""

    pk: int
    session: Session
    sent_at: datetime
    answered_at: datetime | None
    person: Reach


Due = Iterable[tuple[Asked, datetime]]


def reply_drafts(due: Due) -> list[Draft]:
    """Somebody was asked and has not answered."""
    body = _(
        "We asked you about %(when)s. Would you like to take part?\n\nYes, no or ask me: {link}\n\n"
        "No is a good answer too. You do not have to say why."
    )
    return _drafts(due, kind="reply_reminder", purpose=Purpose.OFFER, body=body)


def still_on_drafts(due: Due) -> list[Draft]:
    """Somebody said yes; is it still all right?"""
    body = _(
        "We look forward to seeing you: %(when)s.%(where)s\n\nIs it still all right for you? "
        "Please tell us with one press: {link}\n\nIf you cannot come, that is fine. Just tell us."
    )
    return _drafts(due, kind="still_on", purpose=Purpose.STILL_ON, body=body)


@dataclass(frozen=True)
class _Words:
    """What everybody of one session is told. `quiet` leaves out where it is, for those with a safe-contact note."""

    subject: str
    body: str
    quiet: str
    phone: str
    topic: str


def _drafts(due: Due, *, kind: str, purpose: Purpose, body: str) -> list[Draft]:
    hello, about = _("Hello %(name)s,"), _("This is about %(name)s.")
    thing = str(Invitation._meta.model_name)
    words: dict[int, _Words] = {}
    drafts = []
    for asked, moment in due:
        session, person = asked.session, asked.person
        if session.pk not in words:
            words[session.pk] = _words(session, body)
        said, recipient = words[session.pk], recipient_for(person)
        lines = [hello % {"name": recipient.name}, said.quiet if person.safe_contact_note else said.body]
        if recipient.person_id != person.pk:  # A5: the adult lead reads it for somebody under 18
            lines.insert(1, about % {"name": person.name})
        if said.phone:
            lines.append(said.phone)
        drafts.append(
            Draft(
                kind=kind,
                about=f"{thing}:{asked.pk}",
                about_topic=said.topic,
                recipient=recipient,
                institution_id=session.institution_id,
                due=moment,
                subject=said.subject,
                body="\n\n".join(lines),
                link=LinkToCome(purpose, person.pk, session.starts_at or moment),
            )
        )
    return drafts


def _words(session: Session, body: str) -> _Words:
    when = when_words(session)
    where = "\n\n" + _("Where: %(venue)s") % {"venue": session.venue} if session.venue else ""
    phone = session.institution.coordinator_phone
    return _Words(
        subject=_("Your session on %(day)s") % {"day": day_words(session.starts_at)},
        body=body % {"when": when, "where": where},
        quiet=body % {"when": when, "where": ""},
        phone=_("Do you have a question? Phone us: %(phone)s.") % {"phone": phone} if phone else "",
        topic=reference(session),
    )
