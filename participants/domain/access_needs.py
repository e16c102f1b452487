"""What a person needs in place: asked of everybody, never a condition of being asked (A1)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from participants.models import AccessNeed, Person


def shared_adjustments(person_id: int) -> list[AccessNeed]:
    """What the people running a session may know they must do; never the reason (A2)."""
    rows = AccessNeed.objects.filter(person_id=person_id, share_with=AccessNeed.ShareWith.SESSION_STAFF)
    return list(rows.only("adjustment", "category", "person_id").order_by("category", "adjustment"))


@transaction.atomic
def keep_need(need: AccessNeed, *, by: Actor) -> AccessNeed:
    """Add a need, or keep it as it was changed. The record says that it happened, never what it is (R44)."""
    new = need._state.adding
    need.confirmed_on = timezone.localdate()
    need.save()
    _record("access_need.added" if new else "access_need.changed", need.person, by=by)
    return need


@transaction.atomic
def remove_need(need: AccessNeed, *, by: Actor) -> None:
    """Twice pressed is once."""
    if AccessNeed.objects.filter(pk=need.pk).delete()[0]:
        _record("access_need.removed", need.person, by=by)


def _record(action: str, person: Person, *, by: Actor) -> None:
    record(action, about=person, by=by, person_id=person.pk, institution_id=person.institution_id)
