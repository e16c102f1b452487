"""Planning a session, and moving it through its states (model section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain import kinds
from involvement.domain.telling import stop_messages, tell_cancelled
from involvement.models import Attendance, Invitation, Offer, Session
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.links.issue import revoke_all
from involvement.shared.ui.words import day_words
from involvement.signals import attendance_marked, offer_ended

Status = Session.Status
OPEN = [Status.PLANNED, Status.CONFIRMED]
LIVE = [Offer.Status.PUBLISHED, Offer.Status.FILLED]
SAID_YES = [Invitation.Status.ACCEPTED, Invitation.Status.CONFIRMED]
STILL_ASKED = [*SAID_YES, Invitation.Status.SENT, Invitation.Status.INTERESTED, Invitation.Status.WAITING_LIST]


def with_number_who_said_yes(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Each session with `said_yes`, the people who said yes and did not take it back, before it and after."""
    said_yes = Invitation.objects.filter(status__in=[*SAID_YES, Invitation.Status.DONE])
    return sessions.annotate(said_yes=said_yes.number_for("offer__session"))


@transaction.atomic
def plan_session(
    institution: Institution, *, kind: str, title: str, starts_at: datetime, ends_at: datetime, by: Actor, **facts: Any
) -> Session:
    """A new session. Minutes and stage that are not given come from the kind."""
    _check_order(starts_at, ends_at)
    usual = kinds.kind_of(kind)
    for name in ("preparation_minutes", "debrief_minutes"):
        if facts.get(name) is None:
            facts[name] = getattr(usual, name)
    facts["stage"] = facts.get("stage") or usual.stage
    session = Session.objects.create(
        institution=institution, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at, **facts
    )
    record("session.planned", about=session, by=by, institution_id=institution.pk, kind=kind)
    return session


@transaction.atomic
def change_session(session: Session, *, by: Actor, **facts: Any) -> Session:
    """Everything but the time and the state, which have their own verbs."""
    if session.status not in OPEN:
        raise Refused(_("This session is over or was cancelled, so it can no longer be changed."))
    for name, value in facts.items():
        setattr(session, name, value)
    session.save(update_fields=list(facts))
    record("session.changed", about=session, by=by, institution_id=session.institution_id, fields=sorted(facts))
    return session


def why_not_confirm(session: Session, *, coming: int) -> list[str]:
    """What is in the way of confirming, a sentence each; the page and the verb ask the same."""
    reasons = []
    if session.status != Status.PLANNED:
        return [_("Only a planned session can be confirmed.")]
    if not session.lead_id:
        reasons.append(_("Say who leads the session."))
    if not session.online_link and not (session.venue and session.venue_access):
        reasons.append(_("Say where it is, and how people get in and around there; or give the online link."))
    particulars = kinds.particulars_of(session.kind)
    if particulars is not None:
        reasons += particulars.before_confirming(session, coming)
    return reasons


@transaction.atomic
def confirm_session(session: Session, *, by: Actor) -> Session:
    coming = Invitation.objects.filter(offer__session_id=session.pk, status__in=SAID_YES).count()
    _stop_at(why_not_confirm(session, coming=coming))
    _move(session, [Status.PLANNED], Status.CONFIRMED)
    record("session.confirmed", about=session, by=by, institution_id=session.institution_id)
    return session


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: Actor) -> int:
    """Stop the session: waiting messages, links, the offer; everybody still asked is told. Returns how many are told.

    With less than the institution's notice, people who said yes keep the fee as agreed and their costs (I8): their
    attendance says that we cancelled, which is what a claim starts from.
    """
    _stop_at(why_not_stop(session))
    short = is_short_notice(session)
    _move(session, OPEN, Status.CANCELLED, status_reason=_reason(reason))
    asked = list(
        Invitation.objects.filter(offer__session_id=session.pk, status__in=STILL_ASKED)
        .select_related("person__adult_lead", "offer__session__institution")
        .order_by("pk")
    )
    live = list(Offer.objects.filter(session_id=session.pk, status__in=LIVE))
    Offer.objects.filter(pk__in=[offer.pk for offer in live]).update(
        status=Offer.Status.WITHDRAWN, status_reason=_("The session was cancelled.")
    )
    revoke_all([reference(invitation) for invitation in asked])
    stop_messages(session)
    if short:
        _keep_what_was_agreed(session, asked, by=by)
        attendance_marked.send(Session, session=session, by=by)
    for offer in live:
        offer_ended.send(Offer, offer=offer, by=by)
    told = tell_cancelled(session, asked)
    record(
        "session.cancelled",
        about=session,
        by=by,
        institution_id=session.institution_id,
        told=told,
        short_notice=short,
    )
    return told


