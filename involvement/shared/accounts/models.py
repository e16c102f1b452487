"""Who signs in, the institutions they work with, and in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.shared.prepared import Given, Prepared

if TYPE_CHECKING:
    from datetime import date


class Institution(models.Model):
    """A university, council or other body. Every other row belongs to exactly one (X5)."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("University")
        COUNCIL = "council", _("Council")
        TEACHING_PARTNERSHIP = "teaching_partnership", _("Teaching partnership")
        EMPLOYER = "employer", _("Employer")
        VOLUNTARY = "voluntary", _("Voluntary organisation")
        USER_LED = "user_led", _("User-led organisation")
        REGULATOR = "regulator", _("Regulator")
        OTHER = "other", _("Other")

    class Nation(models.TextChoices):
        ENGLAND = "england", _("England")
        SCOTLAND = "scotland", _("Scotland")
        WALES = "wales", _("Wales")
        NI = "ni", _("Northern Ireland")

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=24, choices=Kind, default=Kind.UNIVERSITY)
    nation = models.CharField(max_length=10, choices=Nation, default=Nation.ENGLAND)
    partner_label = models.CharField(
        max_length=60, default="involvement partner", help_text=_("What this institution calls its partners.")
    )
    local_sixth_label = models.CharField(max_length=200, default="Where will it happen, and can I take part from home?")
    adviser_name = models.CharField(
        max_length=200, blank=True, help_text=_("Who gives independent benefits advice near you.")
    )
    adviser_contact = models.CharField(max_length=300, blank=True)
    coordinator_phone = models.CharField(max_length=40, blank=True)
    min_publish_count = models.PositiveSmallIntegerField(default=5)
    short_notice_days = models.PositiveSmallIntegerField(default=7)
    pay_promise_days = models.PositiveSmallIntegerField(default=30)
    quiet_from = models.PositiveSmallIntegerField(default=20, help_text=_("Hour, local time."))
    quiet_until = models.PositiveSmallIntegerField(default=8, help_text=_("Hour, local time."))
    time_zone = models.CharField(max_length=40, default="Europe/London")
    is_library = models.BooleanField(default=False, help_text=_("Holds published examples, never live partners."))
    is_demo = models.BooleanField(default=False, help_text=_("Everything here is made up."))

    class Meta:
        constraints = [
            models.CheckConstraint(name="min_publish_count_protects", condition=Q(min_publish_count__gte=5)),
            models.CheckConstraint(name="quiet_hours_are_hours", condition=Q(quiet_from__lt=24, quiet_until__lt=24)),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: a way to sign in. The human being is `participants.Person`, who may have none."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    phone = models.CharField(_("mobile number"), max_length=20, null=True, blank=True, help_text="E.164")
    phone_verified = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text=_("May open the support pages (admin)."))
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_email", condition=Q(email__isnull=False)),
            models.UniqueConstraint("phone", name="one_account_a_phone", condition=Q(phone__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or str(self.email or self.pk)

    def has_usable_password(self) -> bool:
        """Nobody signs in with a password, so none is ever asked for again either."""
        return False

    def roles_at(self, institution_id: int) -> set[str]:
        """Roles held today at one institution; read from the database each request (R6), once a request object."""
        return {m.role for m in self.current_memberships() if m.institution_id == institution_id}

    def works_at(self, institution_id: int) -> bool:
        """Whether the person is staff of that institution today, in any working role."""
        return bool(self.roles_at(institution_id) & WORKING_ROLES)

    def current_memberships(self) -> list[Membership]:
        """Today's memberships with their institution, one query, remembered on this instance only."""
        if not hasattr(self, "_memberships"):
            self._memberships = _HELD_ON.things(user=self.pk, day=timezone.localdate())
        return self._memberships

    @property
    def is_working_staff(self) -> bool:
        return any(m.role in WORKING_ROLES for m in self.current_memberships())


class Role(models.TextChoices):
    PARTICIPANT = "participant", _("Partner")
    SUPPORTER = "supporter", _("Supporter")
    STUDENT = "student", _("Student")
    LECTURER = "lecturer", _("Lecturer")
    PRACTICE_EDUCATOR = "practice_educator", _("Practice educator")
    PANEL_CHAIR = "panel_chair", _("Panel chair")
    COORDINATOR = "coordinator", _("Involvement coordinator")
    FINANCE = "finance", _("Finance officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    PARTNER_ORG = "partner_org", _("Partner organisation contact")
    EXTERNAL_REVIEWER = "external_reviewer", _("External reviewer")


WORKING_ROLES = {
    Role.LECTURER,
    Role.PRACTICE_EDUCATOR,
    Role.PANEL_CHAIR,
    Role.COORDINATOR,
    Role.FINANCE,
    Role.ADMINISTRATOR,
}
"""Roles that make somebody staff of an institution."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | Given | None = None) -> MembershipQuerySet:
        today = on or timezone.localdate()
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today))


class Membership(models.Model):
    """One role of one account at one institution, from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "institution", "role"], name="role_held_once"),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.institution_id}"


_HELD_ON = Prepared(
    lambda: (
        Membership.objects.filter(user_id=Given("user", models.BigIntegerField()))
        .current(Given("day", models.DateField()))
        .select_related("institution")
        .order_by("pk")
    )
)
"""Every page asks for somebody's memberships."""
