"""Answering an offer: yes, no, or interested and ask me (I4, I5, I7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.answer_messages import confirm_to_person, tell_of_interest, tell_of_withdrawal, undo_calendar
from involvement.domain.places import reopen_if_free
from involvement.models import Invitation, Offer, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.links.models import PrivateLink
from involvement.shared.prepared import Given, Prepared

Status = Invitation.Status
COMING = {Status.ACCEPTED, Status.CONFIRMED, Status.WAITING_LIST}


class Answer:
    """What can be pressed on the page."""

    YES = "yes"
    NO = "no"
    INTERESTED = "interested"


@dataclass(frozen=True)
class _Reply:
    answer: str
    payment_choice: str
    needs_that_day: str


@transaction.atomic
def answer_invitation(
    invitation: Invitation,
    *,
    answer: str,
    by: Actor,
    payment_choice: str = "",
    needs_that_day: str = "",
    now: datetime | None = None,
) -> Invitation:
    """Record what the person says. They may change their mind until the session starts; no needs no reason.

    The same answer twice is one answer. Raises Refused when it is too late or there is nothing left to answer.
    """
    now = now or timezone.now()
    locked = lock(invitation)
    if sentence := why_not(locked, answer, now=now):
        raise Refused(sentence, code="closed")
    reply = _Reply(answer, payment_choice if answer == Answer.YES else "", needs_that_day.strip())
    if answer == Answer.YES and payment_choice not in payment_choices(locked.offer):
        raise Refused(_("Please choose what you would like to be paid."), code="payment")
    before, after = locked.status, _next_status(locked.status, answer)
    if before == after and (locked.payment_choice, locked.needs_that_day) == (
        reply.payment_choice,
        reply.needs_that_day,
    ):
        return locked
    _store(locked, reply, after, by=by, now=now)
    _tell(locked, before, by=by, now=now)
    return locked


def lock(invitation: Invitation) -> Invitation:
    """The offer's row first, then the invitation's: the order in which places are given, so nobody waits for ever."""
    _OFFER_LOCKED.rows(pk=invitation.offer_id)
    locked: Invitation = _LOCKED.things(pk=invitation.pk)[0]
    return locked


def payment_choices(offer: Offer) -> list[str]:
    """What somebody may choose to be paid for this offer; a volunteer offer pays costs only."""
    choice = Invitation.PaymentChoice
    if offer.role_type == Offer.RoleType.VOLUNTEER or not offer.fee_pence:
        return [choice.EXPENSES_ONLY, choice.NOTHING]
    smaller = [choice.SMALLER_FEE] if offer.smaller_fee_pence else []
    return [choice.FEE, *smaller, choice.EXPENSES_ONLY, choice.NOTHING]


def invitation_behind(link: PrivateLink) -> Invitation | None:
    """What a private link is about, when it is an invitation of the person whom the link was sent to."""
    kind, _colon, number = link.about.partition(":")
    if kind != "invitation" or not number.isdigit() or link.person_id is None:
        return None
    return next(iter(_THEIRS.things(pk=int(number), person=link.person_id)), None)


def newest_of(invitation: Invitation) -> Invitation | None:
    """The invitation to the newest version of the offer, for the same person; None when they have none yet."""
    if invitation.offer.status != Offer.Status.SUPERSEDED:
        return invitation
    session_id = invitation.offer.session_id
    newer = Invitation.objects.with_details().filter(
        person_id=invitation.person_id, offer__session_id=session_id, offer__version__gt=invitation.offer.version
    )
    return newer.exclude(offer__status=Offer.Status.SUPERSEDED).order_by("-offer__version").first()


def why_not(invitation: Invitation, answer: str = "", *, now: datetime) -> str:
    """Why this cannot be answered (any more), in a sentence for the person; empty when it can.

    Without `answer`: why nothing at all can be answered. Saying no stays open when places or the offer have gone.
    """
    if sentence := _session_is_over(invitation.offer.session, now):
        return sentence
    offer = invitation.offer
    if offer.status == Offer.Status.SUPERSEDED:
        return _("This offer has been changed since. Please read the new version.")
    if offer.status == Offer.Status.WITHDRAWN:
        return _("This offer has been taken back. You do not need to do anything.")
    if answer == Answer.INTERESTED and invitation.status == Status.CONFIRMED:
        return _("Your place is confirmed. You can say no here, or phone the coordinator to talk it over.")
    if answer == Answer.NO or invitation.status in COMING:
        return ""
    return _no_places_left(offer, now)


def why_it_is_off(about: str) -> str:
    """What became of the thing behind a link that was switched off, for the person; empty when it is going ahead."""
    kind, _colon, number = about.partition(":")
    if kind != "invitation" or not number.isdigit():
        return ""
    invitation = Invitation.objects.with_details().filter(pk=int(number)).first()
    if invitation is None:
        return ""
    if invitation.offer.session.status in {Session.Status.CANCELLED, Session.Status.POSTPONED}:
        return _session_is_over(invitation.offer.session, timezone.now())
    taken_back = invitation.offer.status == Offer.Status.WITHDRAWN
    return _("This offer has been taken back. You do not need to do anything.") if taken_back else ""


def _session_is_over(session: Session, now: datetime) -> str:
    if session.status == Session.Status.CANCELLED:
        return _("This session has been cancelled. You do not need to do anything.")
    if session.status == Session.Status.POSTPONED:
        return _("This session has been put off. We will write to you when there is a new date.")
    if session.status not in {Session.Status.PLANNED, Session.Status.CONFIRMED}:
        return _("This session has already taken place, so the answer can no longer be changed.")
    if session.starts_at is None or session.starts_at <= now:
        return _("This session has already started, so the answer can no longer be changed here. Please phone us.")
    return ""


def _no_places_left(offer: Offer, now: datetime) -> str:
    if offer.status == Offer.Status.FILLED:
        return _("All places have been taken. Thank you for reading it. We will ask you again another time.")
    closed = offer.closes_on is not None and offer.closes_on < timezone.localdate(now)
    if offer.status != Offer.Status.PUBLISHED or closed:
        return _("This offer is closed. Thank you for reading it. We will ask you again another time.")
    return ""


def _next_status(before: str, answer: str) -> str:
    if answer == Answer.YES:
        return before if before in COMING else Status.ACCEPTED
    if answer == Answer.NO:
        given_up = {Status.CONFIRMED, Status.WITHDRAWN}
        return Status.WITHDRAWN if before in given_up else Status.DECLINED
    return Status.INTERESTED


def _store(invitation: Invitation, reply: _Reply, after: str, *, by: Actor, now: datetime) -> None:
    before = invitation.status
    invitation.status, invitation.payment_choice = after, reply.payment_choice
    invitation.needs_that_day = reply.needs_that_day
    invitation.answered_at, invitation.answered_by = now, named(by)
    if (before in COMING) != (after in COMING) and (before in COMING or invitation.calendar_sequence):
        invitation.calendar_sequence += 1
    invitation.save(
        update_fields=[
            "status",
            "payment_choice",
            "needs_that_day",
            "answered_at",
            "answered_by",
            "calendar_sequence",
        ]
    )
    record(
        "invitation.answered",
        about=invitation,
        by=by,
        person_id=invitation.person_id,
        institution_id=invitation.offer.session.institution_id,
        answer=reply.answer,
        payment_choice=reply.payment_choice,
        before=before,
        after=after,
    )


def _tell(invitation: Invitation, before: str, *, by: Actor, now: datetime) -> None:
    after = invitation.status
    if after in COMING and before not in COMING:
        confirm_to_person(invitation, now=now)
    elif before in COMING and after not in COMING:
        undo_calendar(invitation, now=now)
    if after == Status.INTERESTED and before != after:
        tell_of_interest(invitation, now=now)
    if before == Status.CONFIRMED and after != Status.CONFIRMED:
        tell_of_withdrawal(invitation, now=now)
        reopen_if_free(invitation.offer_id)


def named(by: Actor) -> str:
    """Who answered, as the invitation keeps it (I7): `user:3`, `link:7` or `system`."""
    if by.user_id:
        return f"user:{by.user_id}"
    return f"link:{by.person_id}" if by.person_id else by.kind


_PK = Given("pk", models.BigAutoField())
_THEIRS = Prepared(
    lambda: Invitation.objects.with_details().filter(pk=_PK, person_id=Given("person", models.BigIntegerField()))
)
_OFFER_LOCKED = Prepared(lambda: Offer.objects.filter(pk=_PK).select_for_update().values_list("pk"))
_LOCKED = Prepared(lambda: Invitation.objects.with_details().filter(pk=_PK).select_for_update(of=("self",)))
