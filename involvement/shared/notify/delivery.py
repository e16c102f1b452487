"""Sending what is due: claim a lot, send one by one, mark each.

Between two sendings there is one commit: the last message gets its result and the next one becomes "being sent".
So a worker killed at any moment leaves at most one message in doubt, and that one waits for a person's decision.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.notify.claim import claim_lot
from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.mail import Postbox
from involvement.shared.notify.marks import Result, mark
from involvement.shared.notify.models import Message
from involvement.shared.notify.outcomes import Away, Doubtful, Later, Never
from involvement.shared.notify.phone import ask_to_phone
from involvement.shared.notify.providers import TextProvider, text_provider
from involvement.shared.notify.wording import plain_words

LOT = 50
GAPS = [timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240, 360, 600)]
"""After a refusal for now; together a day, then it counts as failed."""
SHORTEST_AWAY, LONGEST_AWAY = timedelta(minutes=1), timedelta(minutes=15)
"""While a service is away. That is not the message's fault, so it is no try, and the message goes on waiting."""
State = Message.State
log = structlog.get_logger(__name__)


def deliver_due(*, now: datetime, limit: int = 100) -> int:
    """Look at up to `limit` due messages and send those that may go. Returns how many went out."""
    sent = 0
    while limit > 0:
        lot = claim_lot(now=now, size=min(LOT, limit))
        if not lot.examined:
            break
        sent += _Round(now).send(lot.ready)
        limit -= lot.examined
    return sent


def deliver_now(message_pks: Iterable[uuid.UUID]) -> int:
    """Send these at once, for somebody who is waiting in front of the screen."""
    now = timezone.now()
    return _Round(now).send(claim_lot(now=now, size=LOT, only=message_pks).ready)


def hold_doubtful(*, now: datetime) -> int:
    """What is still "being sent" though its worker must be gone is held for a person. Returns how many."""
    return Message.objects.filter(
        state=State.SENDING, claimed_at__lte=now - timedelta(seconds=settings.NOTIFY_HELD_AFTER)
    ).update(state=State.HELD, error=_("The sender stopped while it was sending this. It may have arrived."))


class _Round:
    """One lot: its connections, its clock, and the result of the last sending that is not written yet."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.started = monotonic()
        self.last: Result | None = None
        self.sent = 0
        self.texts: TextProvider | None = None

    def moment(self) -> datetime:
        return self.now + timedelta(seconds=monotonic() - self.started)

    def send(self, lot: list[Message]) -> int:
        with ExitStack() as stack:
            postbox = stack.enter_context(Postbox())
            for place, message in enumerate(lot):
                last, self.last = self.last, None
                for coming in lot[place + 1 : place + 2]:
                    if coming.channel == Message.Channel.EMAIL:
                        postbox.write_ahead(coming)
                if not mark(last, message, now=self.moment()):
                    continue
                try:
                    self._hand_over(message, postbox)
                except Away as problem:
                    self._put_off(message, problem.sentence, lot[place + 1 :])
                    break
            if self.last:
                mark(self.last, None, now=self.moment())
        return self.sent

    def _hand_over(self, message: Message, postbox: Postbox) -> None:
        """Send, and remember what to write. Lets Away through: then no other message can go either."""
        try:
            if message.channel == Message.Channel.TEXT:
                self._send_text(message)
            else:
                postbox.send(message)
        except Later as problem:
            self._try_again(message, problem.sentence)
        except Never as problem:
            self._fail(message, problem.sentence)
        except Doubtful as problem:
            self.last = Result(message.pk, State.HELD, problem.sentence)
        except Away:
            raise
        except Exception as problem:  # one broken message must not stop its neighbours (R26)
            log.exception("message_broke", message=str(message.pk))
            sentence = _("Something broke while sending (%(what)s). It may have arrived.")
            self.last = Result(message.pk, State.HELD, sentence % {"what": type(problem).__name__})
        else:
            self.sent += 1
            secret = kind_of(message.kind).secret and not settings.DEMO
            self.last = Result(message.pk, State.SENT, sent_at=self.moment(), wiped=secret)

    def _send_text(self, message: Message) -> None:
        self.texts = self.texts or text_provider()
        if self.texts is None:
            raise Away(_("No text service is set up."))
        self.texts.send(number=message.address, words=plain_words(message), reference=str(message.pk))

    def _change(self, message: Message, change: dict[str, Any]) -> None:
        Message.objects.filter(pk=message.pk, state=State.SENDING).update(**change)

    def _try_again(self, message: Message, sentence: str) -> None:
        if message.attempts >= len(GAPS):
            self._fail(message, _("It was tried for a day. %(last)s") % {"last": sentence})
            return
        next_try = self.moment() + GAPS[message.attempts]
        self.last = Result(message.pk, State.WAITING, sentence, next_try_at=next_try)

    @transaction.atomic
    def _fail(self, message: Message, sentence: str) -> None:
        self._change(message, {"state": State.FAILED, "error": sentence})
        ask_to_phone(message, now=self.moment())

    def _put_off(self, message: Message, sentence: str, rest: list[Message]) -> None:
        """The service is away: this one and the rest of the lot wait, a quarter of an hour at most."""
        gap = min(max((self.moment() - message.not_before) / 4, SHORTEST_AWAY), LONGEST_AWAY)
        again = {"state": State.WAITING, "next_try_at": self.moment() + gap, "error": sentence}
        self._change(message, {**again, "attempts": F("attempts") - 1})
        leased = {"state": State.WAITING, "next_try_at": message.next_try_at}
        same_channel = [other.pk for other in rest if other.channel == message.channel]
        Message.objects.filter(pk__in=same_channel, **leased).update(**again)
        others = [other.pk for other in rest if other.channel != message.channel]
        Message.objects.filter(pk__in=others, **leased).update(next_try_at=self.moment())
