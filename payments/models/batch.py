"""A payment run: claims that finance pays together. Frozen the moment it is made (M7, R23)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from involvement.shared.crypto.fields import SealedTextField
from payments.models import promises
from payments.models.claim import Claim
from payments.models.organisation import OrganisationPayee

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    def visible_to(self, user: User) -> PaymentBatchQuerySet:
        return self.filter(institution_id__in=institution_ids(user, Permission.BATCH_VIEW))


@pghistory.track()
class PaymentBatch(models.Model):
    """`sha256` is the digest of the file as it was made; the file is written anew from the frozen lines each time."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="payment_batches")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=30)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    line_count = models.PositiveIntegerField()
    fee_pence = models.PositiveBigIntegerField()
    expense_pence = models.PositiveBigIntegerField()
    total_pence = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file_format = models.CharField(max_length=10, default="csv")
    file_terms = models.JSONField(default=dict, help_text="columns, originator and day of payment, as they were")
    settled = models.JSONField(default=list, help_text="questions the maker looked at: claim and code")
    downloaded_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "payment batches"
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="batch_number_once"),
            models.UniqueConstraint(fields=["institution", "reference"], name="batch_reference_once"),
            models.CheckConstraint(
                name="batch_total_is_fees_and_costs",
                condition=Q(total_pence=F("fee_pence") + F("expense_pence"), line_count__gte=1),
            ),
            models.CheckConstraint(
                name="paid_batch_says_when_and_who",
                condition=Q(paid_on=None, paid_by=None, paid_at=None)
                | Q(paid_on__isnull=False, paid_by__isnull=False, paid_at__isnull=False),
            ),
        ]
        triggers = [
            promises.batch_is_frozen,
            promises.batch_is_never_deleted,
            promises.batch_is_the_sum,
            promises.payer_is_not_the_approver,
        ]

    def __str__(self) -> str:
        return self.reference


class BatchLine(models.Model):
    """One claim in one run, with what was due then. A claim is in one run, ever."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="lines", db_index=False)
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="batch_line")
    position = models.PositiveIntegerField()
    payee = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        OrganisationPayee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="paid on the person's behalf, as they agreed (M9)",
    )
    payee_reference = models.CharField(max_length=60, blank=True, help_text="what the finance system calls the person")
    fee_pence = models.PositiveIntegerField()
    expense_pence = models.PositiveIntegerField()
    pence = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position_once"),
            models.CheckConstraint(name="batch_line_pays_something", condition=Q(pence__gte=1)),
        ]
        triggers = [
            promises.batch_line_is_true,
            promises.batch_line_goes_where_agreed,
            promises.batch_line_is_frozen,
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: claim {self.claim_id}"


class BatchAccount(models.Model):
    """Where the money of one line was sent, sealed: as it was when the run was made, whatever the person changes later.

    Deleted with its claim's time; until then the file can be written anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.OneToOneField(BatchLine, on_delete=models.PROTECT, related_name="account")
    sort_code = SealedTextField()
    number = SealedTextField()
    name = SealedTextField()

    class Meta:
        triggers = [promises.batch_account_is_frozen]

    def __str__(self) -> str:
        return f"account of line {self.line_id}"
