"""What the sender asks about a person at the moment of sending. Answered by the participants package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from involvement.shared.notify.outbox import Recipient


@dataclass(frozen=True)
class Contact:
    """`safe_note` is shown before any call; `can_be_asked` is false for who is resting, paused or has left."""

    recipient: Recipient
    phone: str = ""
    safe_note: str = ""
    can_be_asked: bool = True


Lookup = Callable[[list[int]], Mapping[int, Contact]]
_lookups: list[Lookup] = []


def answer_with(lookup: Lookup) -> None:
    """Name who knows people by id; called once, from `apps.ready`."""
    _lookups[:] = [lookup]


def contacts_of(person_ids: Iterable[int]) -> Mapping[int, Contact]:
    """Contacts by person id; ids that name an account (0 or below) or nobody are missing."""
    people = sorted({pk for pk in person_ids if pk > 0})
    return _lookups[0](people) if people and _lookups else {}
