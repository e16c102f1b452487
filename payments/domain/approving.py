"""What the coordinator does with a claim that the person said yes to: approve it, or ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.errors import Refused
from payments.domain.claim_messages import ask_again
from payments.domain.duties import verdict_on
from payments.domain.ledger import post
from payments.domain.parting import part_costs
from payments.domain.steps import CHANGED, lock, move, must_be
from payments.models import Claim, ClaimLine

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

State = Claim.State


@transaction.atomic
def approve_claim(claim: Claim, *, by: Actor, version: int | None = None) -> Claim:
    """Raises Refused when somebody else must do it (M6), or the claim is not the one that was looked at."""
    locked = _lock_confirmed(claim, version=version)
    if reason := verdict_on(locked, by).reason:
        raise Refused(reason, code="duties")
    return _approve(locked, by=by)


@transaction.atomic
def approve_costs(claim: Claim, *, by: Actor, version: int | None = None) -> Claim:
    """The costs of a claim whose fee waits (M1): they go ahead on a claim of their own, which is returned, approved.

    The fee stays where it is and can be approved when it waits no longer. Raises Refused when somebody else must do it
    (M6), and when the fee does not wait: then the whole claim is to be looked at.
    """
    locked = _lock_confirmed(claim, version=version)
    verdict = verdict_on(locked, by)
    if not verdict.reason:
        raise Refused(_("The fee does not wait any more. Please look at the claim again."), code=CHANGED)
    if not verdict.costs_pence:
        raise Refused(verdict.reason, code="duties")
    return _approve(part_costs(locked, by=by), by=by)


@transaction.atomic
def approve_claims(
    claims: Sequence[tuple[Claim, int]], *, by: Actor, costs_of: Sequence[tuple[Claim, int]] = ()
) -> list[Claim]:
    """Several at once, each with the version that was looked at; all or none, in the order of their numbers (R19).

    Of those in `costs_of` the costs alone go ahead.
    """
    ahead = {claim.pk for claim, _version in costs_of}
    ordered = sorted([*claims, *costs_of], key=lambda pair: pair[0].pk)
    deeds = [(approve_costs if claim.pk in ahead else approve_claim, claim, version) for claim, version in ordered]
    return [deed(claim, by=by, version=version) for deed, claim, version in deeds]


@transaction.atomic
def query_claim(claim: Claim, *, reason: str, by: Actor, version: int | None = None) -> Claim:
    """Back to the person, with a question in plain words. An approval that was given is taken back."""
    locked = lock(claim, version=version)
    must_be(locked, State.CONFIRMED, State.APPROVED, otherwise=_("You can not ask about this claim now."))
    if locked.advance_id is not None:
        raise Refused(_("This was agreed before the day. Ring the person, or stop it on its own page."), code="state")
    if not reason.strip():
        raise Refused(_("Write what you want to ask."), code="reason")
    move(
        locked,
        State.QUERIED,
        by=by,
        sentence=_("We asked you: %(reason)s") % {"reason": reason.strip()},
        action="claim.queried",
        state_reason=reason.strip(),
        approved_at=None,
        approved_by_id=None,
    )
    ask_again(locked, reason=reason.strip(), now=timezone.now())
    return locked


@transaction.atomic
def claim_again(claim: Claim, *, by: Actor) -> Claim:
    """A payment came back, and the actor asked the person where it should go: a new claim with the same lines.

    A coordinator who is somebody else approves it; it goes in another run (M6).
    """
    if by.user_id is None:
        raise Refused(_("Sign in to pay a claim again."), code="duties")
    old = lock(claim)
    must_be(old, State.RETURNED, otherwise=_("Only a payment that came back can be paid again."))
    if Claim.objects.filter(replaces=old).exists():
        raise Refused(_("This is being paid again already."), code="twice")
    again = Claim.objects.create(
        institution=old.institution, person=old.person, session=old.session, attendance=old.attendance,
        invitation=old.invitation, offer=old.offer, fee_pence=old.fee_pence, payment_choice=old.payment_choice,
        advance=old.advance, why=old.why, pay_by=old.pay_by, replaces=old, details_checked_by_id=by.user_id,
        part=old.part, parted_from_id=old.parted_from_id,
    )  # fmt: skip
    lines = list(old.lines.all())
    for line in lines:
        line.pk, line.claim, line._state.adding = None, again, True
    ClaimLine.objects.bulk_create(lines)
    post([old], what="claim.again", by=by, before=old.state)
    post([again], what="claim.again", by=by, before="")
    move(
        again,
        State.CONFIRMED,
        by=by,
        sentence=_("Your payment came back. We are paying it again."),
        action="claim.again",
        confirmed_at=old.confirmed_at,
        confirmed_user_id=old.confirmed_user_id,
        confirmed_person_id=old.confirmed_person_id,
    )
    return again


def _lock_confirmed(claim: Claim, *, version: int | None) -> Claim:
    locked = lock(claim, version=version)
    must_be(locked, State.CONFIRMED, otherwise=_("Only a claim that the person said yes to can be approved."))
    return locked


def _approve(claim: Claim, *, by: Actor) -> Claim:
    move(
        claim,
        State.APPROVED,
        by=by,
        sentence=_("Approved."),
        action="claim.approved",
        approved_at=timezone.now(),
        approved_by_id=by.user_id,
    )
    return claim
