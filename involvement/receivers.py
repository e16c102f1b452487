"""What involvement does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from involvement.domain.erasing import forget, in_the_way
from participants.domain.erasing import Hindrance
from participants.models import Person
from participants.signals import erasure_checked, person_erased


@receiver(erasure_checked, dispatch_uid="involvement.erasure")
def check_erasure(sender: object, *, person: Person, **kwargs: Any) -> list[Hindrance]:
    return in_the_way(person)


@receiver(person_erased, dispatch_uid="involvement.erased")
def erased(sender: object, *, person: Person, **kwargs: Any) -> None:
    forget(person)
