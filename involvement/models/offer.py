"""What a partner is asked to do, told through six questions before anyone says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.models.session import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User

TERMS = [
    "ask",
    "when",
    "task",
    "role_type",
    "benefit_impact",
    "local_sixth_label",
    "local_sixth",
    "fee_pence",
    "fee_reason",
    "smaller_fee_pence",
    "expenses",
    "pay_within_days",
    "who_else",
    "places",
    "version",
    "session_id",
]
"""Columns that a published version freezes (I2, I3)."""


def _row(which: str) -> str:
    return ", ".join(f'{which}."{column}"' for column in TERMS)


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> OfferQuerySet:
        """Offers of sessions one may see, and those one was invited to."""
        return self.filter(
            Q(session__institution_id__in=institution_ids(user, Permission.REPORT_VIEW))
            | Q(session__lead_id=user.pk)
            | Q(session__co_lead_id=user.pk)
            | Q(invitations__person__user_id=user.pk)
        ).distinct()

    def with_details(self) -> OfferQuerySet:
        return self.select_related("session__institution", "session__programme", "session__lead")


class Offer(models.Model):
    """One version of one offer. Money in pence. A published version is never edited; a change is a new version."""

    class RoleType(models.TextChoices):
        PAID = "paid", _("Paid")
        VOLUNTEER = "volunteer", _("Volunteer")
        EITHER = "either", _("Paid or volunteer, as you choose")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        FILLED = "filled", _("All places taken")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUPERSEDED = "superseded", _("Replaced by a new version")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="offers")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    ask = models.TextField(_("What did we ask you to do, for whom and why?"), max_length=3000, blank=True)
    when = models.TextField(_("When do we want it done?"), max_length=2000, blank=True)
    task = models.TextField(_("What is the task?"), max_length=5000, blank=True)
    role_type = models.CharField(_("Is it paid or volunteer?"), max_length=10, choices=RoleType, blank=True)
    benefit_impact = models.TextField(_("What could it mean for benefits?"), max_length=3000, blank=True)
    local_sixth_label = models.CharField(max_length=200, blank=True)
    local_sixth = models.TextField(max_length=2000, blank=True)
    who_else = models.TextField(_("Who else will be there?"), max_length=2000, blank=True)
    fee_pence = models.PositiveIntegerField(_("fee for the whole session"), null=True, blank=True)
    fee_reason = models.CharField(
        _("why the fee is less than the rate"), max_length=500, blank=True, help_text="for staff"
    )
    smaller_fee_pence = models.PositiveIntegerField(_("smaller fee"), null=True, blank=True)
    expenses = models.TextField(_("which costs are paid back"), max_length=1000, blank=True)
    pay_within_days = models.PositiveSmallIntegerField(default=30)
    places = models.PositiveSmallIntegerField(default=1)
    closes_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    status_reason = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="offer_version_once"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(status__in=["published", "filled"]),
                name="one_live_offer_a_session",
            ),
            models.CheckConstraint(
                name="published_offer_has_its_ws",
                condition=Q(status="draft")
                | (
                    ~Q(ask="")
                    & ~Q(when="")
                    & ~Q(task="")
                    & ~Q(role_type="")
                    & ~Q(benefit_impact="")
                    & ~Q(local_sixth="")
                    & Q(published_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="paid_offer_names_its_fee",
                condition=Q(status="draft") | Q(role_type="volunteer") | Q(fee_pence__gt=0),
            ),
            models.CheckConstraint(
                name="smaller_fee_is_smaller",
                condition=Q(smaller_fee_pence=None) | Q(smaller_fee_pence__lt=models.F("fee_pence")),
            ),
            models.CheckConstraint(name="offer_has_places", condition=Q(places__gte=1)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_terms_are_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.published_at IS NOT NULL AND ({_row('OLD')}) IS DISTINCT FROM ({_row('NEW')})"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} (version {self.version})"
