"""Marking messages while they go out: what became of the last one and which comes next, in one statement.

That is one commit a message. The sender is at its speed because of it: through the ORM it would be four trips to the
database, and a lot marked beforehand would leave more than one message in doubt when a worker is killed.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from involvement.shared.notify.models import Message

State = Message.State


class Result(NamedTuple):
    """What became of a message that was being sent. `wiped`: its words are a secret and are not kept. Times are UTC."""

    pk: uuid.UUID
    state: str
    error: str = ""
    sent_at: datetime | None = None
    next_try_at: datetime | None = None
    wiped: bool = False


def mark(last: Result | None, following: Message | None, *, now: datetime) -> bool:
    """Write the last result and mark the following message as being sent. True when that one is still ours to send.

    It is not when somebody cancelled it, or when its lease ended and another worker took it. A result counts only for
    a message that is still marked as being sent.
    """
    last = last or _NOTHING
    key, lease = (following.pk, following.next_try_at) if following else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            [
                *(last.state, last.error, last.sent_at, last.next_try_at, last.wiped, last.pk, State.SENDING),
                *(State.SENDING, now, key, State.WAITING, lease),
            ],
        )
        return bool(cursor.rowcount == 1)


_NOTHING = Result(uuid.UUID(int=0), State.SENT)
_TABLE = Message._meta.db_table
_STATEMENT = f"""
    WITH last AS (
        UPDATE {_TABLE} SET state = %s, error = %s, sent_at = %s, next_try_at = coalesce(%s::timestamptz, next_try_at),
            body = CASE WHEN %s THEN '' ELSE body END
        WHERE id = %s AND state = %s
    )
    UPDATE {_TABLE} SET state = %s, claimed_at = %s, attempts = attempts + 1
    WHERE id = %s::uuid AND state = %s AND next_try_at = %s::timestamptz
"""  # noqa: S608
