"""Where a person's money goes: a number in the finance system, or a bank account, sealed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.crypto.fields import SealedTextField
from participants.models import Person

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


SAYS_WHEN = Q(last_three="", changed_at=None, held_until=None) | Q(
    last_three__regex=r"^[0-9]{3}$", changed_at__isnull=False, held_until__isnull=False
)
SOMEBODY_ELSE_CHECKS = Q(checked_by=None) | Q(changed_by=None) | ~Q(checked_by=models.F("changed_by"))


class PayeeQuerySet(models.QuerySet["Payee"]):
    def visible_to(self, user: User) -> PayeeQuerySet:
        """One's own, and those of institutions where one manages payees. Never a supporter's view (model section 8)."""
        managed = institution_ids(user, Permission.PAYEE_MANAGE)
        return self.filter(Q(person__user_id=user.pk) | Q(person__institution_id__in=managed))


class SealedAccount(models.Model):
    """A number in the finance system and a bank account, sealed; `last_three` figures are what pages show."""

    class Source(models.TextChoices):
        PERSON = "person", _("Typed by the person")
        PAPER = "paper", _("From a form on paper")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=60, blank=True, help_text="what the finance system calls the person")
    sort_code = SealedTextField()
    number = SealedTextField()
    account_name = SealedTextField()
    last_three = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=6, choices=Source, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_until = models.DateTimeField(null=True, blank=True, help_text="nothing is paid to a new account before")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="somebody asked the person by a contact we held")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def has_account(self) -> bool:
        return bool(self.last_three)


class Payee(SealedAccount):
    """One a person. Kept while the person is active; forgotten with the profile.

    What was paid keeps its own sealed copy.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="payee")

    objects = PayeeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_account_says_when_it_changed", condition=SAYS_WHEN),
            models.CheckConstraint(name="somebody_else_checks_an_account", condition=SOMEBODY_ELSE_CHECKS),
        ]

    def __str__(self) -> str:
        return f"payee of person {self.person_id}"
