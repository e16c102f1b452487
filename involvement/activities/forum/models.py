"""What is particular about a forum."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models import Session


class AgendaItem(models.Model):
    """One thing to talk about, with a version in plain words; who raised it decides whether it may be dropped (V3)."""

    class Purpose(models.TextChoices):
        INFORMATION = "information", _("to tell")
        DISCUSSION = "discussion", _("to discuss")
        DECISION = "decision", _("to decide")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.DISCUSSION)
    raised_by_partner = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="agenda_position_once")]

    def __str__(self) -> str:
        return self.text
