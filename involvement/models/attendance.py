"""Who came, in which capacity and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.models.invitation import Invitation
from involvement.models.session import Capacity, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from participants.models import Person

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User) -> AttendanceQuerySet:
        """One's own, sessions one leads, and sessions of institutions where one invites."""
        return self.filter(
            Q(person__user_id=user.pk)
            | Q(session__lead_id=user.pk)
            | Q(session__co_lead_id=user.pk)
            | Q(session__institution_id__in=institution_ids(user, Permission.INVITATION_SEND))
        )


class Attendance(models.Model):
    """Minutes. `actual_minutes` is time in the room; preparation and debrief are counted beside it."""

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        ATTENDED = "attended", _("Came")
        PART_ATTENDED = "part_attended", _("Came for part")
        COULD_NOT_COME = "could_not_come", _("Could not come")
        INSTITUTION_CANCELLED = "institution_cancelled", _("We cancelled")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    capacity = models.CharField(max_length=20, choices=Capacity, default=Capacity.SERVICE_USER)
    also_capacities = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=24, choices=Status, default=Status.EXPECTED)
    planned_minutes = models.PositiveSmallIntegerField(default=0)
    actual_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    preparation_minutes = models.PositiveSmallIntegerField(default=0)
    debrief_minutes = models.PositiveSmallIntegerField(default=0)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attends_once"),
            models.CheckConstraint(
                name="attended_has_minutes",
                condition=~Q(status__in=["attended", "part_attended"]) | Q(actual_minutes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.session_id}: {self.status}"
