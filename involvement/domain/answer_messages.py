"""What is sent after an answer: a calendar entry to the person, a word to the coordinator."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from involvement.domain.calendar import calendar_for
from involvement.domain.coordinators import tell_coordinators
from involvement.models import Invitation
from involvement.shared.audit.record import reference
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.outbox import Draft, queue_messages
from involvement.shared.ui.words import day_words, when_words
from participants.domain.contact import recipient_for


def confirm_to_person(invitation: Invitation, *, now: datetime) -> None:
    """When and where, with a calendar entry by e-mail. Nobody is phoned to hear what they have just said."""
    _to_person(
        invitation,
        method="REQUEST",
        subject=_("Your session on %(day)s"),
        body=_("Thank you. You said yes to %(when)s.\n\nYou can change your mind until it starts: {link}"),
        now=now,
    )


def undo_calendar(invitation: Invitation, *, now: datetime) -> None:
    """The entry goes from the person's calendar again."""
    _to_person(
        invitation,
        method="CANCEL",
        subject=_("Your session on %(day)s"),
        body=_("You are no longer down for %(when)s. That is fine.\n\nYou can still change your mind: {link}"),
        now=now,
    )


def tell_of_interest(invitation: Invitation, *, now: datetime) -> None:
    _tell(invitation, "answer", _("%(name)s is interested in %(title)s and would like to talk first."), now=now)


def tell_of_withdrawal(invitation: Invitation, *, now: datetime) -> None:
    _tell(invitation, "cannot_come", _("%(name)s cannot come to %(title)s after all."), now=now)


def tell_of_call_wish(invitation: Invitation, *, now: datetime) -> None:
    _tell(invitation, "please_call", _("%(name)s asks you to call before %(title)s."), now=now)


def _tell(invitation: Invitation, kind: str, sentence: str, *, now: datetime) -> None:
    session = invitation.offer.session
    words = {"name": invitation.person.name, "title": session.title}
    subject = _("Your session on %(day)s") % {"day": day_words(session.starts_at)}
    tell_coordinators(invitation, kind=kind, subject=subject, body=sentence % words, now=now)


def _to_person(invitation: Invitation, *, method: str, subject: str, body: str, now: datetime) -> None:
    session, recipient = invitation.offer.session, recipient_for(invitation.person)
    if recipient.channel == "phone":
        return
    link = build_link(
        Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=session.starts_at or now
    )
    draft = Draft(
        kind="calendar",
        about=reference(invitation),
        about_topic=reference(session),
        recipient=recipient,
        institution_id=session.institution_id,
        due=now,
        subject=subject % {"day": day_words(session.starts_at)},
        body=body % {"when": when_words(session)},
        link=link,
        calendar=calendar_for(invitation, method=method) if recipient.channel == "email" else "",
    )
    queue_messages([draft], known=[session.institution])
