"""What the institution booked and paid for somebody: never money to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from participants.models import Person, SupporterLink
from payments.models.claim import ClaimLine
from payments.models.fund import FundCharge

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class BookedCostQuerySet(models.QuerySet["BookedCost"]):
    def visible_to(self, user: User) -> BookedCostQuerySet:
        at_work = Q(session__institution_id__in=institution_ids(user, Permission.CLAIM_VIEW))
        return self.filter(at_work | Q(pk__in=self.of_people_of(user).values("pk")))

    def of_people_of(self, user: User) -> BookedCostQuerySet:
        own = Person.objects.ids_with_supported(user, SupporterLink.Scope.SEE_PAYMENTS)
        return self.filter(person_id__in=own)


class BookedCost(models.Model):
    """A taxi, a night, an interpreter. It is no line of a claim, so it can never be paid out. Only ever added."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="booked_costs")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="booked_costs")
    kind = models.CharField(max_length=20, choices=ClaimLine.ExpenseKind)
    words = models.CharField(max_length=200)
    pence = models.PositiveIntegerField()
    charge = models.OneToOneField(FundCharge, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = BookedCostQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="booked_cost_is_something", condition=Q(pence__gte=1))]
        triggers = [pgtrigger.Protect(name="booked_is_only_added", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.pence} for {self.person_id}"
