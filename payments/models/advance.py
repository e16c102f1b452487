"""A cost paid before the day: asked for, agreed, paid like any claim, and settled by what was really spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Invitation, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from involvement.shared.uploads.models import StoredFile
from participants.models import Person, SupporterLink
from payments.models import advance_promises, books
from payments.models.claim import Claim, ClaimLine

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class AdvanceQuerySet(models.QuerySet["Advance"]):
    def visible_to(self, user: User) -> AdvanceQuerySet:
        at_work = Q(institution_id__in=institution_ids(user, Permission.CLAIM_VIEW))
        return self.filter(at_work | Q(pk__in=self.of_people_of(user).values("pk")))

    def of_people_of(self, user: User) -> AdvanceQuerySet:
        """One's own, and those of people who let one see their payments."""
        supported = SupporterLink.objects.people_of(user, SupporterLink.Scope.SEE_PAYMENTS)
        return self.filter(Q(person__user_id=user.pk) | Q(person_id__in=supported))

    def with_standing(self) -> AdvanceQuerySet:
        """Adds `paid`, and `taken`: pence that later claims took of what was left."""
        living = Q(taken_from__claim__replaced_by=None)
        return self.annotate(
            paid=Exists(Claim.objects.filter(advance=OuterRef("pk"), state=Claim.State.PAID)),
            taken=Coalesce(Sum("taken_from__taken_pence", filter=living), 0),
        )

    def with_details(self) -> AdvanceQuerySet:
        return self.select_related("person", "session", "institution", "answered_by", "decided_by")


@pghistory.track()
class Advance(models.Model):
    """What is agreed becomes a claim of its own, of one line. What is left of it is money the person still has.

    `spent_pence` is what the person says it really cost; what is left is taken from costs of the same session, let go,
    or given back, each in pence. Kept as long as its claim.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        AGREED = "agreed", _("We said yes")
        REFUSED = "refused", _("We said no")
        TAKEN_BACK = "taken_back", _("Not needed any more")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="advances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="advances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="advances")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="advances")
    kind = models.CharField(max_length=20, choices=ClaimLine.ExpenseKind)
    words = models.CharField(max_length=200)
    pence = models.PositiveIntegerField()
    needed_by = models.DateField(help_text="the day by which the person needs the money")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_label = models.CharField(max_length=200, help_text="who asked: the person, a supporter, or staff by phone")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=500, blank=True, help_text="why not, for the person")
    spent_pence = models.PositiveIntegerField(null=True, blank=True)
    spent_at = models.DateTimeField(null=True, blank=True)
    receipt = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fee_yes_at = models.DateTimeField(null=True, blank=True, help_text="the person said yes to taking it from the fee")
    let_go_pence = models.PositiveIntegerField(default=0, help_text="decided not to ask back")
    given_back_pence = models.PositiveIntegerField(default=0)
    decision = models.CharField(max_length=500, blank=True, help_text="why so much is asked back, for the person")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AdvanceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="advance_is_something", condition=Q(pence__gte=1)),
            models.CheckConstraint(
                name="answered_advance_says_by_whom",
                condition=Q(state="asked", answered_at=None, answered_by=None)
                | Q(state__in=["agreed", "refused"], answered_at__isnull=False, answered_by__isnull=False)
                | Q(state="taken_back"),
            ),
            models.CheckConstraint(name="a_no_says_why", condition=~Q(state="refused") | ~Q(answer="")),
            models.CheckConstraint(
                name="only_an_agreed_advance_is_settled",
                condition=Q(spent_pence=None, spent_at=None, let_go_pence=0, given_back_pence=0)
                | Q(state="agreed", spent_pence__isnull=False, spent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="no_more_goes_back_than_is_left",
                condition=Q(spent_pence=None)
                | Q(let_go_pence__lte=Greatest(F("pence") - F("spent_pence"), 0) - F("given_back_pence")),
            ),
            models.CheckConstraint(
                name="a_decision_has_a_person_and_a_reason",
                condition=Q(let_go_pence=0, decided_at=None, decided_by=None, decision="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
            ),
        ]
        triggers = [
            advance_promises.advance_goes_along_the_graph,
            advance_promises.advance_covers_what_is_taken,
            advance_promises.advance_stays,
            books.advance_changed,
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pence} before session {self.session_id}"

    @property
    def left_pence(self) -> int:
        """What was not spent, let go or given back; what later claims took is not counted here."""
        if self.spent_pence is None:
            return 0
        return max(self.pence - self.spent_pence, 0) - self.let_go_pence - self.given_back_pence

    @property
    def more_pence(self) -> int:
        """What the person spent above it, and may claim."""
        return max((self.spent_pence or 0) - self.pence, 0)
