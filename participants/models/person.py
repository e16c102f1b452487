"""The human being: how to call them, how to reach them, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """Oneself, people one supports, and partners of institutions where one may see partners."""
        return self.filter(
            Q(user_id=user.pk)
            | Q(pk__in=SupporterLink.objects.current().filter(supporter__user_id=user.pk).values("person_id"))
            | Q(institution_id__in=institution_ids(user, Permission.PARTNER_VIEW))
        )

    def of(self, user: User) -> PersonQuerySet:
        """The account's own person and nobody else."""
        return self.filter(user_id=user.pk)


class Person(models.Model):
    """A person known to one institution; may have no account, no e-mail and no phone."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message")
        LETTER = "letter", _("Letter")
        PHONE = "phone", _("A phone call")

    class Format(models.TextChoices):
        PLAIN = "plain", _("Plain words")
        EASY_READ = "easy_read", _("Easy Read")
        LARGE_PRINT = "large_print", _("Large print")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="people")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("What the person likes to be called."))
    pronouns = models.CharField(max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=20, blank=True, help_text="E.164")
    postal_address = models.TextField(_("postal address"), max_length=500, blank=True)
    channel = models.CharField(_("how to reach them"), max_length=8, choices=Channel, default=Channel.EMAIL)
    safe_contact_note = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=12, choices=Format, default=Format.PLAIN)
    language = models.CharField(max_length=10, default="en-gb")
    is_under_18 = models.BooleanField(default=False)
    adult_lead = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)
    erasure_asked_at = models.DateTimeField(null=True, blank=True, help_text="the person's wish, until carried out")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="only a number is left")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["institution", "name"])]
        constraints = [
            models.CheckConstraint(
                name="under_18_has_adult_lead", condition=Q(is_under_18=False) | Q(adult_lead__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SupporterLinkQuerySet(models.QuerySet["SupporterLink"]):
    def visible_to(self, user: User) -> SupporterLinkQuerySet:
        """For the two people it is between."""
        return self.filter(Q(person__user_id=user.pk) | Q(supporter__user_id=user.pk))

    def current(self) -> SupporterLinkQuerySet:
        today = models.functions.TruncDate(models.functions.Now())
        return self.filter(Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today))

    def people_of(self, user: User, *scopes: str) -> models.QuerySet[SupporterLink, int]:
        """Ids of the people whom this account supports today with one of these scopes at least (R16)."""
        allowed = Q(scopes__contains=[scopes[0]])
        for scope in scopes[1:]:
            allowed |= Q(scopes__contains=[scope])
        return self.current().filter(allowed, supporter__user_id=user.pk).values_list("person_id", flat=True)


class SupporterLink(models.Model):
    """Somebody who helps a partner take part, with the parts the partner ticked and an end (R16)."""

    class Scope(models.TextChoices):
        SEE_DATES = "see_dates", _("See my dates")
        ANSWER_INVITATIONS = "answer_invitations", _("Answer offers for me")
        FILL_FEEDBACK = "fill_feedback", _("Help me give feedback")
        SEE_PAYMENTS = "see_payments", _("See my payments")
        BE_CONTACTED = "be_contacted", _("Be contacted")

    class Kind(models.TextChoices):
        PERSONAL_ASSISTANT = "personal_assistant", _("Personal assistant")
        ADVOCATE = "advocate", _("Advocate")
        INTERPRETER = "interpreter", _("Interpreter")
        BUDDY = "buddy", _("Buddy")
        FAMILY = "family", _("Family member or friend")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supporters")
    supporter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supports")
    kind = models.CharField(max_length=20, choices=Kind)
    scopes = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = SupporterLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "supporter"], name="supporter_named_once"),
            models.CheckConstraint(name="nobody_supports_themselves", condition=~Q(person=models.F("supporter"))),
        ]

    def __str__(self) -> str:
        return f"{self.supporter_id} supports {self.person_id}"
