"""What a person needs in place: asked of everybody, never a condition of being asked (A1)."""

from __future__ import annotations

from participants.models import AccessNeed


def shared_adjustments(person_id: int) -> list[AccessNeed]:
    """What the people running a session may know they must do; never the reason (A2)."""
    rows = AccessNeed.objects.filter(person_id=person_id, share_with=AccessNeed.ShareWith.SESSION_STAFF)
    return list(rows.only("adjustment", "category", "person_id").order_by("category", "adjustment"))
