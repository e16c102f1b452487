"""What an institution says about each kind of cost, and journeys that are paid by the mile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from payments.models.claim import ClaimLine

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class ExpenseRuleQuerySet(models.QuerySet["ExpenseRule"]):
    def visible_to(self, user: User) -> ExpenseRuleQuerySet:
        """Staff's own, and those of the institution that a partner belongs to."""
        at_work = Q(institution_id__in=institution_ids(user, Permission.RATE_VIEW))
        return self.filter(at_work | Q(institution__people__user_id=user.pk)).distinct()


@pghistory.track()
class ExpenseRule(models.Model):
    """A cost above the limit is kept and looked at, never cut. Without a rule there is no limit."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="expense_rules")
    kind = models.CharField(max_length=20, choices=ClaimLine.ExpenseKind)
    limit_pence = models.PositiveIntegerField(null=True, blank=True)
    receipt_above_pence = models.PositiveIntegerField(null=True, blank=True, help_text="none: no receipt is asked for")
    in_advance = models.BooleanField(default=False, help_text="may be paid before the day")
    on_the_day = models.BooleanField(default=False, help_text="may be paid on the day itself")
    booked_by_us = models.BooleanField(default=False, help_text="may be booked for the person")

    objects = ExpenseRuleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "kind"], name="one_expense_rule_a_kind")]

    def __str__(self) -> str:
        return self.kind


class Journey(models.Model):
    """Miles behind one cost line, priced by the day of the journey."""

    class Vehicle(models.TextChoices):
        CAR = "car", _("Car or van")
        MOTORCYCLE = "motorcycle", _("Motorbike")
        BICYCLE = "bicycle", _("Bicycle")

    line = models.OneToOneField(ClaimLine, on_delete=models.CASCADE, related_name="journey")
    vehicle = models.CharField(max_length=10, choices=Vehicle)
    tenths = models.PositiveIntegerField(help_text="tenths of a mile")
    passengers = models.PositiveSmallIntegerField(default=0)
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="journey_has_miles", condition=Q(tenths__gte=1)),
            models.CheckConstraint(name="only_cars_have_passengers", condition=Q(vehicle="car") | Q(passengers=0)),
        ]

    def __str__(self) -> str:
        return f"{self.tenths / 10} miles by {self.vehicle}"
