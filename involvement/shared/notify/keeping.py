"""Messages that are over and done with go after 12 months."""

from __future__ import annotations

from datetime import date, timedelta

from involvement.shared.audit.keeping import kept_until
from involvement.shared.notify.models import Message

KEPT = timedelta(days=366)
OVER = [Message.State.SENT, Message.State.FAILED, Message.State.CANCELLED, Message.State.DONE]


@kept_until("notify.Message")
def forget_messages(today: date) -> int:
    return Message.objects.filter(state__in=OVER, created_at__date__lt=today - KEPT).delete()[0]
