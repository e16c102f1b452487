"""What a partner is owed for one deed: the agreed fee, their costs, and every stage with its date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from involvement.models import Attendance, Invitation, Offer, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from involvement.shared.uploads.models import StoredFile
from participants.models import Person, SupporterLink
from payments.models import advance_promises, benefit_promises, books, fund_promises, part_promises, promises

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


def _due(**which: str) -> Coalesce:
    what = F("lines__pence") - F("lines__declined_pence") - F("lines__taken_pence")
    return Coalesce(Sum(what, filter=Q(**{f"lines__{k}": v for k, v in which.items()}) if which else None), 0)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> ClaimQuerySet:
        """One's own, those of people who let one see their payments, and those of institutions one looks after."""
        own = Person.objects.ids_with_supported(user, SupporterLink.Scope.SEE_PAYMENTS)
        return self.filter(Q(person_id__in=own) | Q(institution_id__in=institution_ids(user, Permission.CLAIM_VIEW)))

    def of_people_of(self, user: User) -> ClaimQuerySet:
        """One's own and those of people one supports: what stands under "My money", whatever else one works as."""
        own = Person.objects.ids_with_supported(user, SupporterLink.Scope.SEE_PAYMENTS)
        return self.filter(person_id__in=own)

    def with_details(self) -> ClaimQuerySet:
        return self.select_related("person", "session", "institution", "offer", "approved_by", "batch_line__batch")

    def with_totals(self) -> ClaimQuerySet:
        """Adds `fee_due`, `costs_due` and `total_due`, in pence, without what the person declined."""
        return self.annotate(fee_due=_due(kind="fee"), costs_due=_due(kind="expense"), total_due=_due())

    def with_lines(self) -> ClaimQuerySet:
        """Adds `loaded`, the lines as a list: many claims cost one statement, and no query of their own each time."""
        lines = ClaimLine.objects.all()
        return self.prefetch_related(Prefetch("lines", lines, "loaded"))  # type: ignore[no-redef]  # said below, too

    def other_part_of(self, claim: Claim) -> ClaimQuerySet:
        """The living claim with the other part of the same deed; none for a whole one."""
        if claim.attendance_id is None:
            return self.none()
        others = {Claim.Part.FEE: Claim.Part.COSTS, Claim.Part.COSTS: Claim.Part.FEE}
        same = self.filter(attendance_id=claim.attendance_id, part=others.get(Claim.Part(claim.part), ""))
        return same.exclude(state=Claim.State.RETURNED)

    def ready_to_pay(self) -> ClaimQuerySet:
        return self.filter(state=Claim.State.APPROVED)


@pghistory.track(level=pghistory.Statement)
class Claim(models.Model):
    """Made from attendance; the terms are copied from the offer the person said yes to and never change (M5).

    One claim holds a deed's fee and costs, unless the fee waited: then its costs went ahead on a claim of their own.
    Kept for the financial year and six more; erasing a person leaves amounts and dates, without the name (A9).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for you to check")
        QUERIED = "queried", _("We have a question")
        CONFIRMED = "confirmed", _("You said yes")
        APPROVED = "approved", _("Approved")
        BATCHED = "batched", _("In a payment run")
        PAID = "paid", _("Paid")
        RETURNED = "returned", _("The bank sent it back")
        DECLINED = "declined", _("You said no to this money")
        WITHDRAWN = "withdrawn", _("Taken back, the attendance was corrected")

    class Part(models.TextChoices):
        WHOLE = "whole", _("Fee and costs")
        FEE = "fee", _("The fee alone")
        COSTS = "costs", _("The costs alone")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="claims", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="claims")
    attendance = models.ForeignKey(
        Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="claims", help_text="none: in advance"
    )
    advance = models.ForeignKey(
        "payments.Advance", on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="claims")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="claims")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    part = models.CharField(max_length=5, choices=Part, default=Part.WHOLE)
    parted_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="costs that went ahead: the claim with the fee that they were on",
    )
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    fee_pence = models.PositiveIntegerField(help_text="the agreed fee; nought when only costs are paid back")
    payment_choice = models.CharField(max_length=14, choices=Invitation.PaymentChoice)
    why = models.CharField(max_length=300, help_text="why we propose this, for the person")
    pay_by = models.DateField(help_text="the day we promised")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    confirmed_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who held the link",
        db_index=False,
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    details_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="who asked the person where a payment that came back should go",
    )
    state_reason = models.CharField(max_length=500, blank=True, help_text="why queried or returned")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimQuerySet.as_manager()
    loaded: list[ClaimLine]

    class Meta:
        indexes = [
            models.Index(fields=["institution", "state", "pay_by"]),
            models.Index(fields=["person", "created_at"]),
        ]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=of, condition=~Q(state="returned") & ~Q(part=other) & Q(advance=None), name=name
                )
                for of, other, name in part_promises.ONCE
            ),
            models.CheckConstraint(
                name="costs_come_from_the_claim_of_their_fee",
                condition=Q(part="whole", parted_from=None)
                | Q(part="fee", parted_from=None, fee_pence__gt=0)
                | Q(part="costs", parted_from__isnull=False, fee_pence=0),
            ),
            models.UniqueConstraint(
                fields=["advance"], condition=~Q(state="returned"), name="one_living_claim_an_advance"
            ),
            models.CheckConstraint(
                name="a_claim_is_for_a_deed_or_in_advance",
                condition=Q(attendance__isnull=False, advance=None)
                | Q(attendance=None, advance__isnull=False, fee_pence=0, part="whole"),
            ),
            models.CheckConstraint(
                name="confirmed_claim_says_when",
                condition=~Q(state__in=["confirmed", "approved", "batched", "paid", "returned"])
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_claim_says_by_whom",
                condition=Q(
                    state__in=["approved", "batched", "paid", "returned"],
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                )
                | Q(
                    state__in=["proposed", "queried", "confirmed", "declined", "withdrawn"],
                    approved_at=None,
                    approved_by=None,
                ),
            ),
            models.CheckConstraint(
                name="going_back_has_a_reason",
                condition=~Q(state__in=["queried", "returned"]) | ~Q(state_reason=""),
            ),
        ]
        triggers = [
            promises.claim_terms_are_frozen,
            promises.claim_moves_along_the_graph,
            promises.claim_starts_as_proposed,
            promises.claim_is_never_deleted,
            promises.approver_is_somebody_else,
            promises.paying_again_says_who_checked,
            part_promises.claim_is_parted_once,
            part_promises.costs_have_the_terms_of_their_fee,
            promises.receipts_are_kept_as_approved,
            books.claim_made,
            books.claim_moved,
            benefit_promises.no_fee_without_information,
            fund_promises.claims_count_in_their_fund,
        ]

    def __str__(self) -> str:
        return f"Claim {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the person may change it."""
        return self.state in promises.OPEN_STATES


