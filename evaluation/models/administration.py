"""One asking of one instrument after one session: who was asked, until when, and nothing of what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models.instrument import InstrumentVersion
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.links.models import PrivateLink
from participants.models import Person, SupporterLink

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User

ENOUGH_RESPONSES = 5
"""Fewer answers than this are shown to nobody, staff included (E2)."""


class AdministrationQuerySet(models.QuerySet["Administration"]):
    def visible_to(self, user: User) -> AdministrationQuerySet:
        """Of institutions whose reports one may see, and of sessions one leads."""
        return self.filter(
            Q(session__institution_id__in=institution_ids(user, Permission.REPORT_VIEW))
            | Q(session__lead_id=user.pk)
            | Q(session__co_lead_id=user.pk)
        )


class Administration(models.Model):
    """`eligible` is counted once, at opening; whoever joins later is asked in a new one (E5).

    `forms_used` holds, after closing, how many used which wording and had help; the answers then no longer do.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="administrations")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="administrations")
    wave = models.PositiveSmallIntegerField(default=1)
    audience = models.CharField(max_length=20, blank=True, help_text="a capacity; empty is everyone who came")
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="the last day on which answers are taken")
    eligible = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    forms_used = models.JSONField(default=dict)

    objects = AdministrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "version", "wave"], name="asked_once_a_wave"),
            models.CheckConstraint(
                name="feedback_closes_after_it_opens", condition=Q(closes_on__gte=models.F("opens_on"))
            ),
        ]
        indexes = [models.Index(fields=["closes_on"], condition=Q(state="open"), name="feedback_to_close")]

    def __str__(self) -> str:
        return f"Feedback {self.wave} on session {self.session_id}"


class FeedbackInvitationQuerySet(models.QuerySet["FeedbackInvitation"]):
    def visible_to(self, user: User) -> FeedbackInvitationQuerySet:
        """One's own, and those of people whom one may help to give feedback."""
        helped = SupporterLink.objects.current().filter(
            supporter__user_id=user.pk, scopes__contains=[SupporterLink.Scope.FILL_FEEDBACK]
        )
        return self.filter(Q(person__user_id=user.pk) | Q(person_id__in=helped.values("person_id")))

    def with_details(self) -> FeedbackInvitationQuerySet:
        return self.select_related("person", "administration__session__institution")


class FeedbackInvitation(models.Model):
    """One person asked. `answered_on` is a day, written apart from the answers; `link` is empty after closing (R40)."""

    administration = models.ForeignKey(Administration, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="feedback_invitations")
    link = models.OneToOneField(PrivateLink, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    objects = FeedbackInvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["administration", "person"], name="asked_for_feedback_once")]

    def __str__(self) -> str:
        return f"{self.person_id} asked in {self.administration_id}"


class ContactRequestQuerySet(models.QuerySet["ContactRequest"]):
    def visible_to(self, user: User) -> ContactRequestQuerySet:
        return self.filter(
            administration__session__institution_id__in=institution_ids(user, Permission.INVITATION_SEND)
        )


class ContactRequest(models.Model):
    """Somebody asked to be told what happens next. Stored without, and apart from, what they answered."""

    administration = models.ForeignKey(Administration, on_delete=models.CASCADE, related_name="contact_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField(null=True, blank=True)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["administration", "person"], name="asks_to_be_told_once")]

    def __str__(self) -> str:
        return f"{self.person_id} asks to be told about {self.administration_id}"
