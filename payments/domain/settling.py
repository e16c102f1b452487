"""After the day: what was really spent of money paid before it, and what becomes of the rest.

The rest is taken from costs of the same session that the person has not sent in yet, and else it is only shown. Nobody
is reminded of it, and a fee is never touched without the person's yes. When the session was cancelled nothing is taken
by itself: how much is asked back is decided by a person, with a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Session
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.notify.outbox import Draft, queue_messages
from involvement.shared.ui.words import pounds
from participants.domain.contact import recipient_for
from payments.domain.advances import held_advance
from payments.domain.duties import people_close_to
from payments.domain.ledger import post
from payments.models import Advance, Claim, ClaimLine
from payments.models.promises import OPEN_STATES

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor
    from involvement.shared.uploads.models import StoredFile

PAID = Claim.State.PAID


def paid_claim_of(advance: Advance) -> Claim | None:
    return advance.claims.filter(state=PAID).first()


def open_pence(advance: Advance) -> int:
    """What the person still has of it: neither spent, let go, given back nor taken from a claim."""
    return advance.left_pence - _taken(advance)


def paid_before(claim: Claim, kind: str) -> int:
    """Pence that went out before the day for this kind of cost, for the session of a claim after it."""
    if claim.advance_id is not None:
        return 0
    early = Claim.objects.filter(person_id=claim.person_id, session_id=claim.session_id, advance__kind=kind)
    going = early.filter(state__in=[Claim.State.APPROVED, Claim.State.BATCHED, PAID])
    return int(going.aggregate(all=Sum("advance__pence"))["all"] or 0)


def early_of(claim: Claim) -> list[Advance]:
    """What was paid, or is being paid, before the session of a claim after it."""
    if claim.advance_id is not None:
        return []
    found = Advance.objects.filter(person_id=claim.person_id, session_id=claim.session_id, state=Advance.State.AGREED)
    return list(found.order_by("pk"))


@transaction.atomic
def tell_spent(advance: Advance, *, pence: int, by: Actor, receipt: StoredFile | None = None) -> Advance:
    """What it really cost; staff may note it for the person. May be put right while nothing was sent in by it."""
    claims = _open_claims(advance)
    held = held_advance(advance)
    paid = paid_claim_of(held)
    if paid is None:
        raise Refused(_("We have not paid this yet. Tell us after we paid it."), code="state")
    ClaimLine.objects.filter(taken_for=held, claim__in=claims).update(taken_pence=0, taken_for=None)
    first = held.spent_pence is None
    held.spent_pence, held.spent_at = pence, timezone.now()
    held.receipt = receipt or held.receipt
    if open_pence(held) < 0:
        raise Refused(_("Some of this is settled already. Please ring us, and we put it right."), code="settled")
    held.save(update_fields=["spent_pence", "spent_at", "receipt"])
    post([paid], what="advance.spent", by=by, before=PAID)
    with_costs = [claim for claim in claims if claim.part != Claim.Part.FEE]
    if first and held.more_pence and with_costs:
        _add_the_rest(held, with_costs[0])
    for claim in claims:
        take_what_is_left(claim)
        _changed(claim, by=by)
    _record("advance.spent", held, by=by, pence=pence)
    return held


def take_what_is_left(claim: Claim) -> None:
    """Off the costs of an open claim, which the caller holds and posts. Never off its fee, nor after a cancellation."""
    if claim.advance_id is not None or claim.session.status == Session.Status.CANCELLED:
        return
    early = Advance.objects.filter(person_id=claim.person_id, session_id=claim.session_id, spent_pence__isnull=False)
    for advance in early.order_by("pk"):
        _take(advance, list(claim.lines.filter(kind=ClaimLine.Kind.EXPENSE)))


@transaction.atomic
def take_from_fee(advance: Advance, *, by: Actor) -> Advance:
    """The person's own yes: what is left comes off the fee of the same session, while that is not sent in."""
    claims = _open_claims(advance)
    held = held_advance(advance)
    fees = list(ClaimLine.objects.filter(claim__in=claims, kind=ClaimLine.Kind.FEE).select_related("claim"))
    if not open_pence(held) or not any(line.due_pence for line in fees):
        raise Refused(_("There is no fee to take this from now. You do not have to do anything."), code="fee")
    held.fee_yes_at = timezone.now()
    held.save(update_fields=["fee_yes_at"])
    _take(held, fees)
    for claim in claims:
        _changed(claim, by=by)
    _record("advance.fee_yes", held, by=by)
    return held


