"""What payments does when something happens below it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from involvement.models import Offer, Session
from involvement.shared.audit.actors import Actor
from involvement.signals import attendance_marked, offer_checked, offer_drafted, offer_ended, offer_published
from participants.domain.erasing import Hindrance
from participants.models import Person
from participants.signals import erasure_checked, people_listed, person_erased
from payments.domain.erasing import forget, in_the_way
from payments.domain.fund_alerts import tell_level
from payments.domain.funds import commit_funds, end_commitment, reasons_about_fund
from payments.domain.information import information_words
from payments.domain.offer_rates import keep_basis, propose_fee, reasons_about_fee
from payments.domain.proposing import propose_claims


@receiver(attendance_marked, dispatch_uid="payments.propose")
def propose(sender: object, *, session: Session, by: Actor, **kwargs: Any) -> None:
    propose_claims(session, by=by)
    for offer in session.offers.filter(commitment__isnull=False).select_related("session"):
        end_commitment(offer, by=by)


@receiver(offer_drafted, dispatch_uid="payments.fee")
def fee(sender: object, *, offer: Offer, **kwargs: Any) -> None:
    propose_fee(offer)


@receiver(offer_checked, dispatch_uid="payments.check")
def check(sender: object, *, offer: Offer, **kwargs: Any) -> list[str]:
    return reasons_about_fee(offer) + reasons_about_fund(offer)


@receiver(offer_published, dispatch_uid="payments.commit")
def commit(sender: object, *, offer: Offer, by: Actor, **kwargs: Any) -> None:
    keep_basis(offer)
    made = commit_funds(offer, by=by)
    if made is not None:
        tell_level(made.fund, now=timezone.now())


@receiver(offer_ended, dispatch_uid="payments.release")
def release(sender: object, *, offer: Offer, by: Actor, **kwargs: Any) -> None:
    end_commitment(offer, by=by)


@receiver(people_listed, dispatch_uid="payments.information")
def say_information(sender: object, *, person_ids: Collection[int], **kwargs: Any) -> dict[int, str]:
    return information_words(person_ids)


@receiver(erasure_checked, dispatch_uid="payments.erasure")
def check_erasure(sender: object, *, person: Person, **kwargs: Any) -> list[Hindrance]:
    return in_the_way(person)


@receiver(person_erased, dispatch_uid="payments.erased")
def erased(sender: object, *, person: Person, by: Actor, **kwargs: Any) -> None:
    forget(person, by=by)
