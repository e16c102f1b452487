"""The outbox: every message to a person is a row here first, written in the transaction that causes it (R25)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import Institution
from involvement.shared.links.issue import LinkToCome
from involvement.shared.links.models import PrivateLink, Purpose

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """Messages of institutions whose outbox this person may see."""
        return self.filter(institution_id__in=institution_ids(user, Permission.OUTBOX_VIEW))

    def for_caller(self, user: User) -> MessageQuerySet:
        """Phone tasks of institutions where this person makes the calls."""
        return self.filter(
            channel=Message.Channel.PHONE, institution_id__in=institution_ids(user, Permission.PHONE_TASK_DO)
        )


class Message(models.Model):
    """One message to one person. `body` keeps `{link}` and `{look_again}`: addresses are put in at sending.

    So no row holds a token.

    `due` belongs to what the message is (with kind, thing and person); `next_try_at` is when the sender looks at it.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message")
        LETTER = "letter", _("Letter")
        PHONE = "phone", _("Phone call")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be delivered")
        HELD = "held", _("Needs your decision")
        CANCELLED = "cancelled", _("Not sent, no longer needed")
        DONE = "done", _("Done by a person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    about_topic = models.CharField(max_length=80, blank=True)
    person_id = models.BigIntegerField(help_text="participants.Person; 0 for an account that is no partner")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10, default="en-gb")
    format = models.CharField(max_length=12, default="plain")
    due = models.DateTimeField()
    not_before = models.DateTimeField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=10_000)
    link = models.ForeignKey(PrivateLink, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+")
    link_purpose = models.CharField(max_length=16, blank=True, help_text="of a link that is made at sending")
    link_person_id = models.BigIntegerField(null=True)
    link_expires_at = models.DateTimeField(null=True)
    calendar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, help_text="a sentence for staff")
    done_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "person_id", "due"], name="told_once"),
            models.CheckConstraint(name="sent_has_its_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)),
            models.CheckConstraint(
                name="link_to_come_has_its_end", condition=Q(link_purpose="") | Q(link_expires_at__isnull=False)
            ),
            models.CheckConstraint(
                name="sending_has_its_time", condition=~Q(state="sending") | Q(claimed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="notify_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="notify_sending"),
            models.Index(fields=["about_topic"], condition=Q(state="waiting"), name="notify_stoppable"),
            models.Index(fields=["institution", "-created_at"], name="notify_list"),
            models.Index(fields=["link"], condition=Q(link__isnull=False), name="notify_by_link"),
            models.Index(fields=["person_id", "sent_at"], condition=Q(sent_at__isnull=False), name="notify_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id} by {self.channel}"

    @property
    def message_id(self) -> str:
        """The Message-ID of its e-mail, the same at each try, so that mail programs show it once."""
        host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
        return f"<{self.pk.hex}@{host}>"

    def link_to_come(self) -> LinkToCome | None:
        """The link that is to be made when this goes out; None where there is one already or none is asked for."""
        if not self.link_purpose or self.link_id or self.link_expires_at is None:
            return None
        return LinkToCome(Purpose(self.link_purpose), self.link_person_id, self.link_expires_at)
