"""What the sender must know of our kinds of messages."""

from datetime import timedelta

from involvement.shared.notify.kinds import Kind, register

register(
    Kind("invitation", active_only=True),
    Kind("session_cancelled_today", urgent=True),
    Kind("reply_reminder", active_only=True, useless_after=timedelta(days=7)),
    Kind("still_on", active_only=True, useless_after=timedelta(hours=30)),
    Kind("cannot_come", urgent=True),
    Kind("please_call", urgent=True),
)
