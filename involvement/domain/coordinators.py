"""Telling the people who coordinate: they have accounts, and may be no partners themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from involvement.models import Invitation
from involvement.shared.accounts.models import Role, User
from involvement.shared.audit.record import reference
from involvement.shared.notify.outbox import Draft, Recipient, queue_messages


def coordinators_of(institution_id: int, *, now: datetime) -> list[Recipient]:
    """Coordinators of an institution today. The minus sign keeps accounts apart from people in the outbox."""
    holding = models.Q(memberships__institution_id=institution_id, memberships__role=Role.COORDINATOR)
    today = now.date()
    from_then = models.Q(memberships__starts_on=None) | models.Q(memberships__starts_on__lte=today)
    till_then = models.Q(memberships__ends_on=None) | models.Q(memberships__ends_on__gte=today)
    users = User.objects.filter(holding, from_then, till_then, is_active=True, email__isnull=False).distinct()
    return [Recipient(person_id=-user.pk, name=user.name, channel="email", address=str(user.email)) for user in users]


def tell_coordinators(invitation: Invitation, *, kind: str, subject: str, body: str, now: datetime) -> int:
    """One message to each coordinator of the session's institution, about one invitation."""
    session = invitation.offer.session
    drafts = [
        Draft(
            kind=kind,
            about=reference(invitation),
            about_topic=reference(session),
            recipient=coordinator,
            institution_id=session.institution_id,
            due=now,
            subject=subject,
            body=body,
        )
        for coordinator in coordinators_of(session.institution_id, now=now)
    ]
    return queue_messages(drafts) if drafts else 0
