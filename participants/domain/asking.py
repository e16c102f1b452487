"""How often and with how much notice somebody wants to be asked, and having a rest."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from participants.models import PartnerProfile

Status = PartnerProfile.Status


@transaction.atomic
def set_asking(profile: PartnerProfile, *, most_a_month: int | None, notice_days: int, by: Actor) -> None:
    """Keep what the person wishes; None is "no limit said"."""
    profile.asked_at_most_a_month, profile.needs_notice_days = most_a_month, notice_days
    profile.save(update_fields=["asked_at_most_a_month", "needs_notice_days"])
    _record(profile, "partner.asking_set", by=by)


@transaction.atomic
def take_a_rest(profile: PartnerProfile, *, by: Actor) -> None:
    """Nobody is asked or reminded while resting (I4). Raises Refused for somebody who is not active."""
    _move(profile, Status.ACTIVE, Status.RESTING, by=by)


@transaction.atomic
def come_back(profile: PartnerProfile, *, by: Actor) -> None:
    """Only the person ends their own rest. Raises Refused when somebody else tries."""
    oneself = by.person_id == profile.person_id or (by.user_id is not None and by.user_id == profile.person.user_id)
    if not oneself:
        raise Refused(_("Only the person can end their own rest."))
    _move(profile, Status.RESTING, Status.ACTIVE, by=by)


def _move(profile: PartnerProfile, before: str, after: str, *, by: Actor) -> None:
    if PartnerProfile.objects.filter(pk=profile.pk, status=before).update(status=after) != 1:
        profile.refresh_from_db(fields=["status"])
        if profile.status == after:  # pressed twice: it is as they wish
            return
        raise Refused(_("This cannot be changed here just now. Please phone the coordinator."))
    profile.status = after
    _record(profile, f"partner.{after}", by=by)


def _record(profile: PartnerProfile, action: str, *, by: Actor) -> None:
    person = profile.person
    record(action, about=profile, by=by, person_id=person.pk, institution_id=person.institution_id)