@pghistory.track(level=pghistory.Statement)
class ClaimLine(models.Model):
    """Fee and costs are different lines (M4). What the person declined stays beside what was due (M3)."""

    class Kind(models.TextChoices):
        FEE = "fee", _("Fee")
        EXPENSE = "expense", _("Cost")

    class ExpenseKind(models.TextChoices):
        TRAVEL_PUBLIC = "travel_public", _("Bus, train or tram")
        TAXI = "taxi", _("Taxi")
        MILEAGE = "mileage", _("My own car, motorbike or bicycle")
        PARKING = "parking", _("Parking")
        PERSONAL_ASSISTANT = "personal_assistant", _("Personal assistant")
        REPLACEMENT_CARE = "replacement_care", _("Care for somebody while I was away")
        CHILDCARE = "childcare", _("Childcare")
        FOOD = "food", _("Food and drink")
        PHONE_DATA = "phone_data", _("Phone or data")
        MATERIALS = "materials", _("Things I needed for it")
        OVERNIGHT = "overnight", _("A night away")
        INTERPRETER = "interpreter", _("Interpreter")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=7, choices=Kind)
    expense_kind = models.CharField(max_length=20, choices=ExpenseKind, blank=True)
    words = models.CharField(max_length=200, blank=True)
    pence = models.PositiveIntegerField()
    declined_pence = models.PositiveIntegerField(default=0)
    taken_pence = models.PositiveIntegerField(default=0, help_text="the person has it already, from an advance")
    taken_for = models.ForeignKey(
        "payments.Advance", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_from"
    )
    besides_advance = models.BooleanField(
        default=False, help_text="the person says that it is another cost than the one paid before"
    )
    receipt = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(kind="fee"), name="one_fee_a_claim"),
            models.CheckConstraint(name="declined_at_most_what_is_due", condition=Q(declined_pence__lte=F("pence"))),
            models.CheckConstraint(
                name="taken_at_most_what_is_due",
                condition=Q(taken_pence=0, taken_for=None)
                | Q(taken_pence__gte=1, taken_pence__lte=F("pence") - F("declined_pence"), taken_for__isnull=False),
            ),
            models.CheckConstraint(
                name="a_cost_says_what_it_was",
                condition=Q(kind="fee", expense_kind="") | (Q(kind="expense") & ~Q(expense_kind="")),
            ),
        ]
        triggers = [
            promises.lines_change_while_open,
            advance_promises.claim_of_an_advance_is_its_line,
            advance_promises.taken_is_what_is_left,
            books.line_made,
            books.line_changed,
            books.line_gone,
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pence} of claim {self.claim_id}"

    @property
    def due_pence(self) -> int:
        return self.pence - self.declined_pence - self.taken_pence


class ClaimStep(models.Model):
    """One stage of one claim: when, who, and a sentence for the person. Only ever added to."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=Claim.State)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor_label = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=700)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [promises.steps_are_only_added]

    def __str__(self) -> str:
        return self.sentence
