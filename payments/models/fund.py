"""Money set aside for involvement: what is there, what is promised, what is spent (M8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Offer, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from payments.models import fund_promises
from programmes.models import Programme

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


def _sum(model: str, column: str) -> Coalesce:
    rows = apps.get_model("payments", model)._default_manager.filter(fund=OuterRef("pk"))
    found = rows.order_by().values("fund").annotate(all=Sum(column)).values("all")
    return Coalesce(Subquery(found, output_field=models.BigIntegerField()), 0)


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, user: User) -> FundQuerySet:
        return self.filter(institution_id__in=institution_ids(user, Permission.FUND_VIEW))

    def with_sums(self) -> FundQuerySet:
        """Adds `held`, `spent` (offers and other costs) and `allowed` (agreed above the fund), in pence."""
        return self.annotate(
            held=_sum("Commitment", "held_pence"),
            spent=_sum("Commitment", "spent_pence") + _sum("FundCharge", "pence"),
            allowed=_sum("OverspendYes", "pence"),
        )


@pghistory.track()
class Fund(models.Model):
    """A budget for a period. Its sum may change, never below what is held and spent."""

    class Source(models.TextChoices):
        GRANT = "grant", _("A grant")
        CORE = "core", _("Our own budget")
        PARTNERSHIP = "partnership", _("A partnership")
        OTHER = "other", _("Something else")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="funds")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="funds")
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=11, choices=Source)
    ring_fenced = models.BooleanField(default=True, help_text="may be spent on involvement only")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the last day")
    pence = models.PositiveBigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on", "name"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name", "starts_on"], name="fund_once_a_period"),
            models.CheckConstraint(name="fund_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        triggers = [fund_promises.fund_covers_what_is_taken, fund_promises.fund_stays]

    def __str__(self) -> str:
        return self.name


class FundPlan(models.Model):
    """What the coordinator chose for a draft: which fund pays, and what costs come to for each place.

    Without a fund it is paid from a budget that is not kept here.
    """

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="fund_plan")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    costs_pence = models.PositiveIntegerField(default=0, help_text="estimate for one place")

    def __str__(self) -> str:
        return f"offer {self.offer_id}"


@pghistory.track()
class Commitment(models.Model):
    """What one published offer takes from one fund. `held_pence` and `spent_pence` are counted by the database.

    Until it has ended it holds every place; afterwards what people who came or were promised may still claim.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="commitments")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="commitment")
    places = models.PositiveSmallIntegerField()
    fee_pence = models.PositiveIntegerField()
    costs_pence = models.PositiveIntegerField(help_text="estimate for one place")
    pence = models.PositiveBigIntegerField(default=0, help_text="places times fee and costs, as published")
    held_pence = models.PositiveBigIntegerField(default=0, help_text="still set aside")
    spent_pence = models.PositiveBigIntegerField(default=0, help_text="paid claims")
    committed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="no more places: over, replaced or taken back")

    class Meta:
        ordering = ["-committed_at"]
        triggers = [
            fund_promises.commitment_is_counted,
            fund_promises.fund_is_not_overdrawn,
            fund_promises.commitment_terms_are_frozen,
            fund_promises.commitment_stays,
        ]

    def __str__(self) -> str:
        return f"{self.pence} of fund {self.fund_id} for offer {self.offer_id}"


class FundCharge(models.Model):
    """Money that left a fund without a claim: a taxi we booked, a voucher, a room. Only ever added."""

    class Kind(models.TextChoices):
        BOOKED = "booked", _("Booked for somebody")
        THANKS = "thanks", _("A thank-you that is not money")
        OTHER = "other", _("Something else")

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=6, choices=Kind)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=200)
    pence = models.PositiveIntegerField()
    spent_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-spent_on", "-pk"]
        constraints = [models.CheckConstraint(name="charge_costs_something", condition=Q(pence__gte=1))]
        triggers = [fund_promises.charge_fits_its_fund, fund_promises.charges_are_only_added]

    def __str__(self) -> str:
        return f"{self.pence} of fund {self.fund_id}"


class OverspendYes(models.Model):
    """The owner's recorded yes to spend so much more than the fund holds. Only the owner's, only ever added."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="overspends")
    pence = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="overspend_has_a_sum_and_a_reason", condition=Q(pence__gte=1) & ~Q(reason=""))
        ]
        triggers = [fund_promises.only_the_owner_says_yes, fund_promises.yes_is_only_added]

    def __str__(self) -> str:
        return f"{self.pence} above fund {self.fund_id}"


class FundAlert(models.Model):
    """That a fund reached a mark was told, once."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="alerts")
    level = models.PositiveSmallIntegerField(help_text="50, 80 or 100 percent held and spent")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "level"], name="fund_alert_once")]

    def __str__(self) -> str:
        return f"{self.level} % of fund {self.fund_id}"
