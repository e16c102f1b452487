"""The ledger behind the claims: every change of state or amount, in pence, added and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from participants.models import Person
from payments.models import books
from payments.models.batch import PaymentBatch
from payments.models.claim import Claim, ClaimLine

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class LedgerPosting(models.Model):
    """One deed: when, who, and from which state to which. Its entries sum to nought for each claim and kind."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="postings")
    what = models.CharField(max_length=60, help_text="the deed, as in the record: claim.approved")
    before = models.CharField(max_length=9, choices=Claim.State, blank=True)
    after = models.CharField(max_length=9, choices=Claim.State)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["institution", "at"])]
        triggers = [books.postings_are_only_added]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, user: User) -> LedgerEntryQuerySet:
        return self.filter(posting__institution_id__in=institution_ids(user, Permission.BATCH_VIEW))


class LedgerEntry(models.Model):
    """A plus is money that came to the account, a minus money that left it. Nought: the state changed, nothing was due.

    The keys to claim and posting are proved with the sums, for all entries of a transaction at once.
    """

    class Account(models.TextChoices):
        EARNED = "earned", _("Earned by taking part")
        ADVANCED = "advanced", _("Paid before the day, not settled")
        LET_GO = "let_go", _("Paid before the day, not asked back")
        GIVEN_BACK = "given_back", _("Paid before the day, given back")
        WITH_PERSON = "with_person", _("With the person, to check")
        DUE_TO_PERSON = "due_to_person", _("Due to the person, to approve")
        APPROVED = "approved", _("Approved, ready to pay")
        IN_PAYMENT = "in_payment", _("In a payment run")
        PAID = "paid", _("Paid")
        RETURNED = "returned", _("Sent back by the bank")
        DECLINED = "declined", _("Declined by the person")

    posting = models.ForeignKey(LedgerPosting, on_delete=models.PROTECT, related_name="entries", db_constraint=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="entries", db_constraint=False)
    account = models.CharField(max_length=13, choices=Account)
    kind = models.CharField(max_length=7, choices=ClaimLine.Kind)
    code = models.CharField(max_length=30, help_text="the institution's ledger code of then")
    pence = models.BigIntegerField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(
                name="entry_is_on_a_known_account",
                condition=Q(account__in=sorted({*books.PLACES.values(), *books.SOURCES})),
            ),
        ]
        triggers = [books.entries_are_only_added, books.entry_made]

    def __str__(self) -> str:
        return f"{self.account} {self.kind} {self.pence} of claim {self.claim_id}"


class LedgerCode(models.Model):
    """Under which code finance keeps fees, and under which costs (M4). Old entries keep the code of their time."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="ledger_codes")
    kind = models.CharField(max_length=7, choices=ClaimLine.Kind)
    code = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind"], name="one_ledger_code_a_kind"),
            models.CheckConstraint(name="ledger_code_is_not_empty", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.code


class ProofDue(models.Model):
    """Claims to prove before this transaction ends. No other transaction ever sees a row of it."""

    claims = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name_plural = "proofs due"
        triggers = [books.books_are_proved]

    def __str__(self) -> str:
        return f"{len(self.claims)} claims"
