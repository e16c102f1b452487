"""Files that people gave us, each checked before it was kept. Reached only through views of who may see them."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from involvement.shared.accounts.models import Institution


def random_name(stored: StoredFile, filename: str) -> str:
    """Our own name: what the person's file was called is never used."""
    ending = "pdf" if stored.content_type == "application/pdf" else "jpg"
    return f"uploads/{uuid.uuid4().hex}.{ending}"


class StoredFile(models.Model):
    """No `visible_to` of its own: whoever may see the row that points here may see the file. It is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(null=True, db_index=True, help_text="participants.Person it belongs to")
    purpose = models.CharField(max_length=20, default="receipt")
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=random_name, max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=40, help_text="kind and id of who gave it")

    class Meta:
        triggers = [pgtrigger.Protect(name="stored_file_is_frozen", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
