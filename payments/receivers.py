"""What payments does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from involvement.models import Offer, Session
from involvement.shared.audit.actors import Actor
from involvement.signals import attendance_marked, offer_checked, offer_drafted, offer_published
from payments.domain.offer_rates import keep_basis, propose_fee, reasons_about_fee
from payments.domain.proposing import propose_claims


@receiver(attendance_marked, dispatch_uid="payments.propose")
def propose(sender: object, *, session: Session, by: Actor, **kwargs: Any) -> None:
    propose_claims(session, by=by)


@receiver(offer_drafted, dispatch_uid="payments.fee")
def fee(sender: object, *, offer: Offer, **kwargs: Any) -> None:
    propose_fee(offer)


@receiver(offer_checked, dispatch_uid="payments.check")
def check(sender: object, *, offer: Offer, **kwargs: Any) -> list[str]:
    return reasons_about_fee(offer)


@receiver(offer_published, dispatch_uid="payments.basis")
def basis(sender: object, *, offer: Offer, **kwargs: Any) -> None:
    keep_basis(offer)