def why_not_stop(session: Session) -> list[str]:
    """What is in the way of moving or cancelling."""
    if session.status not in OPEN:
        return [_("This session is over or was cancelled already.")]
    if session.has_started:
        return [_("This session has already started.")]
    return []


def is_short_notice(session: Session) -> bool:
    """Whether stopping now is so late that what was agreed is owed (I8)."""
    if session.starts_at is None:
        return False
    return session.starts_at - timezone.now() < timedelta(days=session.institution.short_notice_days)


@transaction.atomic
def move_session(session: Session, *, starts_at: datetime, ends_at: datetime, reason: str, by: Actor) -> Session:
    """Give the session another time; it is planned again until somebody confirms it.

    A published offer needs a new version as well (I2): `postponing.postpone_session` does both.
    """
    _stop_at(why_not_stop(session))
    _check_order(starts_at, ends_at)
    if starts_at <= timezone.now():
        raise Refused(_("Choose a day that is still to come."), code="day")
    was = day_words(session.starts_at)
    note = _("Moved from %(day)s: %(reason)s") % {"day": was, "reason": _reason(reason)}
    _move(session, OPEN, Status.PLANNED, starts_at=starts_at, ends_at=ends_at, status_reason=note[:500])
    stop_messages(session)
    record("session.moved", about=session, by=by, institution_id=session.institution_id)
    return session


def why_not_close(session: Session) -> list[str]:
    if session.status not in [Status.HELD, Status.DEBRIEFED]:
        return [_("A session can be closed after it was held and attendance is marked.")]
    return []


@transaction.atomic
def close_session(session: Session, *, what_changes: str, what_did_not_work: str, by: Actor) -> Session:
    _stop_at(why_not_close(session))
    _move(
        session,
        [Status.HELD, Status.DEBRIEFED],
        Status.CLOSED,
        what_changes=what_changes,
        what_did_not_work=what_did_not_work,
    )
    record("session.closed", about=session, by=by, institution_id=session.institution_id)
    return session


def _move(session: Session, before: list[Status], after: Status, **facts: Any) -> None:
    """Along the graph only, and once: whoever comes second is told so (R18)."""
    if Session.objects.filter(pk=session.pk, status__in=before).update(status=after, **facts) != 1:
        raise Refused(_("Somebody else has just changed this session. Please look at it again."))
    session.status = after
    for name, value in facts.items():
        setattr(session, name, value)


def _keep_what_was_agreed(session: Session, asked: list[Invitation], *, by: Actor) -> None:
    now = timezone.now()
    Attendance.objects.bulk_create(
        (
            Attendance(
                session=session,
                person=invitation.person,
                invitation=invitation,
                status=Attendance.Status.INSTITUTION_CANCELLED,
                planned_minutes=session.planned_minutes,
                marked_at=now,
                marked_by_id=by.user_id,
            )
            for invitation in asked
            if invitation.status in SAID_YES
        ),
        ignore_conflicts=True,
    )


def _check_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("The session must end after it starts."), code="ends")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why, in a sentence."), code="reason")
    return reason.strip()[:400]


def _stop_at(reasons: list[str]) -> None:
    if reasons:
        raise Refused(" ".join(reasons))
