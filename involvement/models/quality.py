"""Qualities people look for in a social worker; selection questions and the common thread point at them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution, User


class QualityQuerySet(models.QuerySet["Quality"]):
    def visible_to(self, user: object) -> QualityQuerySet:
        """Published lists for everybody; an institution's own for those who work with its sessions."""
        mine = institution_ids(user, Permission.SESSION_VIEW) if isinstance(user, User) else []
        return self.filter(Q(institution__is_library=True) | Q(institution_id__in=mine))


class Quality(models.Model):
    """One quality of one list (`list_key`), in the order the list gives."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="qualities")
    list_key = models.CharField(max_length=60)
    list_heading = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    imported_from = models.CharField(max_length=200, blank=True)

    objects = QualityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "qualities"
        ordering = ["list_key", "position"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "list_key", "position"], name="quality_position_once")
        ]

    def __str__(self) -> str:
        return self.text
