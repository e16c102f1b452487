"""What people are told about invitations and sessions. Subjects say the day and nothing else (model section 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.calendar import calendar_for
from involvement.models import Invitation, Session
from involvement.shared.audit.record import reference
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.outbox import Draft, cancel_messages, queue_messages
from involvement.shared.ui.words import day_words, when_words
from participants.domain.contact import recipient_for

SAID_YES = [Invitation.Status.ACCEPTED, Invitation.Status.CONFIRMED]


def tell_invited(session: Session, invitations: Sequence[Invitation]) -> int:
    """Ask, each in their own way, with a private link that works until the session starts."""
    body = _(
        "%(institution)s would like to ask you to take part in something on %(when)s.\n\n"
        "You can read about it and answer here: {link}\n\n"
        "You can say no. You do not have to say why."
    )
    return _tell(session, invitations, kind="invitation", subject=_("Your invitation for %(day)s"), body=body)


def tell_changed(
    session: Session,
    asked_again: Sequence[Invitation],
    only_told: Sequence[Invitation],
    *,
    other_day_paid: bool = False,
) -> int:
    """The offer has a new version (I2): some are asked again, the rest told.

    `other_day_paid`: a fee falls on another day, so the benefit check of whoever may come is due another look.
    """
    again = _(
        "Something has changed for %(when)s.\n\n"
        "You said yes before. Please read what is new and answer again: {link}\n\n"
        "You can say no. You do not have to say why."
    )
    told = _(
        "Something small has changed for %(when)s. Your answer stays as it is.\n\nYou can read what is new here: {link}"
    )
    if other_day_paid:
        again, told = f"{again}\n\n{_look_again()}", f"{told}\n\n{_look_again()}"
    subject = _("Your session on %(day)s")
    first = _tell(session, asked_again, kind="offer_changed", subject=subject, body=again)
    return first + _tell(session, only_told, kind="offer_changed", subject=subject, body=told)


def _look_again() -> str:
    """To everybody alike, so that a message never tells who gets benefits. The last line is left out on the phone."""
    return _(
        "Do you get benefits? On another day the fee may count in another week or month. "
        "Then the benefit check may come out differently.\n"
        "You can look at it again here: {look_again}"
    )


def tell_cancelled(session: Session, invitations: Sequence[Invitation]) -> int:
    """The session does not happen; people who said yes get it taken from their calendar."""
    today = session.starts_at is not None and timezone.localdate(session.starts_at) <= timezone.localdate()
    yes = _(
        "We are sorry: we had to cancel what you said yes to on %(when)s.\n\n"
        "If you have paid for anything already, please tell us. We will pay your costs."
    )
    asked = _("What we asked you about for %(when)s does not happen. You do not need to do anything.")
    return _tell_apart(
        session, invitations, kind="session_cancelled_today" if today else "session_cancelled", yes=yes, asked=asked
    )


def tell_withdrawn(session: Session, invitations: Sequence[Invitation]) -> int:
    """We take the offer back; the session may go on without it."""
    yes = _(
        "We are sorry: we had to take back our offer for %(when)s, and you said yes to it.\n\n"
        "If you have paid for anything already, please tell us. We will pay your costs."
    )
    asked = _("We have taken back what we asked you for %(when)s. You do not need to do anything.")
    return _tell_apart(session, invitations, kind="offer_withdrawn", yes=yes, asked=asked)


def tell_place(session: Session, invitation: Invitation, *, waiting: bool) -> int:
    """A place is kept, or all are taken and the person is on the waiting list."""
    kept = _("Your place on %(when)s is confirmed. We look forward to seeing you.\n\nWhat it is about: {link}")
    full = _(
        "Thank you for saying yes. All places on %(when)s are taken for now. You are on the waiting list.\n\n"
        "We will tell you if a place is free. You can change your mind here: {link}"
    )
    kind = "waiting_list" if waiting else "place_confirmed"
    return _tell(session, [invitation], kind=kind, subject=_("Your session on %(day)s"), body=full if waiting else kept)


def stop_messages(session: Session) -> int:
    """Everything about this session that still waits; some kinds of talk would now be untrue."""
    return cancel_messages(about_topic=reference(session))


def _tell_apart(session: Session, invitations: Iterable[Invitation], *, kind: str, yes: str, asked: str) -> int:
    said_yes: list[Invitation] = []
    others: list[Invitation] = []
    for invitation in invitations:
        (said_yes if invitation.status in SAID_YES else others).append(invitation)
    subject = _("Your session on %(day)s")
    first = _tell(session, said_yes, kind=kind, subject=subject, body=yes, linked=False, calendar="CANCEL")
    return first + _tell(session, others, kind=kind, subject=subject, body=asked, linked=False)


def _tell(
    session: Session,
    invitations: Sequence[Invitation],
    *,
    kind: str,
    subject: str,
    body: str,
    linked: bool = True,
    calendar: str = "",
) -> int:
    words = {
        "day": day_words(session.starts_at),
        "when": when_words(session),
        "institution": session.institution.name,
    }
    return queue_messages(
        [
            _draft(session, invitation, kind, subject % words, body % words, linked=linked, calendar=calendar)
            for invitation in invitations
        ]
    )


def _draft(
    session: Session, invitation: Invitation, kind: str, subject: str, body: str, *, linked: bool, calendar: str
) -> Draft:
    recipient = recipient_for(invitation.person)
    name, phone = recipient.name, session.institution.coordinator_phone
    lines = [_("Hello %(name)s,") % {"name": name}, body]
    if recipient.person_id != invitation.person_id:  # A5: the adult lead reads it for somebody under 18
        lines.insert(1, _("This is about %(name)s.") % {"name": invitation.person.name})
    if phone:
        lines.append(_("Do you have a question? Ring %(phone)s.") % {"phone": phone})
    by_mail = calendar and recipient.channel == "email"
    return Draft(
        kind=kind,
        about=reference(invitation),
        about_topic=reference(session),
        recipient=recipient,
        institution_id=session.institution_id,
        due=timezone.now(),
        subject=subject,
        body="\n\n".join(lines),
        link=_link(session, invitation) if linked else None,
        calendar=calendar_for(invitation, method=calendar) if by_mail else "",
    )


def _link(session: Session, invitation: Invitation) -> PrivateLink:
    expires = session.starts_at or timezone.now()
    return build_link(Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=expires)
