"""Somebody who was asked to support a partner, until they say yes or no. Nothing is shared before that (R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.models.person import Person, SupporterLink

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class SupporterRequestQuerySet(models.QuerySet["SupporterRequest"]):
    def visible_to(self, user: User) -> SupporterRequestQuerySet:
        """For the person alone: who supports somebody is theirs to tell."""
        return self.filter(person__user_id=user.pk)

    def open(self) -> SupporterRequestQuerySet:
        return self.filter(answer="")


class SupporterRequest(models.Model):
    """The person grants the parts and the end; a coordinator may only write down who it could be. Times are UTC."""

    class Answer(models.TextChoices):
        YES = "yes", _("Said yes")
        NO = "no", _("Said no")
        TAKEN_BACK = "taken_back", _("Taken back")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supporter_requests")
    name = models.CharField(_("name of the supporter"), max_length=200)
    email = models.EmailField(_("e-mail address of the supporter"))
    kind = models.CharField(max_length=20, choices=SupporterLink.Kind)
    scopes = models.JSONField(default=list)
    ends_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True, help_text=_("When the person themself said yes to it."))
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SupporterRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "email"], condition=Q(answer=""), name="one_open_request_a_supporter"
            ),
            models.CheckConstraint(
                name="supporter_answer_has_its_time",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="person_agreed_before_the_supporter",
                condition=~Q(answer="yes") | (Q(agreed_at__isnull=False) & Q(ends_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.person_id}"
