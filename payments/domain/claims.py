"""What the person does with their claim: add costs, say no to some or all of it, say yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.ui.words import pounds
from payments.domain.ledger import post
from payments.domain.settling import paid_before, take_what_is_left
from payments.domain.steps import lock, move, must_be, step
from payments.models import Claim, ClaimLine

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor
    from involvement.shared.uploads.models import StoredFile

State = Claim.State
MOST_LINES = 20


def claim_behind(link: PrivateLink) -> Claim | None:
    """The one claim that a private link is about, if it is that person's."""
    number = link.about.removeprefix("claim:")
    if link.purpose != Purpose.CLAIM or not number.isdigit() or link.person_id is None:
        return None
    return Claim.objects.with_details().filter(pk=int(number), person_id=link.person_id).first()


@transaction.atomic
def add_expense(
    claim: Claim,
    *,
    expense_kind: str,
    pence: int,
    by: Actor,
    words: str = "",
    receipt: StoredFile | None = None,
    another: bool = False,
) -> ClaimLine:
    """A cost the person had. Two windows may both add one: nothing is lost. Raises Refused once it was sent in.

    `another`: the person says that it is not the cost of this kind that was paid before the day.
    """
    locked = _open(claim)
    if locked.part == Claim.Part.FEE:
        raise Refused(_("Your costs went ahead of this fee. If you forgot one, please ring us."), code="parted")
    if pence < 1:
        raise Refused(_("Write how much you spent."), code="nothing")
    if locked.lines.count() >= MOST_LINES:
        raise Refused(_("There are 20 lines already. Please ring us."), code="too_many")
    before = paid_before(locked, expense_kind)
    if before and not another:
        words = _("We paid you %(sum)s for this kind of cost before the day. Is this another cost?")
        raise Refused(words % {"sum": pounds(before)}, code="another")
    line = ClaimLine.objects.create(
        claim=locked,
        kind=ClaimLine.Kind.EXPENSE,
        expense_kind=expense_kind,
        words=words.strip(),
        pence=pence,
        receipt=receipt,
        besides_advance=bool(before),
    )
    take_what_is_left(locked)
    _changed(locked, "claim.cost_added", by=by, line=line.pk, pence=pence)
    return line


@transaction.atomic
def remove_expense(claim: Claim, *, line_id: int, by: Actor) -> None:
    """Take a cost out again. Taking it out twice is taking it out."""
    locked = _open(claim)
    deleted, _rows = locked.lines.filter(pk=line_id, kind=ClaimLine.Kind.EXPENSE).delete()
    if deleted:
        _changed(locked, "claim.cost_removed", by=by, line=line_id)


@transaction.atomic
def take_less(claim: Claim, *, wanted_pence: int, by: Actor, version: int | None = None) -> None:
    """The person's free choice, recorded before the money is due (M3): how much of the fee they want."""
    locked = _open(claim, version=version)
    if not 0 <= wanted_pence <= locked.fee_pence:
        words = _("Write an amount from nothing to %(sum)s.") % {"sum": pounds(locked.fee_pence)}
        raise Refused(words, code="amount")
    locked.lines.filter(kind=ClaimLine.Kind.FEE).update(
        declined_pence=Greatest(F("pence") - F("taken_pence") - wanted_pence, 0)
    )
    sentence = _("You said: I want %(wanted)s of the fee of %(fee)s.") % {
        "wanted": pounds(wanted_pence),
        "fee": pounds(locked.fee_pence),
    }
    step(locked, by=by, sentence=sentence).save()
    _changed(locked, "claim.fee_declined", by=by, wanted_pence=wanted_pence)


@transaction.atomic
def confirm_claim(claim: Claim, *, by: Actor, version: int | None = None) -> Claim:
    """The person says yes to what the claim shows. Raises Refused when it is not theirs to say now, or is nothing."""
    locked = lock(claim, version=version)
    must_be(locked, State.PROPOSED, State.QUERIED, otherwise=_("You have answered this already."))
    if not sum(line.due_pence for line in locked.lines.all()):
        raise Refused(
            _("There is nothing to pay yet. Add what you spent, or say that you have no costs."), code="nothing"
        )
    move(
        locked,
        State.CONFIRMED,
        by=by,
        sentence=_said(by, locked, _("You said yes to this."), _("%(name)s said yes to this for you.")),
        action="claim.confirmed",
        confirmed_at=timezone.now(),
        confirmed_user_id=by.user_id,
        confirmed_person_id=by.person_id,
        state_reason="",
    )
    return locked


@transaction.atomic
def decline_claim(claim: Claim, *, by: Actor, version: int | None = None) -> Claim:
    """The person wants none of it. No reason is asked, and they may change their mind."""
    locked = lock(claim, version=version)
    must_be(locked, State.PROPOSED, State.QUERIED, otherwise=_("This can not be changed any more. Please ring us."))
    locked.lines.update(declined_pence=F("pence") - F("taken_pence"))
    sentence = _said(by, locked, _("You said no to this money."), _("%(name)s said no to this money for you."))
    move(locked, State.DECLINED, by=by, sentence=sentence, action="claim.declined")
    return locked


@transaction.atomic
def reopen_claim(claim: Claim, *, by: Actor) -> Claim:
    """The person wants to change something before anybody approved it, or changed their mind after saying no."""
    locked = lock(claim)
    must_be(locked, State.CONFIRMED, State.DECLINED, otherwise=_("This can not be changed any more. Please ring us."))
    if locked.advance_id is not None:
        raise Refused(_("This was agreed before the day. Please ring us to change it."), code="state")
    was_declined = locked.state == State.DECLINED
    move(
        locked,
        State.PROPOSED,
        by=by,
        sentence=_("You opened this again to change it."),
        action="claim.reopened",
        confirmed_at=None,
        confirmed_user_id=None,
        confirmed_person_id=None,
    )
    if was_declined:
        locked.lines.update(declined_pence=0)
        post([locked], what="claim.reopened", by=by, before=locked.state)
    return locked


def _open(claim: Claim, *, version: int | None = None) -> Claim:
    locked = lock(claim, version=version)
    must_be(locked, State.PROPOSED, State.QUERIED, otherwise=_("You have sent this in. Open it again to change it."))
    return locked


def _changed(claim: Claim, action: str, *, by: Actor, **facts: Any) -> None:
    Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    claim.version += 1
    post([claim], what=action, by=by, before=claim.state)
    record(action, about=claim, by=by, person_id=claim.person_id, institution_id=claim.institution_id, **facts)


def _said(by: Actor, claim: Claim, self_words: str, other_words: str) -> str:
    """In the person's own words, or with the name of the supporter who answered (I7)."""
    if by.person_id == claim.person_id or (by.user_id is not None and by.user_id == claim.person.user_id):
        return self_words
    return other_words % {"name": by.label}
