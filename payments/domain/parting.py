"""Costs do not wait for a fee that waits: they go ahead on a claim of their own (M1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.ui.words import day_words
from payments.domain.ledger import post
from payments.domain.steps import CHANGED, move, step
from payments.models import Claim, ClaimLine

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

Part, State = Claim.Part, Claim.State


def part_costs(claim: Claim, *, by: Actor) -> Claim:
    """Move the costs of a locked claim to a new one, which the person said yes to as they did to the old one.

    The lines themselves move, with their receipts and journeys: nothing is typed anew or counted twice. The old claim
    keeps its number, its links and its fee, and stays where it was. Raises Refused when it was parted already.
    """
    same = Claim.objects.filter(pk=claim.pk, part=Part.WHOLE, state=State.CONFIRMED, version=claim.version)
    if same.update(part=Part.FEE, version=F("version") + 1) != 1:
        raise Refused(_("This claim was changed in the meantime. Please look at it again."), code=CHANGED)
    claim.part, claim.version = Part.FEE, claim.version + 1
    costs = _beside(claim)
    costs.save(force_insert=True)
    claim.lines.filter(kind=ClaimLine.Kind.EXPENSE).update(claim=costs)
    step(claim, by=by, sentence=_("Your costs went ahead. The fee waits.")).save()
    post([claim], what="claim.parted", by=by, before=claim.state)
    post([costs], what="claim.parted", by=by, before="")
    facts = {"person_id": claim.person_id, "institution_id": claim.institution_id, "costs": costs.pk}
    record("claim.parted", about=claim, by=by, **facts)
    move(
        costs,
        State.CONFIRMED,
        by=by,
        sentence=_("Your costs go ahead of the fee."),
        action="claim.costs_ahead",
        confirmed_at=claim.confirmed_at,
        confirmed_user_id=claim.confirmed_user_id,
        confirmed_person_id=claim.confirmed_person_id,
    )
    return costs


def other_part_of(claim: Claim) -> Any:
    """The living claim with the other part, `with_totals`. One query for a claim that was parted, none for a whole."""
    if claim.part == Part.WHOLE:
        return None
    return Claim.objects.other_part_of(claim).with_totals().first()


def _beside(claim: Claim) -> Claim:
    """An unsaved claim of the same deed and terms, without a fee."""
    return Claim(
        institution=claim.institution, person=claim.person, session=claim.session, attendance_id=claim.attendance_id,
        invitation_id=claim.invitation_id, offer=claim.offer, part=Part.COSTS, parted_from=claim, fee_pence=0,
        payment_choice=claim.payment_choice, why=_why(claim), pay_by=claim.pay_by,
        details_checked_by_id=claim.details_checked_by_id,
    )  # fmt: skip


def _why(claim: Claim) -> str:
    return _("These are your costs for %(day)s. They do not wait for the fee.") % {
        "day": day_words(claim.session.starts_at) or claim.session.title[:200]
    }
