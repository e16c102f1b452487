"""What somebody said, and who may be shown it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.models.session import Series, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution, User


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, user: object) -> QuoteQuerySet:
        """Everybody sees what its source has already published; staff also what the person agreed to (E9, F2)."""
        published = Q(consent=Quote.Consent.ALREADY_PUBLISHED)
        if not isinstance(user, User):
            return self.filter(published)
        at_work = Q(institution_id__in=institution_ids(user, Permission.PARTNER_VIEW))
        return self.filter(published | (at_work & ~Q(consent=Quote.Consent.NONE)))


class Quote(models.Model):
    """`third_party_special_category`: it tells something about somebody else's health or life."""

    class Consent(models.TextChoices):
        NAMED = "named", _("With the name")
        FIRST_NAME = "first_name", _("With the first name")
        WITHOUT_NAME = "without_name", _("Without a name")
        NONE = "none", _("Not to be shown")
        ALREADY_PUBLISHED = "already_published_by_source", _("Already published by its source")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="quotes")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, blank=True, related_name="quotes")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="quotes")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(max_length=5000)
    attribution = models.CharField(max_length=200, blank=True)
    capacities = models.JSONField(default=list)
    consent = models.CharField(max_length=30, choices=Consent, default=Consent.NONE)
    third_party_special_category = models.BooleanField(default=False)
    imported_from = models.CharField(max_length=200, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text[:60]
