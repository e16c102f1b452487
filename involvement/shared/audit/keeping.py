"""Carrying out what was decided about how long things are kept: each package deletes its own; counts are recorded.

    @kept_until("links.PrivateLink")
    def forget_links(today: date) -> int: ...

`tests/architecture/retention.toml` says of every model with a period whether the clock carries it out, or why not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import structlog
from django.db import DatabaseError, transaction

from involvement.shared.audit.models import AuditEvent

log = structlog.get_logger(__name__)
Forget = Callable[[date], int]
_FORGETTING: dict[str, Forget] = {}


def kept_until(label: str) -> Callable[[Forget], Forget]:
    """Registers what deletes the rows of a model whose time is over. It must be safe to call at any time, twice."""

    def register(forget: Forget) -> Forget:
        _FORGETTING[label] = forget
        return forget

    return register


def carried_out() -> set[str]:
    """The models that the clock looks after."""
    return set(_FORGETTING)


def forget_what_is_over(*, today: date) -> dict[str, int]:
    """How many rows went, by model. One that fails holds up none of the others, and is tried again tomorrow."""
    gone: dict[str, int] = {}
    for label, forget in sorted(_FORGETTING.items()):
        try:
            with transaction.atomic():
                if number := forget(today):
                    gone[label] = number
        except DatabaseError as problem:
            log.error("keeping_failed", model=label, problem=type(problem).__name__)
    if gone:
        AuditEvent.objects.create(
            actor_kind="system", actor_label="keeping", action="kept.over", about=f"day:{today}", facts=gone
        )
    return gone
