"""Private links: one purpose, one person, one thing, with an end. The token itself is stored nowhere.

The token is an HMAC of the row's random nonce under the site's secret key, so a message can be written with a
placeholder and the address be put in at the moment of sending, while the database alone yields no working link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Purpose(models.TextChoices):
    OFFER = "offer", "read and answer one offer"
    STILL_ON = "still_on", "say whether tomorrow is still all right"
    CLAIM = "claim", "check and confirm one claim"
    FEEDBACK = "feedback", "give feedback on one session"
    AVAILABILITY = "availability", "say when you can take part"
    BENEFITS = "benefits", "look again at what a fee could change"
    SUPPORT = "support", "say whether you will support somebody"


def new_nonce() -> bytes:
    return os.urandom(16)


class PrivateLink(models.Model):
    """`about` is the audit reference of the one thing (`invitation:12`); times are UTC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=16, choices=Purpose)
    about = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True, help_text="participants.Person; empty for anonymous answers")
    nonce = models.BinaryField(default=new_nonce)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # named here and not at the fields, which would bring a second index each for searching by beginnings
        constraints = [models.UniqueConstraint(fields=["digest"], name="one_link_a_token")]
        indexes = [
            models.Index(fields=["person_id"], condition=Q(revoked_at=None), name="links_alive_by_person"),
            models.Index(fields=["about"], name="links_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.about}"

    def token(self) -> str:
        """27 URL-safe letters (160 bits), the same each time it is asked for."""
        return token_of(self.purpose, self.pk, bytes(self.nonce))


def token_of(purpose: str, pk: uuid.UUID, nonce: bytes) -> str:
    raw = hmac.digest(settings.SECRET_KEY.encode(), f"link:{purpose}:{pk}:".encode() + nonce, "sha256")[:20]
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
