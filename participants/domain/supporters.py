"""Ending somebody's support: in one step, by the person, at once (R16)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from participants.models import SupporterLink


@transaction.atomic
def end_support(bond: SupporterLink, *, by: Actor) -> None:
    """From this moment the supporter sees nothing; the row stays and says when it ended."""
    yesterday = timezone.localdate() - timedelta(days=1)
    ended = SupporterLink.objects.filter(pk=bond.pk).current().update(ends_on=yesterday, scopes=[])
    if ended:
        person = bond.person
        record("supporter.ended", about=bond, by=by, person_id=person.pk, institution_id=person.institution_id)
