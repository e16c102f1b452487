"""What somebody told the benefit check and asked us to keep: sealed, theirs alone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

from involvement.shared.crypto.fields import SealedTextField
from participants.models import Person

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class KeptCircumstancesQuerySet(models.QuerySet["KeptCircumstances"]):
    def visible_to(self, user: User) -> KeptCircumstancesQuerySet:
        """The person alone: no staff, whatever their role, and no supporter."""
        return self.filter(person__user_id=user.pk)


class KeptCircumstances(models.Model):
    """One to a person, without a history: erasing it leaves nothing. It is in no admin and no staff page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    answers = SealedTextField(help_text="JSON of the answers, as they were given")
    shown = SealedTextField(help_text="JSON: what was shown when the person said yes, by session")
    by_link = models.BooleanField(default=False, help_text="the person also wants it shown behind private links")
    kept_on = models.DateField()

    objects = KeptCircumstancesQuerySet.as_manager()

    def __str__(self) -> str:
        return "Kept circumstances"
