"""The answer to "is it still all right for tomorrow?": yes, I cannot come, or please call me."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.answer_messages import tell_of_call_wish, tell_of_withdrawal, undo_calendar
from involvement.domain.answers import COMING, Answer, answer_invitation, lock, why_not
from involvement.domain.places import reopen_if_free
from involvement.models import Invitation
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused

StillOn, Status = Invitation.StillOn, Invitation.Status


@transaction.atomic
def answer_still_on(invitation: Invitation, *, answer: str, by: Actor, now: datetime | None = None) -> Invitation:
    """Keep it, and tell the coordinator at once of a no and of a wish to be called. Twice the same is once.

    Somebody who said they cannot come may come after all while there is a place.
    """
    now = now or timezone.now()
    locked = lock(invitation)
    if sentence := why_not_still_on(locked, now=now):
        raise Refused(sentence, code="closed")
    if locked.still_on == answer:
        return locked
    if answer == StillOn.YES and locked.status not in COMING:
        choice = locked.payment_choice or Invitation.PaymentChoice.NOTHING
        needs = locked.needs_that_day
        locked = answer_invitation(
            locked, answer=Answer.YES, payment_choice=choice, needs_that_day=needs, by=by, now=now
        )
    _store(locked, answer, by=by, now=now)
    return locked


def why_not_still_on(invitation: Invitation, *, now: datetime) -> str:
    """Why this cannot be answered, in a sentence for the person; empty when it can."""
    if sentence := why_not(invitation, Answer.NO, now=now):
        return sentence
    asked = invitation.status in COMING or invitation.status == Invitation.Status.WITHDRAWN
    return "" if asked else _("You are not down for this session. Please phone us if that is not right.")


def _store(invitation: Invitation, answer: str, *, by: Actor, now: datetime) -> None:
    leaving, had_place = answer == StillOn.NO and invitation.status in COMING, invitation.status == Status.CONFIRMED
    invitation.still_on, invitation.still_on_at = answer, now
    if leaving:
        invitation.status = Invitation.Status.WITHDRAWN
        invitation.calendar_sequence += 1
    invitation.save(update_fields=["still_on", "still_on_at", "status", "calendar_sequence"])
    record(
        "invitation.still_on",
        about=invitation,
        by=by,
        person_id=invitation.person_id,
        institution_id=invitation.offer.session.institution_id,
        answer=answer,
    )
    if leaving:
        undo_calendar(invitation, now=now)
        tell_of_withdrawal(invitation, now=now)
        if had_place:
            reopen_if_free(invitation.offer_id)
    elif answer == StillOn.CALL_ME:
        tell_of_call_wish(invitation, now=now)
