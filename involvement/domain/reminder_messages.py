"""The words of reminders: when and where, never the topic; many at once, so words are made once a session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from involvement.models import Invitation, Session
from involvement.shared.audit.record import reference
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.outbox import Draft
from involvement.shared.ui.words import day_words, when_words
from participants.domain.contact import recipient_for

Due = Iterable[tuple[Invitation, datetime]]


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


def _drafts(due: Due, *, kind: str, purpose: Purpose, body: str) -> list[Draft]:
    words: dict[int, dict[str, str]] = {}
    drafts = []
    for invitation, moment in due:
        session = invitation.offer.session
        if session.pk not in words:
            words[session.pk] = _words(session)
        drafts.append(_draft(invitation, moment, kind=kind, purpose=purpose, body=body, words=words[session.pk]))
    return drafts


def _words(session: Session) -> dict[str, str]:
    where = "\n\n" + _("Where: %(venue)s") % {"venue": session.venue} if session.venue else ""
    phone = session.institution.coordinator_phone
    return {
        "when": when_words(session),
        "where": where,
        "subject": _("Your session on %(day)s") % {"day": day_words(session.starts_at)},
        "phone": _("Do you have a question? Phone us: %(phone)s.") % {"phone": phone} if phone else "",
    }


def _draft(
    invitation: Invitation, moment: datetime, *, kind: str, purpose: Purpose, body: str, words: dict[str, str]
) -> Draft:
    session, person, recipient = invitation.offer.session, invitation.person, recipient_for(invitation.person)
    careful = {**words, "where": ""} if person.safe_contact_note else words
    lines = [_("Hello %(name)s,") % {"name": recipient.name}, body % careful]
    if recipient.person_id != person.pk:  # A5: the adult lead reads it for somebody under 18
        lines.insert(1, _("This is about %(name)s.") % {"name": person.name})
    if words["phone"]:
        lines.append(words["phone"])
    return Draft(
        kind=kind,
        about=reference(invitation),
        about_topic=reference(session),
        recipient=recipient,
        institution_id=session.institution_id,
        due=moment,
        subject=words["subject"],
        body="\n\n".join(lines),
        link=build_link(purpose, about=invitation, person_id=person.pk, expires_at=session.starts_at or moment),
    )
