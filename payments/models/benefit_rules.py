"""One version of the dated rules behind the benefit check. Never changed: a correction is a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class BenefitRulesVersionQuerySet(models.QuerySet["BenefitRulesVersion"]):
    def visible_to(self, user: User) -> BenefitRulesVersionQuerySet:
        """What was shipped, and what one's own institution changed in it."""
        own = institution_ids(user, Permission.BENEFIT_RULES_EDIT)
        return self.of(*own) if own else self.none()

    def of(self, *institutions: int) -> BenefitRulesVersionQuerySet:
        """Versions that can hold at these institutions: their own and the shipped ones."""
        return self.filter(Q(institution=None) | Q(institution_id__in=institutions))

    def holding_over(self, shipped: BenefitRulesVersion | None) -> BenefitRulesVersionQuerySet:
        """The own version of each institution that holds in place of the last shipped one."""
        newest = self.exclude(institution=None).newest()
        return self.filter(pk__in=newest.values("pk"), based_on=shipped) if shipped else self.none()

    def newest(self) -> BenefitRulesVersionQuerySet:
        """The last shipped one and the last own one of each institution."""
        return self.order_by("institution_id", "-number").distinct("institution_id")


class BenefitRulesVersion(models.Model):
    """`content` is what `rules_content.check` accepts. Without an institution it is as shipped, and holds for all.

    An institution's own version holds only while the shipped version it was made from (`based_on`) is the last one.
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="benefit_rules"
    )
    number = models.PositiveIntegerField()
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content in one fixed order")
    reason = models.CharField(max_length=500)
    loaded_at = models.DateTimeField(default=timezone.now)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BenefitRulesVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"], name="benefit_rules_number_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="benefit_rules_have_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="own_benefit_rules_name_their_base_and_maker",
                condition=Q(institution=None, based_on=None)
                | Q(institution__isnull=False, based_on__isnull=False, loaded_by__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="benefit_rules_never_change", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.content['version']} ({self.number})"
