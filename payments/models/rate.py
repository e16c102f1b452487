"""What an institution pays, from which day to which day, as agreed with its partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from involvement.models import Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from payments.models import rate_promises

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class Days(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class RatePolicyQuerySet(models.QuerySet["RatePolicy"]):
    def visible_to(self, user: User) -> RatePolicyQuerySet:
        """Staff see every version. Partners see what holds or will hold: the published ones."""
        at_work = Q(institution_id__in=institution_ids(user, Permission.RATE_VIEW))
        theirs = Q(institution__people__user_id=user.pk, published_at__isnull=False)
        return self.filter(at_work | theirs).distinct()

    def published(self) -> RatePolicyQuerySet:
        return self.filter(published_at__isnull=False)


@pghistory.track()
class RatePolicy(models.Model):
    """One version of what is paid. Once published it is frozen; only an open end may still be given its last day."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="rate_policies")
    version = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="the last day, empty while it has none")
    agreed_on = models.DateField(null=True, blank=True, help_text="the day partners agreed to it")
    agreed_with = models.CharField(max_length=300, blank=True)
    half_day_minutes = models.PositiveSmallIntegerField(default=240, help_text="up to here it is half a day")
    pays_higher = models.BooleanField(
        default=False, help_text="a rate that rose before the session is paid to people who said yes before (M5)"
    )
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RatePolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "rate policies"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "version"], name="rate_policy_version_once"),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(published_at=None), name="one_draft_policy_an_institution"
            ),
            models.CheckConstraint(
                name="policy_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="published_policy_was_agreed",
                condition=Q(published_at=None, published_by=None)
                | (
                    Q(published_at__isnull=False, published_by__isnull=False, agreed_on__isnull=False)
                    & ~Q(agreed_with="")
                ),
            ),
            ExclusionConstraint(
                name="policies_do_not_overlap",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    (
                        Days("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(published_at__isnull=False),
            ),
        ]
        triggers = [rate_promises.policy_is_frozen, rate_promises.published_policy_stays]

    def __str__(self) -> str:
        return f"Version {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


@pghistory.track()
class Rate(models.Model):
    """One line of a policy. Without a kind of activity it holds for every kind that has no line of its own."""

    class Unit(models.TextChoices):
        HOUR = "hour", _("An hour")
        HALF_DAY = "half_day", _("Half a day")
        FULL_DAY = "full_day", _("A whole day")
        SESSION = "session", _("A session")
        TASK = "task", _("A task outside a session")

    policy = models.ForeignKey(RatePolicy, on_delete=models.CASCADE, related_name="rates")
    kind = models.CharField(max_length=30, blank=True, help_text="key of the kinds registry, empty for all")
    unit = models.CharField(max_length=8, choices=Unit)
    pence = models.PositiveIntegerField()
    includes_preparation = models.BooleanField(
        default=False, help_text="the amount covers getting ready; else that time is paid by the hour as well"
    )
    preparation_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="paid at least, also when the session names less"
    )
    minimum_pence = models.PositiveIntegerField(default=0, help_text="no fee by this line is less")

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind", "unit"], name="rate_once_a_kind_and_unit"),
            models.CheckConstraint(name="rate_pays_something", condition=Q(pence__gte=1)),
            models.CheckConstraint(
                name="only_hours_pay_preparation_apart", condition=Q(unit="hour") | Q(includes_preparation=True)
            ),
        ]
        triggers = [rate_promises.rates_are_frozen]

    def __str__(self) -> str:
        return f"{self.kind or 'any'}: {self.pence} for {self.unit}"


class OfferRate(models.Model):
    """Which rate an offer was published with, and what it came to. Never changed, whatever is paid later (M5, I3)."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="rate_basis")
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="+")
    pence = models.PositiveIntegerField(help_text="what the rate gives; the offer may say another fee")
    minutes = models.PositiveSmallIntegerField(help_text="paid time, with getting ready where it is paid apart")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [rate_promises.basis_is_frozen]

    def __str__(self) -> str:
        return f"offer {self.offer_id}: {self.pence}"
