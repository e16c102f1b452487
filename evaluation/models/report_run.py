"""One making of one report: asked for, being made, made, or failed and why. Old ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class ReportRunQuerySet(models.QuerySet["ReportRun"]):
    def visible_to(self, user: User) -> ReportRunQuerySet:
        return self.filter(session__institution_id__in=institution_ids(user, Permission.REPORT_VIEW))

    def with_details(self) -> ReportRunQuerySet:
        """Without the snapshot and for lists: the figures are large and only one page shows them."""
        return self.select_related("session__institution", "requested_by").defer("snapshot")


class ReportRun(models.Model):
    """The snapshot holds the numbers after hiding, so page, CSV and PDF can only show the same (E3, E4)."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting to be made")
        GENERATING = "generating", _("Being made")
        DRAFT = "draft", _("Ready")
        FAILED = "failed", _("Could not be made")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="report_runs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=State, default=State.REQUESTED)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=4)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    snapshot: models.JSONField[Any, Any] = models.JSONField(null=True)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(upload_to="reports/%Y/", blank=True)
    error = models.CharField(max_length=300, blank=True, help_text="a sentence for the person who asked")

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["session", "-requested_at"], name="report_runs_of_session"),
            models.Index(
                fields=["state", "claimed_at"],
                condition=Q(state__in=["requested", "generating"]),
                name="reports_to_make",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state__in=["requested", "generating"]), name="one_report_in_the_making"
            ),
            models.CheckConstraint(
                name="finished_report_has_its_file", condition=~Q(state="draft") | (~Q(pdf="") & ~Q(snapshot_sha256=""))
            ),
            models.CheckConstraint(name="failed_report_says_why", condition=~Q(state="failed") | ~Q(error="")),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} on session {self.session_id}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.REQUESTED, self.State.GENERATING}
