"""What payments does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.signals import attendance_marked
from payments.domain.proposing import propose_claims


@receiver(attendance_marked, dispatch_uid="payments.propose")
def propose(sender: object, *, session: Session, by: Actor, **kwargs: Any) -> None:
    propose_claims(session, by=by)
