"""Adding a partner, moving them through their states, reading what they told in confidence (model section 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, record_reading
from involvement.shared.errors import Refused
from involvement.shared.links.issue import revoke_links
from participants.models import AccessNeed, PartnerProfile, Person

Status = PartnerProfile.Status
MOVES: dict[str, list[Status]] = {
    Status.ENQUIRING: [Status.GETTING_TO_KNOW, Status.LEFT],
    Status.GETTING_TO_KNOW: [Status.INDUCTED, Status.LEFT],
    Status.INDUCTED: [Status.ACTIVE, Status.LEFT],
    Status.ACTIVE: [Status.RESTING, Status.LEFT],
    Status.RESTING: [Status.LEFT],
}
"""What a coordinator may record. Ending a rest is the person's alone; pausing somebody takes two people."""


@dataclass(frozen=True)
class Confidence:
    """What somebody told about their life, opened for one reader, once."""

    experience: str
    off_limits: str


@transaction.atomic
def add_partner(
    institution: Institution, *, by: Actor, capacity: str, also_carer: bool, about_me: str, **person_facts: Any
) -> PartnerProfile:
    """A person with no account, and with or without e-mail and phone."""
    person = Person.objects.create(institution=institution, **person_facts)
    profile = PartnerProfile.objects.create(
        person=person, capacity=capacity, also_carer=also_carer, about_me=about_me, since=timezone.localdate()
    )
    record("partner.added", about=profile, by=by, person_id=person.pk, institution_id=institution.pk)
    return profile


@transaction.atomic
def move_partner(profile: PartnerProfile, *, to: str, by: Actor) -> PartnerProfile:
    """Along the table only, and once (R18). Who leaves gets no more messages, and their links end."""
    before = profile.status
    if to not in MOVES.get(before, []):
        raise Refused(_("This can't be changed here just now."))
    left_on = timezone.localdate() if to == Status.LEFT else None
    if PartnerProfile.objects.filter(pk=profile.pk, status=before).update(status=to, left_on=left_on) != 1:
        raise Refused(_("Somebody else has just changed this. Please look again."))
    profile.status, profile.left_on = to, left_on
    if to == Status.LEFT:
        revoke_links(person_ids=[profile.person_id])
    institution_id = profile.person.institution_id
    record(
        f"partner.{to}", about=profile, by=by, person_id=profile.person_id, institution_id=institution_id, was=before
    )
    return profile


@transaction.atomic
def read_in_confidence(profile: PartnerProfile, *, why: str, by: Actor, role: str) -> Confidence:
    """Open what is sealed. The look and its reason are written down, and the person can see them (X4)."""
    if not why.strip():
        raise Refused(_("Say why you need to read it."), code="why")
    record_reading(
        person_ids=[profile.person_id],
        what="experience and topics off limits",
        why=why.strip()[:200],
        by=by,
        institution_id=profile.person.institution_id,
        role=role,
    )
    sealed = PartnerProfile.objects.get(pk=profile.pk)
    return Confidence(experience=str(sealed.experience), off_limits=str(sealed.topics_off_limits))


@transaction.atomic
def adjustments_of(person: Person, *, by: Actor, role: str) -> list[tuple[str, str]]:
    """Kind and adjustment, never why (A2). Looking is written down when there is something to see (X4)."""
    needs = AccessNeed.objects.filter(person_id=person.pk).only("category", "adjustment").order_by("category")
    found = [(need.get_category_display(), need.adjustment) for need in needs]
    if found:
        record_reading(
            person_ids=[person.pk],
            what="access adjustments",
            why="partner page",
            by=by,
            institution_id=person.institution_id,
            role=role,
        )
    return found
