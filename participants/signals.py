"""What this package announces. Higher packages answer in their `receivers.py`, with one line."""

from collections.abc import Collection
from typing import Any

from django.dispatch import Signal

people_listed = Signal()
"""Staff who manage partners look at these people: `person_ids`. Each receiver answers with sentences by person id.

It may ask the database once, however many people, and says nothing that they may not know.
"""

erasure_checked = Signal()
"""Somebody asks whether a `person` can be erased. Each receiver answers with a list of `erasing.Hindrance`."""

person_erased = Signal()
"""A `person` is being erased, `by` an Actor. Sent inside the transaction; receivers erase what they keep of them."""


def said_of(sender: type, person_ids: Collection[int]) -> dict[int, list[str]]:
    """By person id, the sentences of every receiver."""
    said: dict[int, list[str]] = {pk: [] for pk in person_ids}
    answers: list[tuple[Any, Any]] = people_listed.send(sender, person_ids=person_ids)
    for _receiver, sentences in answers:
        for pk, sentence in sentences.items():
            said[pk].append(sentence)
    return said
