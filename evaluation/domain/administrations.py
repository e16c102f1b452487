"""Opening feedback after a session, and closing it so that nobody can tell whose answers are whose."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from evaluation.domain.instruments import current_version
from evaluation.models import Administration, Answer, ContactRequest, FeedbackInvitation, Response
from involvement.models import Attendance, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import Draft, cancel_messages, queue_messages
from participants.domain.contact import recipient_for
from participants.models import Person

MESSAGE_KIND = "feedback_asked"
DAYS_OPEN = 14
LINK_LIVES_ON = timedelta(days=365)
"""After the last day the link still opens a page that says, kindly, that answering is over."""


def why_not_open(session: Session) -> str:
    """Why feedback cannot be asked for now, in a sentence; empty when it can."""
    if session.administrations.exists():
        return _("People have been asked about this session already.")
    if not session.has_started or session.status in {Session.Status.CANCELLED, Session.Status.POSTPONED}:
        return _("People can be asked once the session has taken place.")
    if not _came(session):
        return _("Please mark first who came. Everyone who came is then asked.")
    return ""


@transaction.atomic
def open_feedback(session: Session, *, by: Actor, now: datetime | None = None) -> Administration:
    """Ask everyone who came, each by their own channel, with a link that belongs to nobody."""
    now = now or timezone.now()
    session = Session.objects.select_for_update(of=("self",)).select_related("institution").get(pk=session.pk)
    if reason := why_not_open(session):
        raise Refused(reason)
    people = _came(session)
    opens_on = _day(now, session)
    administration = Administration.objects.create(
        session=session,
        version=current_version("P1"),
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=DAYS_OPEN),
        eligible=len(people),
    )
    links = _ask(administration, people, now)
    FeedbackInvitation.objects.bulk_create(
        FeedbackInvitation(administration=administration, person=person, link=link)
        for person, link in zip(people, links, strict=True)
    )
    record("feedback.opened", about=administration, by=by, institution_id=session.institution_id, eligible=len(people))
    return administration


def close_due_feedback(*, now: datetime) -> int:
    """Close every asking whose last day is over. Returns how many were closed."""
    due = Administration.objects.filter(state=Administration.State.OPEN).select_related("session__institution")
    return sum(close_feedback(a, by=Actor.system("feedback")) for a in due if a.closes_on < _day(now, a.session))


@transaction.atomic
def close_feedback(administration: Administration, *, by: Actor) -> bool:
    """Write the answers anew in random order and cut what still led from a person to a link (R40). False if closed."""
    locked = Administration.objects.select_for_update().get(pk=administration.pk)
    if locked.state != Administration.State.OPEN:
        return False
    locked.forms_used = _shuffle(locked)
    locked.state = Administration.State.CLOSED
    locked.save(update_fields=["state", "forms_used"])
    cancel_messages(about_topic=reference(locked.session), kinds=[MESSAGE_KIND])
    tokens = PrivateLink.objects.filter(purpose=Purpose.FEEDBACK, about=reference(locked))
    Message.objects.filter(link__in=tokens).update(link=None)
    locked.invitations.update(link=None)
    tokens.update(used_at=None)
    record("feedback.closed", about=locked, by=by)
    return True


@transaction.atomic
def mark_told(wish: ContactRequest, *, by: Actor) -> None:
    """Somebody who asked what happens next has been told. Doing it twice changes nothing."""
    if ContactRequest.objects.filter(pk=wish.pk, told_on=None).update(told_on=timezone.localdate()):
        record("feedback.told", about=wish, by=by, person_id=wish.person_id)


def _came(session: Session) -> list[Person]:
    came = Attendance.objects.filter(
        session=session, status__in=[Attendance.Status.ATTENDED, Attendance.Status.PART_ATTENDED]
    )
    return [a.person for a in came.select_related("person__adult_lead").order_by("person_id")]


def _ask(administration: Administration, people: Sequence[Person], now: datetime) -> list[PrivateLink]:
    """Queue one message a person. The link names nobody, so an opened link does not say whose it is."""
    session = administration.session
    ends = datetime.combine(administration.closes_on, time(23), _zone(session)) + LINK_LIVES_ON
    links = [build_link(Purpose.FEEDBACK, about=administration, person_id=None, expires_at=ends) for _one in people]
    drafts = []
    for person, link in zip(people, links, strict=True):
        to = recipient_for(person)
        subject, body = _words(administration, to.name, to.language)
        drafts.append(
            Draft(
                kind=MESSAGE_KIND,
                about=reference(administration),
                recipient=to,
                institution_id=session.institution_id,
                due=now,
                subject=subject,
                body=body,
                link=link,
                about_topic=reference(session),
            )
        )
    PrivateLink.objects.bulk_create(links)
    queue_messages(drafts)
    return links


def _words(administration: Administration, name: str, language: str) -> tuple[str, str]:
    """Neutral subject; the message names no topic."""
    with override(language):
        session = administration.session
        day = _short_day(_day(session.starts_at or timezone.now(), session))
        body = _(
            "Hello %(name)s,\n\nThank you for taking part on %(day)s.\n\nHow was it for you? There are a few short "
            "questions. You can skip any of them.\n\nNobody can see which answers are yours.\n\n{link}\n\n"
            "You can answer until %(until)s. You do not have to answer. It will make no difference to what we ask "
            "you next."
        ) % {"name": name.replace("{", "("), "day": day, "until": _short_day(administration.closes_on)}
        return _("Your session on %(day)s") % {"day": day}, body


def _short_day(day: date) -> str:
    from django.utils.formats import date_format  # formats depend on the language active at the call

    return date_format(day, "j F")


def _shuffle(administration: Administration) -> dict[str, int]:
    """New rows with new ids in random order, in one transaction; the counts of wordings and help stay behind."""
    old = list(Response.objects.filter(administration=administration).prefetch_related("answers"))
    counts = Counter(["responses"] * len(old))
    counts.update(response.form for response in old)
    counts.update("helped" for response in old if response.helped)
    secrets.SystemRandom().shuffle(old)
    fresh = [Response(pk=uuid.uuid4(), administration=administration) for _one in old]
    answers = [
        Answer(response=new, item_id=a.item_id, value=a.value, text=a.text)
        for new, one in zip(fresh, old, strict=True)
        for a in one.answers.all()
    ]
    secrets.SystemRandom().shuffle(answers)
    Response.objects.filter(administration=administration).delete()
    Response.objects.bulk_create(fresh)
    Answer.objects.bulk_create(answers)
    return dict(counts)


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(session.institution.time_zone)


def _day(moment: datetime, session: Session) -> date:
    return moment.astimezone(_zone(session)).date()


@transaction.atomic
def forget_who_was_asked(person: Person) -> None:
    """Who was asked and who wished to be told; what was answered never said whose it was (E1), so it stays."""
    FeedbackInvitation.objects.filter(person=person).delete()
    ContactRequest.objects.filter(person=person).delete()
