"""Who has a place. The offer's row is locked while places are counted, so the last one goes to one person (R19)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from involvement.domain.sessions import LIVE
from involvement.domain.telling import tell_place
from involvement.models import Invitation, Offer
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused

Status = Invitation.Status
TAKEN = [Status.CONFIRMED, Status.DONE]
WANTING = [Status.ACCEPTED, Status.WAITING_LIST]


@transaction.atomic
def confirm_place(invitation: Invitation, *, by: Actor) -> Invitation:
    """Give somebody who said yes a place. Refused when all are taken, however close together two people press."""
    offer = (
        Offer.objects.select_for_update(of=("self",)).select_related("session__institution").get(pk=invitation.offer_id)
    )
    if offer.status not in LIVE or offer.session.has_started:
        raise Refused(_("This offer is not open any more."))
    taken = Invitation.objects.filter(offer_id=offer.pk, status__in=TAKEN).count()
    if taken >= offer.places:
        raise Refused(
            ngettext(
                "The only place is taken now. You can put %(name)s on the waiting list.",
                "All %(places)d places are taken now. You can put %(name)s on the waiting list.",
                offer.places,
            )
            % {"places": offer.places, "name": invitation.person.name},
            code="full",
        )
    _move(invitation, WANTING, Status.CONFIRMED)
    if taken + 1 == offer.places:
        Offer.objects.filter(pk=offer.pk, status=Offer.Status.PUBLISHED).update(status=Offer.Status.FILLED)
    tell_place(offer.session, invitation, waiting=False)
    _note("place.confirmed", invitation, offer, by)
    return invitation


@transaction.atomic
def put_on_waiting_list(invitation: Invitation, *, by: Actor) -> Invitation:
    offer = (
        Offer.objects.select_for_update(of=("self",)).select_related("session__institution").get(pk=invitation.offer_id)
    )
    _move(invitation, [Status.ACCEPTED], Status.WAITING_LIST)
    tell_place(offer.session, invitation, waiting=True)
    _note("place.waiting", invitation, offer, by)
    return invitation


@transaction.atomic
def reopen_if_free(offer_id: int) -> bool:
    """After somebody with a place cannot come: a filled offer is open again. Returns whether it changed."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)
    taken = Invitation.objects.filter(offer_id=offer_id, status__in=TAKEN).count()
    if offer.status != Offer.Status.FILLED or taken >= offer.places:
        return False
    return Offer.objects.filter(pk=offer_id, status=Offer.Status.FILLED).update(status=Offer.Status.PUBLISHED) == 1


def _move(invitation: Invitation, before: list[Status], after: Status) -> None:
    if Invitation.objects.filter(pk=invitation.pk, status__in=before).update(status=after) != 1:
        raise Refused(
            _("%(name)s's answer has changed meanwhile. Please look again.") % {"name": invitation.person.name}
        )
    invitation.status = after


def _note(action: str, invitation: Invitation, offer: Offer, by: Actor) -> None:
    record(
        action,
        about=invitation,
        by=by,
        person_id=invitation.person_id,
        institution_id=offer.session.institution_id,
    )
