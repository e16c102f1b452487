"""What an institution knows of somebody as a partner."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.crypto.fields import SealedTextField
from participants.models.person import Person

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class PartnerProfileQuerySet(models.QuerySet["PartnerProfile"]):
    def visible_to(self, user: User) -> PartnerProfileQuerySet:
        """One's own, and those of institutions where one may see partners."""
        return self.filter(
            Q(person__user_id=user.pk) | Q(person__institution_id__in=institution_ids(user, Permission.PARTNER_VIEW))
        )

    def can_be_asked(self) -> PartnerProfileQuerySet:
        """Active partners only: never people who are resting, paused or have left (I4, R28)."""
        return self.filter(status=PartnerProfile.Status.ACTIVE)


class PartnerProfile(models.Model):
    """One per person who gives lived experience. Sealed: experience and topics (special category)."""

    class Status(models.TextChoices):
        ENQUIRING = "enquiring", _("Enquiring")
        GETTING_TO_KNOW = "getting_to_know", _("Getting to know each other")
        INDUCTED = "inducted", _("Inducted")
        ACTIVE = "active", _("Active")
        RESTING = "resting", _("Resting")
        PAUSED = "paused_by_institution", _("Paused by the institution")
        LEFT = "left", _("Left")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="partner")
    status = models.CharField(max_length=24, choices=Status, default=Status.ENQUIRING)
    capacity = models.CharField(max_length=20, default="service_user", help_text="usual main capacity")
    also_carer = models.BooleanField(default=False)
    about_me = models.TextField(_("about me, for staff"), max_length=2000, blank=True)
    experience = SealedTextField(help_text="own words; special category; audited when read by others")
    topics_off_limits = SealedTextField(help_text="special category; audited when read by others")
    asked_at_most_a_month = models.PositiveSmallIntegerField(
        _("how often you want to be asked"), null=True, blank=True, help_text="times a month; empty: no limit said"
    )
    needs_notice_days = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True, help_text="the day from which what we keep of them runs out")

    objects = PartnerProfileQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.person_id)


class AccessNeedQuerySet(models.QuerySet["AccessNeed"]):
    def visible_to(self, user: User) -> AccessNeedQuerySet:
        """One's own; staff reach adjustments through the session they run, never the reason."""
        return self.filter(person__user_id=user.pk)


class AccessNeed(models.Model):
    """What has to be in place. `adjustment` is what staff do; `detail` (why) stays with the person (A2, A3)."""

    class Category(models.TextChoices):
        INFORMATION_FORMAT = "information_format", _("Information in a format that works for me")
        CONTACT_METHOD = "contact_method", _("How I am contacted")
        COMMUNICATION_PROFESSIONAL = "communication_professional", _("Interpreter or other communication professional")
        COMMUNICATION_SUPPORT = "communication_support", _("Hearing loop, lip-reading, time to answer")
        PHYSICAL_ACCESS = "physical_access", _("Getting in and around")
        ENVIRONMENT = "environment", _("The room: quiet, light, breaks, from home")
        TIME_AND_ENERGY = "time_and_energy", _("Time and energy")
        HEALTH_AND_FOOD = "health_and_food", _("Food and medicine")
        ASSISTANCE = "assistance", _("Someone with me: PA, assistance dog, replacement carer")
        DIGITAL = "digital", _("Device, data, help to join")
        EMOTIONAL = "emotional", _("A named person, leaving without asking, warning of topics")
        OTHER = "other", _("Something else")

    class ShareWith(models.TextChoices):
        COORDINATOR = "coordinator", _("The coordinator only")
        SESSION_STAFF = "session_staff", _("The coordinator and the person leading the session")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_needs")
    category = models.CharField(max_length=28, choices=Category)
    adjustment = models.CharField(max_length=300)
    detail = SealedTextField()
    share_with = models.CharField(max_length=14, choices=ShareWith, default=ShareWith.SESSION_STAFF)
    confirmed_on = models.DateField(null=True, blank=True)

    objects = AccessNeedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.adjustment


@pghistory.track()
class Consent(models.Model):
    """A yes for one purpose, with the text it was given to; withdrawing works at once (A6)."""

    class Purpose(models.TextChoices):
        CONTACT = "contact", _("Being contacted")
        HOLD_SPECIAL_CATEGORY = "hold_special_category", _("Keeping what I tell about my life")
        QUOTE_WITH_NAME = "quote_with_name", _("Being quoted with my name")
        QUOTE_WITHOUT_NAME = "quote_without_name", _("Being quoted without my name")
        PHOTO_VIDEO = "photo_video", _("Photos and video")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=Purpose)
    text_version = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at=None), name="one_living_consent_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"
