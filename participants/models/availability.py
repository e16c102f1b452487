"""When somebody could take part. Never an obligation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.models.person import Person

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    IF_NEED_BE = "if_need_be", _("If need be")
    NO = "no", _("No")


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def visible_to(self, user: User) -> AvailabilityQuerySet:
        return self.filter(person__user_id=user.pk)


class Availability(models.Model):
    """One part of one day: of the usual week (`weekday`, 0 is Monday) or of one date. Dates win over the week."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    part = models.CharField(max_length=10, choices=PartOfDay)
    answer = models.CharField(max_length=10, choices=Answer)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="week_or_date",
                condition=Q(weekday__isnull=False, date=None) | Q(weekday=None, date__isnull=False),
            ),
            models.CheckConstraint(name="weekday_is_a_weekday", condition=Q(weekday=None) | Q(weekday__lte=6)),
            models.UniqueConstraint(
                fields=["person", "weekday", "date", "part"], nulls_distinct=False, name="each_part_said_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date or self.weekday} {self.part} {self.answer}"
