"""What evaluation does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from evaluation.domain.administrations import forget_who_was_asked
from participants.models import Person
from participants.signals import person_erased


@receiver(person_erased, dispatch_uid="evaluation.erased")
def erased(sender: object, *, person: Person, **kwargs: Any) -> None:
    forget_who_was_asked(person)
