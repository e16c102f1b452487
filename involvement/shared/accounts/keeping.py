"""Sessions that have ended go the night after."""

from __future__ import annotations

from datetime import date

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from involvement.shared.audit.keeping import kept_until


@kept_until("sessions.Session")
def forget_sessions(today: date) -> int:
    return Session.objects.filter(expire_date__date__lt=today).delete()[0]


@kept_until("usersessions.UserSession")
def forget_devices(today: date) -> int:
    living = Session.objects.values("session_key")
    over = UserSession.objects.filter(last_seen_at__date__lt=today).exclude(session_key__in=living)
    return int(over.delete()[0])
