"""What was answered, by nobody in particular.

No person, account, time, address or capacity, and ids that follow no order (R40): with the whole database in hand,
nobody can say whose answers these are. Capacity is left out on purpose: it would name the one carer among five people.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.administration import Administration
from evaluation.models.instrument import Item


class Response(models.Model):
    """One filled-in form. `form` and `helped` are emptied at closing, when only their counts are kept."""

    class Form(models.TextChoices):
        EASY_READ = "easy_read", _("Easy Read")
        PLAIN = "plain", _("Plain words")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    administration = models.ForeignKey(Administration, on_delete=models.CASCADE, related_name="responses")
    form = models.CharField(max_length=10, choices=Form, blank=True)
    helped = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"An answer to {self.administration_id}"


class Answer(models.Model):
    """One answered question; a skipped one has no row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="answered_once"),
            models.CheckConstraint(
                name="answer_is_a_step_or_words",
                condition=models.Q(value__isnull=False, text="") | (models.Q(value=None) & ~models.Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.value}"
