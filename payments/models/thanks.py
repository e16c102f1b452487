"""Thanks that are not money: a voucher, a certificate, a gift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from participants.models import Person, SupporterLink
from payments.models.fund import FundCharge

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User

GRAPH = ["offered>accepted", "offered>declined", "accepted>declined", "declined>accepted", "accepted>given"]
FROZEN = ["person_id", "institution_id", "kind", "pence", "cash_like", "words", "session_id"]
_MOVES = ", ".join(f"'{move}'" for move in GRAPH)


def _row(which: str) -> str:
    return ", ".join(f"{which}.{column}" for column in FROZEN)


class ThanksQuerySet(models.QuerySet["Thanks"]):
    def visible_to(self, user: User) -> ThanksQuerySet:
        at_work = Q(institution_id__in=institution_ids(user, Permission.THANKS_GIVE))
        return self.filter(at_work | Q(pk__in=self.of_people_of(user).values("pk")))

    def of_people_of(self, user: User) -> ThanksQuerySet:
        """One's own, and those of people who let one see their payments."""
        own = Person.objects.ids_with_supported(user, SupporterLink.Scope.SEE_PAYMENTS)
        return self.filter(person_id__in=own)


class Thanks(models.Model):
    """What has a value is offered first, and given only after the person said yes. Never part of a payment."""

    class Kind(models.TextChoices):
        VOUCHER = "voucher", _("Voucher or gift card")
        GIFT = "gift", _("Gift")
        CERTIFICATE = "certificate", _("Certificate")

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("The person said yes")
        DECLINED = "declined", _("The person said no")
        GIVEN = "given", _("Given")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="thanks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="thanks")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="thanks")
    kind = models.CharField(max_length=11, choices=Kind)
    pence = models.PositiveIntegerField(null=True, blank=True, help_text="its value, where it has one")
    cash_like = models.BooleanField(default=False, help_text="can be used like cash; treated as pay")
    words = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True, help_text="who said it, or who noted it for the person")
    given_on = models.DateField(null=True, blank=True)
    charge = models.OneToOneField(FundCharge, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "thanks"
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_voucher_says_its_value", condition=~Q(kind="voucher") | Q(pence__isnull=False, pence__gte=1)
            ),
            models.CheckConstraint(
                name="a_certificate_is_not_worth_money",
                condition=~Q(kind="certificate") | Q(pence=None, cash_like=False),
            ),
            models.CheckConstraint(
                name="given_only_after_a_yes",
                condition=Q(state="given", given_on__isnull=False)
                & (Q(kind="certificate") | Q(answered_at__isnull=False))
                | (~Q(state="given") & Q(given_on=None)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="thanks_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="thanks_go_along_the_graph",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""IF TG_OP = 'INSERT' THEN
                    IF NEW.state = 'offered' OR (NEW.kind = 'certificate' AND NEW.state = 'given') THEN
                    RETURN NEW; END IF;
                    RAISE EXCEPTION 'thanks_start_as_offered' USING ERRCODE = 'check_violation'; END IF;
                    IF ({_row("OLD")}) IS DISTINCT FROM ({_row("NEW")}) OR (OLD.state <> NEW.state
                        AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})) THEN
                    RAISE EXCEPTION 'thanks_go_along_the_graph' USING ERRCODE = 'check_violation'; END IF;
                    RETURN NEW;""",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
