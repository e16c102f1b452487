"""The record: who did what and when, and who has read special category data. Rows are only ever added."""

from __future__ import annotations

import pgtrigger
from django.db import models


class AuditEvent(models.Model):
    """One deed. Ids as text, no foreign keys into the domain; never the content of what was typed (R44)."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_user = models.CharField(max_length=20, blank=True)
    actor_person = models.CharField(max_length=20, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    institution = models.CharField(max_length=20, blank=True, db_index=True)
    action = models.CharField(max_length=80)
    about = models.CharField(max_length=80, db_index=True)
    about_person = models.CharField(max_length=20, blank=True, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about", "at"])]
        triggers = [pgtrigger.Protect(name="audit_is_only_added_to", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.about}"


class SensitiveReading(models.Model):
    """Somebody other than the person read special category data about the person (X4)."""

    at = models.DateTimeField(auto_now_add=True)
    reader_user = models.CharField(max_length=20)
    reader_label = models.CharField(max_length=200)
    reader_role = models.CharField(max_length=40, blank=True)
    institution = models.CharField(max_length=20, blank=True)
    person = models.CharField(max_length=20, db_index=True)
    what = models.CharField(max_length=80)
    why = models.CharField(max_length=200)

    class Meta:
        triggers = [pgtrigger.Protect(name="readings_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.reader_label} read {self.what}"
