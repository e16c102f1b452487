"""Receipts as they were when a claim was approved: the database writes the digest with the approval, and keeps it."""

from __future__ import annotations

import pgtrigger
from django.db import models

from payments.models.claim import Claim


class ApprovedReceipt(models.Model):
    """Line and file by number, since both may go again when a claim is asked about and changed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="approved_receipts")
    line_number = models.BigIntegerField(help_text="payments.ClaimLine")
    file_number = models.UUIDField(help_text="uploads.StoredFile")
    sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="approved_receipts_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:8]} of line {self.line_number}"