@transaction.atomic
def decide_rest(advance: Advance, *, ask_back_pence: int, reason: str, by: Actor) -> Advance:
    """How much of the rest is asked back; the person keeps what is above. Told in kind words. Raises Refused."""
    held = held_advance(advance)
    left = open_pence(held)
    _somebody_else(held, by)
    if held.spent_pence is None or not left:
        raise Refused(_("There is nothing left to decide about."), code="state")
    if not reason.strip():
        raise Refused(_("Write why. The person reads it."), code="reason")
    if not 0 <= ask_back_pence <= left:
        raise Refused(_("Write an amount from 0 to %(sum)s.") % {"sum": pounds(left)}, code="ask_back")
    held.let_go_pence += left - ask_back_pence
    held.decision, held.decided_at, held.decided_by_id = reason.strip(), timezone.now(), by.user_id
    held.save(update_fields=["let_go_pence", "decision", "decided_at", "decided_by"])
    _post(held, "advance.decided", by=by)
    _record("advance.decided", held, by=by, asked_back=ask_back_pence)
    _tell(held, ask_back_pence)
    return held


@transaction.atomic
def note_given_back(advance: Advance, *, pence: int, by: Actor) -> Advance:
    """The person gave some of it back."""
    held = held_advance(advance)
    _somebody_else(held, by)
    if not 1 <= pence <= open_pence(held):
        raise Refused(_("Write an amount up to %(sum)s.") % {"sum": pounds(open_pence(held))}, code="given_back")
    held.given_back_pence += pence
    held.save(update_fields=["given_back_pence"])
    _post(held, "advance.given_back", by=by)
    _record("advance.given_back", held, by=by, pence=pence)
    return held


def _open_claims(advance: Advance) -> list[Claim]:
    """Claims of the same session that the person may still change, held before the advance is."""
    found = Claim.objects.filter(person_id=advance.person_id, session_id=advance.session_id, advance=None)
    locked = found.filter(state__in=OPEN_STATES).select_for_update(of=("self",)).select_related("session")
    return list(locked.order_by("pk"))


def _add_the_rest(advance: Advance, claim: Claim) -> None:
    """It cost more: the person gets the difference with the open claim, without asking for it again."""
    words = _("The rest of: %(words)s") % {"words": advance.words}
    ClaimLine.objects.create(
        claim=claim,
        kind=ClaimLine.Kind.EXPENSE,
        expense_kind=advance.kind,
        words=words[:200],
        pence=advance.more_pence,
        receipt=advance.receipt,
        besides_advance=True,
    )


def _taken(advance: Advance) -> int:
    living = advance.taken_from.filter(claim__replaced_by=None)
    return int(living.aggregate(all=Sum("taken_pence"))["all"] or 0)


def _take(advance: Advance, lines: list[ClaimLine]) -> None:
    left = open_pence(advance)
    for line in lines:
        taken = min(left, line.due_pence)
        if taken > 0 and line.taken_for_id in (None, advance.pk):
            ClaimLine.objects.filter(pk=line.pk).update(taken_pence=F("taken_pence") + taken, taken_for=advance)
            left -= taken


def _changed(claim: Claim, *, by: Actor) -> None:
    """Whoever has an older page open is asked to look again."""
    Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    post([claim], what="advance.taken", by=by, before=claim.state)


def _post(advance: Advance, what: str, *, by: Actor) -> None:
    claim = paid_claim_of(advance)
    if claim is None:
        raise Refused(_("This was not paid."), code="state")
    post([claim], what=what, by=by, before=claim.state)


def _somebody_else(advance: Advance, by: Actor) -> None:
    if by.user_id is None or people_close_to(by.user_id, [advance.person_id]):
        raise Refused(_("This is about your own money, or of somebody you support. Ask somebody else."), code="duties")


def _tell(advance: Advance, ask_back: int) -> None:
    words = {
        "paid": pounds(advance.pence), "back": pounds(ask_back), "what": advance.words, "why": advance.decision,
    }  # fmt: skip
    begin = _("We paid you %(paid)s before the day, for this: %(what)s. You did nothing wrong.") % words
    if ask_back:
        end = _(
            "You keep what you spent. We ask you to give back %(back)s. Why: %(why)s\n\n"
            "There is no hurry. If it is hard for you, ring us. We find a way together."
        )
    else:
        end = _("You keep all of it. You do not have to give anything back. Why: %(why)s")
    draft = Draft(
        kind="advance_decided",
        about=reference(advance),
        about_topic=reference(advance),
        recipient=recipient_for(advance.person),
        institution_id=advance.institution_id,
        due=timezone.now(),
        subject=_("News from us"),
        body=f"{begin}\n\n{end % words}".replace("{", "(").replace("}", ")"),
    )
    queue_messages([draft])


def _record(action: str, advance: Advance, *, by: Actor, **facts: int) -> None:
    record(action, about=advance, by=by, person_id=advance.person_id, institution_id=advance.institution_id, **facts)
