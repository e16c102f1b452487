"""Keys of forms that must work once, however often the button is pressed (R22). Kept 30 days."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """`content`: a digest of what was sent, never what was typed; `answer`: the address the first sending led to."""

    key = models.CharField(max_length=36)
    purpose = models.CharField(max_length=60)
    who = models.CharField(max_length=40, help_text="user:3 or link:7")
    content = models.CharField(max_length=64)
    answer = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "purpose", "who"], name="form_sent_once")]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.who}"
