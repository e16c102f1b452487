"""Whom to ask, and asking them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.offers import missing_ws
from involvement.domain.sessions import OPEN
from involvement.domain.telling import tell_invited
from involvement.models import Invitation, Offer
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.audit.record import event, record
from involvement.shared.errors import Refused
from participants.domain.contact import recipient_for
from participants.models import PartnerProfile, Person

MOST_AT_ONCE = 200


def why_not_invite(offer: Offer) -> list[str]:
    """What is in the way of asking anybody, a sentence each (I1)."""
    session = offer.session
    if offer.status == Offer.Status.FILLED:
        return [_("All places are taken.")]
    if offer.status != Offer.Status.PUBLISHED:
        return [_("Publish the offer first.")]
    if missing := missing_ws(offer):
        return [_("The offer lacks: %(questions)s") % {"questions": " ".join(missing)}]
    if session.status not in OPEN or session.has_started:
        return [_("This session has started, is over or was cancelled.")]
    if offer.closes_on and offer.closes_on < timezone.localdate():
        return [_("The last day to answer is over.")]
    return []


def by_channel(people: Iterable[Person]) -> Counter[str]:
    """How many of these people hear from us by e-mail, text, letter and phone."""
    return Counter(recipient_for(person).channel for person in people)


@transaction.atomic
def invite(offer: Offer, people: Sequence[Person], *, by: Actor) -> list[Invitation]:
    """Ask these people, once each; who was asked before is left alone. Returns the new invitations.

    Refuses the whole when somebody must not be asked now: resting, paused, left, or of another institution.
    """
    locked = Offer.objects.select_for_update(of=("self",)).select_related("session__institution").get(pk=offer.pk)
    if reasons := why_not_invite(locked):
        raise Refused(" ".join(reasons))
    if not people:
        raise Refused(_("Tick at least one person."))
    if len(people) > MOST_AT_ONCE:
        raise Refused(_("Ask at most %(most)d people at once.") % {"most": MOST_AT_ONCE})
    chosen = _askable(locked, people)
    asked = set(Invitation.objects.filter(offer_id=locked.pk).values_list("person_id", flat=True))
    invitations = Invitation.objects.bulk_create(
        [Invitation(offer=locked, person=person) for person in chosen if person.pk not in asked]
    )
    _write(invitations, locked, by)
    tell_invited(locked.session, invitations)
    return invitations


def _askable(offer: Offer, people: Sequence[Person]) -> list[Person]:
    ids = {person.pk for person in people}
    askable = PartnerProfile.objects.can_be_asked().filter(
        person_id__in=ids, person__institution_id=offer.session.institution_id
    )
    found = [profile.person for profile in askable.select_related("person__adult_lead").order_by("person__name")]
    if len(found) != len(ids):
        raise Refused(_("Somebody on this list can't be asked at the moment. Please go back and look again."))
    return found


def _write(invitations: Sequence[Invitation], offer: Offer, by: Actor) -> None:
    institution_id = offer.session.institution_id
    record("offer.sent", about=offer, by=by, institution_id=institution_id, people=len(invitations))
    AuditEvent.objects.bulk_create(
        event("invitation.sent", about=one, by=by, person_id=one.person_id, institution_id=institution_id)
        for one in invitations
    )
