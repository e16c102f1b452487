"""A payment run that finance asked for: waiting, being made by a worker, made, or failed and why. Old ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from payments.models.batch import PaymentBatch

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


def _asked(which: str) -> str:
    names = ["institution_id", "requested_by_id", "requested_at", "claim_ids", "settled"]
    return ", ".join(f"{which}.{name}" for name in names)


request_stays_as_asked = pgtrigger.Protect(
    name="request_stays_as_asked",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"OLD.id <> NEW.id OR ({_asked('OLD')}) IS DISTINCT FROM ({_asked('NEW')})"
        " OR (OLD.batch_id IS NOT NULL AND OLD.batch_id IS DISTINCT FROM NEW.batch_id)"
    ),
)
request_is_never_deleted = pgtrigger.Protect(name="request_is_never_deleted", operation=pgtrigger.Delete)
run_is_the_one_asked_for = pgtrigger.Trigger(
    name="run_is_the_one_asked_for",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.batch_id IS NOT NULL"),
    func="""IF NOT EXISTS (
            SELECT 1 FROM payments_paymentbatch b WHERE b.id = NEW.batch_id
                AND b.institution_id = NEW.institution_id AND b.made_by_id = NEW.requested_by_id
                AND NEW.claim_ids = ARRAY(
                    SELECT l.claim_id FROM payments_batchline l WHERE l.batch_id = b.id ORDER BY l.claim_id)) THEN
        RAISE EXCEPTION 'run_is_the_one_asked_for' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;""",
)
"""Whoever asked is the maker, and the run holds the claims that were asked for and no others (R20, R24)."""


class BatchRequestQuerySet(models.QuerySet["BatchRequest"]):
    def visible_to(self, user: User) -> BatchRequestQuerySet:
        return self.filter(institution_id__in=institution_ids(user, Permission.BATCH_VIEW))

    def under_way(self) -> BatchRequestQuerySet:
        return self.filter(state__in=BatchRequest.UNDER_WAY)

    def unfinished(self) -> BatchRequestQuerySet:
        """Under way, or failed with no run made at that institution since."""
        later = BatchRequest.objects.filter(
            institution=models.OuterRef("institution"), pk__gt=models.OuterRef("pk"), state=BatchRequest.State.READY
        )
        failed = Q(state=BatchRequest.State.FAILED) & ~models.Exists(later)
        return self.filter(Q(state__in=BatchRequest.UNDER_WAY) | failed)


class BatchRequest(models.Model):
    """`claim_ids` in the order of their numbers; `settled` as `PaymentBatch.settled`. One at a time at an institution.

    `batch` is written in the transaction that makes the run, so a request leads to one run however often it is tried.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting to be made")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    UNDER_WAY = (State.ASKED, State.MAKING)

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="batch_requests")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    claim_ids = ArrayField(models.BigIntegerField())
    settled = models.JSONField(default=list, help_text="questions the maker looked at: claim and code")
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    steps_done = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    batch = models.OneToOneField(PaymentBatch, on_delete=models.PROTECT, null=True, related_name="request")
    error = models.CharField(max_length=500, blank=True, help_text="a sentence for the person who asked")

    objects = BatchRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "claimed_at"], condition=Q(state__in=["asked", "making"]), name="runs_to_make"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=Q(state__in=["asked", "making"]), name="one_run_in_the_making"
            ),
            models.CheckConstraint(name="request_covers_something", condition=Q(claim_ids__len__gte=1)),
            models.CheckConstraint(
                name="ready_request_has_its_run",
                condition=~Q(state="ready") | Q(batch__isnull=False, finished_at__isnull=False),
            ),
            models.CheckConstraint(name="failed_request_says_why", condition=~Q(state="failed") | ~Q(error="")),
        ]
        triggers = [request_stays_as_asked, request_is_never_deleted, run_is_the_one_asked_for]

    def __str__(self) -> str:
        return f"payment run asked for: {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY
