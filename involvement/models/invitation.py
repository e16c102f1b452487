"""One person asked to take up one offer, and what they answered."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from involvement.models.offer import Offer
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from participants.models import Person, SupporterLink

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User

Scope = SupporterLink.Scope


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> InvitationQuerySet:
        """One's own, those of people one supports with dates or answers, and of institutions where one invites."""
        return self.filter(
            Q(person_id__in=Person.objects.ids_with_supported(user, Scope.SEE_DATES, Scope.ANSWER_INVITATIONS))
            | Q(offer__session__institution_id__in=institution_ids(user, Permission.INVITATION_SEND))
        )

    def with_details(self) -> InvitationQuerySet:
        return self.select_related("person", "offer__session__institution", "offer__session__lead")

    def coming(self) -> InvitationQuerySet:
        """People who said yes and have not taken it back."""
        return self.filter(status__in=[Invitation.Status.ACCEPTED, Invitation.Status.CONFIRMED])

    def number_for(self, parent: str) -> Coalesce:
        """How many of these belong to the row that is asked about, by the way there: `offer__session`.

        Only the rows that are shown are counted for, which a join with `Count` does not do.
        """
        of_parent = self.filter(**{parent: OuterRef("pk")}).order_by().values(parent)
        return Coalesce(Subquery(of_parent.annotate(n=Count("pk")).values("n")), 0)


class Invitation(models.Model):
    """Saying no needs no reason and never counts against anyone (I5). Silence is not yes (I4)."""

    class Status(models.TextChoices):
        SENT = "sent", _("Asked")
        ACCEPTED = "accepted", _("Said yes")
        INTERESTED = "interested_ask_me", _("Interested, ask me")
        DECLINED = "declined", _("Said no")
        LAPSED = "lapsed", _("No answer")
        CONFIRMED = "confirmed", _("Place confirmed")
        WAITING_LIST = "waiting_list", _("On the waiting list")
        WITHDRAWN = "withdrawn", _("Cannot come after all")
        DONE = "done", _("Took part")

    class PaymentChoice(models.TextChoices):
        FEE = "fee", _("The fee")
        SMALLER_FEE = "smaller_fee", _("The smaller fee")
        EXPENSES_ONLY = "expenses_only", _("Only my costs")
        NOTHING = "nothing", _("Nothing")

    class StillOn(models.TextChoices):
        YES = "yes", _("Yes, I am coming")
        NO = "no", _("I cannot come")
        CALL_ME = "call_me", _("Please call me")

    # no index of their own: the two below begin with them
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, db_index=False, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="invitations")
    status = models.CharField(max_length=18, choices=Status, default=Status.SENT)
    payment_choice = models.CharField(max_length=14, choices=PaymentChoice, blank=True)
    needs_that_day = models.TextField(_("what I need that day"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=60, blank=True, help_text="user:3, link:7 or system; who answered (I7)")
    still_on = models.CharField(max_length=8, choices=StillOn, blank=True)
    still_on_at = models.DateTimeField(null=True, blank=True)
    still_on_asked_for = models.DateTimeField(
        null=True, blank=True, help_text="the start we asked about; a new date is asked about again"
    )
    reminders_sent = models.PositiveSmallIntegerField(default=0)
    calendar_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    calendar_sequence = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["offer", "person"], name="asked_once_per_offer"),
            models.CheckConstraint(
                name="answer_has_its_time",
                condition=Q(status__in=["sent", "lapsed"], answered_at=None)
                | (~Q(status__in=["sent", "lapsed"]) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="yes_has_a_payment_choice",
                condition=~Q(status__in=["accepted", "confirmed", "done"]) | ~Q(payment_choice=""),
            ),
            models.CheckConstraint(name="reminded_twice_at_most", condition=Q(reminders_sent__lte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asked for offer {self.offer_id}"
