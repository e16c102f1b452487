"""Answers that travel in the page itself: sealed, for one subject, for an hour. The server keeps nothing of them."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag

from involvement.shared.crypto.fields import seal, unseal
from payments.domain.guard.answers import Answers

FIELD = "sealed"
LASTS = timedelta(hours=1)
MOST_LETTERS = 20_000


def sealed(answers: Answers, *, subject: str, now: datetime) -> str:
    """Text for a hidden field. It opens for the same subject only: an offer to one person, or the open page."""
    whole = json.dumps({"until": (now + LASTS).isoformat(), "answers": answers})
    return base64.urlsafe_b64encode(seal(whole, bound_to=_bound(subject))).decode()


def opened(text: str, *, subject: str, now: datetime) -> Answers | None:
    """The answers, or None when there are none, they are too old, changed, or were sealed for something else."""
    if not text or len(text) > MOST_LETTERS:
        return None
    try:
        whole = json.loads(unseal(base64.urlsafe_b64decode(text.encode()), bound_to=_bound(subject)))
    except (InvalidTag, KeyError, ValueError, binascii.Error):
        return None
    if datetime.fromisoformat(whole["until"]) < now:
        return None
    answers: Answers = whole["answers"]
    return answers


def _bound(subject: str) -> str:
    return f"benefit-check.{subject}"
