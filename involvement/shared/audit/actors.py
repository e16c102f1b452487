"""Who acts: an account, the holder of a private link, the system, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """What a verb takes as `by=`. `user_id` and `person_id` are None where they do not apply."""

    kind: str
    user_id: int | None = None
    person_id: int | None = None
    label: str = ""

    @classmethod
    def of(cls, user: Any) -> Actor:
        return cls("user", user_id=user.pk, label=str(user))

    @classmethod
    def link(cls, person_id: int, label: str) -> Actor:
        """Somebody who came by a private link sent to this person (`participants.Person` id)."""
        return cls("link", person_id=person_id, label=label)

    @classmethod
    def system(cls, job: str) -> Actor:
        return cls("system", label=job)

    @classmethod
    def nobody(cls) -> Actor:
        return cls("nobody")
