"""That somebody had the information about benefits, and what they wish; never what they told or what came out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from participants.models import Person
from payments.models import benefit_promises

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class BenefitCheckQuerySet(models.QuerySet["BenefitCheck"]):
    def visible_to(self, user: User) -> BenefitCheckQuerySet:
        """One's own, and those of institutions whose claims one handles. Staff pages show the date alone."""
        staff = institution_ids(user, Permission.CLAIM_VIEW)
        return self.filter(Q(person__user_id=user.pk) | Q(person__institution_id__in=staff))


@pghistory.track()
class BenefitCheck(models.Model):
    """One to a person; no row means `not_asked`. `expires_on`: the first day on which it is out of date."""

    class Stage(models.TextChoices):
        INFORMATION_GIVEN = "information_given", _("Information given")
        ADVICE_WANTED = "advice_wanted", _("Wants advice first")
        WENT_WITHOUT = "went_without_by_choice", _("Does not want advice")
        ADVISED = "advised", _("Had advice")

    class Decision(models.TextChoices):
        TAKE = "take", _("Take the fee, and my costs")
        LESS = "less", _("Take less than the fee")
        NO_FEE = "no_fee", _("Only my costs, and no fee")
        NOTHING = "none", _("No money at all")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="benefit_check")
    stage = models.CharField(max_length=22, choices=Stage, default=Stage.INFORMATION_GIVEN)
    information_given_on = models.DateField()
    rules_version = models.CharField(max_length=40)
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    hold_since = models.DateField(null=True, blank=True, help_text="do not pay me for now; never holds costs")
    expires_on = models.DateField()

    objects = BenefitCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefit_check_ends_after_it_began", condition=Q(expires_on__gte=F("information_given_on"))
            ),
            models.CheckConstraint(name="benefit_check_names_its_rules", condition=~Q(rules_version="")),
        ]
        triggers = [benefit_promises.check_moves_along_the_graph, benefit_promises.renewed_after_its_end]

    def __str__(self) -> str:
        return f"Benefit check {self.pk}"

    def is_current(self, on: date) -> bool:
        """Advised, or went without by choice, and not out of date."""
        return self.stage in (self.Stage.ADVISED, self.Stage.WENT_WITHOUT) and on < self.expires_on

    def has_expired(self, on: date) -> bool:
        return on >= self.expires_on
