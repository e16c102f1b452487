"""Reminders: please answer (twice at most, I4), and "is it still all right?" the day before. Queued in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from involvement.domain.reminder_messages import Asked, reply_drafts, still_on_drafts
from involvement.models import Invitation, Offer, Session
from involvement.models.invitation import InvitationQuerySet
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.audit.record import event
from involvement.shared.notify.outbox import queue_messages
from involvement.shared.prepared import OneOf, locked_rows
from participants.domain.contact import reach_columns, reaches
from participants.models import PartnerProfile

FIRST, SECOND = timedelta(days=4), timedelta(days=9)
"""How long after asking somebody is reminded to answer."""
ASKED_AT = time(10)
"""By the clock on the wall, the day before a session."""
GONE = [PartnerProfile.Status.RESTING, PartnerProfile.Status.PAUSED, PartnerProfile.Status.LEFT]
AHEAD = [Session.Status.PLANNED, Session.Status.CONFIRMED]


def queue_reminders(*, now: datetime) -> int:
    """Everything that has fallen due by now, once each however often and however late this runs.

    What was missed while the clock stood still is caught up with one message, never two about one thing.
    """
    return _please_answer(now) + _still_all_right(now)


@transaction.atomic
def _please_answer(now: datetime) -> int:
    """Two days matter, counted from asking; whoever missed both is reminded once and not again."""
    twice = Q(reminders_sent__lt=2, sent_at__lte=now - SECOND)
    due = _asked(_unanswered(now).filter(twice | Q(reminders_sent=0, sent_at__lte=now - FIRST)))
    if not due:
        return 0
    last = [one.pk for one in due if one.sent_at <= now - SECOND]
    moments = [(one, one.sent_at + (SECOND if one.sent_at <= now - SECOND else FIRST)) for one in due]
    queued = queue_messages(reply_drafts(moments), known=_institutions(due))
    Invitation.objects.filter(OneOf("pk", [one.pk for one in due])).update(
        reminders_sent=Case(When(OneOf("pk", last), then=2), default=1)
    )
    _note("reminders.reply", due)
    return queued


@transaction.atomic
def _still_all_right(now: datetime) -> int:
    """The day before at ten o'clock; people who said yes after that have just told us."""
    within = Q(offer__session__starts_at__gt=now, offer__session__starts_at__lte=now + timedelta(hours=48))
    coming = _open(Invitation.objects.coming()).filter(within)
    not_asked = coming.exclude(still_on_asked_for=F("offer__session__starts_at"))
    due = [
        (one, moment) for one in _asked(not_asked) if (moment := _day_before(one)) <= now and _said_before(one, moment)
    ]
    if not due:
        return 0
    queued = queue_messages(still_on_drafts(due), known=_institutions([one for one, _moment in due]))
    starts = Session.objects.filter(offers=OuterRef("offer_id")).values("starts_at")[:1]
    Invitation.objects.filter(OneOf("pk", [one.pk for one, _moment in due])).update(
        still_on_asked_for=Subquery(starts), still_on="", still_on_at=None
    )
    _note("reminders.still_on", [one for one, _moment in due])
    return queued


def _unanswered(now: datetime) -> InvitationQuerySet:
    today = timezone.localdate(now)
    return _open(Invitation.objects.filter(status=Invitation.Status.SENT)).filter(
        Q(offer__closes_on=None) | Q(offer__closes_on__gte=today),
        offer__status=Offer.Status.PUBLISHED,
        offer__session__starts_at__gt=now,
    )


def _open(invitations: InvitationQuerySet) -> InvitationQuerySet:
    """Of sessions that are going ahead, to people who want to hear from us; rows another run holds are left to it."""
    return invitations.filter(offer__session__status__in=AHEAD).exclude(person__partner__status__in=GONE).order_by("pk")


def _asked(due: InvitationQuerySet) -> list[Asked]:
    """Locked until the end of the transaction. Few sessions stand behind many invitations: each is loaded once."""
    rows = locked_rows(due.values_list("pk", "offer_id", "sent_at", "answered_at", *reach_columns("person__")))
    offers = Offer.objects.select_related("session__institution").in_bulk({row[1] for row in rows})
    people = reaches([row[4:] for row in rows])
    return [Asked(row[0], offers[row[1]].session, row[2], row[3], one) for row, one in zip(rows, people, strict=True)]


def _day_before(asked: Asked) -> datetime:
    session = asked.session
    assert session.starts_at is not None  # the query asked for it
    zone = ZoneInfo(session.institution.time_zone)
    day = session.starts_at.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(day, ASKED_AT, zone)


def _said_before(asked: Asked, moment: datetime) -> bool:
    return asked.answered_at is not None and asked.answered_at < moment


def _note(action: str, reminded: Sequence[Asked]) -> None:
    """One line an institution: how many were reminded. Whom and when stands in the outbox."""
    counts = Counter(one.session.institution_id for one in reminded)
    AuditEvent.objects.bulk_create(_line(action, one, counts[one.pk]) for one in _institutions(reminded))


def _institutions(asked: Sequence[Asked]) -> list[Institution]:
    return list({one.session.institution_id: one.session.institution for one in asked}.values())


def _line(action: str, institution: Institution, count: int) -> AuditEvent:
    clock = Actor.system("reminders")
    return event(action, about=institution, by=clock, institution_id=institution.pk, people=count)
