"""What becomes of money when a person is erased: amounts and dates stay for their years, bank details go (A9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from involvement.shared.ui.words import pounds
from participants.domain.erasing import Hindrance
from participants.models import Person
from payments.domain.guard import kept
from payments.domain.steps import lock, move
from payments.models import BatchRequest, Claim, ClaimLine, Payee, Thanks

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

State = Claim.State
OPEN = [State.PROPOSED, State.QUERIED, State.CONFIRMED, State.APPROVED]
PROMISED = [Thanks.State.OFFERED, Thanks.State.ACCEPTED]


def in_the_way(person: Person) -> list[Hindrance]:
    """A payment under way is waited for; money or a voucher that is owed may be given up by the person."""
    found = []
    theirs = Claim.objects.filter(person=person)
    open_ids = list(theirs.filter(state__in=OPEN).values_list("pk", flat=True))
    making = BatchRequest.objects.under_way().filter(claim_ids__overlap=open_ids)
    if theirs.filter(state=State.BATCHED).exists() or (open_ids and making.exists()):
        found.append(Hindrance(_("A payment to them is under way. Wait until it is marked as paid.")))
    owed = _owed(person)
    if owed:
        words = _("We still owe them %(sum)s. Pay it first, or ask them whether they give it up.")
        found.append(Hindrance(words % {"sum": pounds(owed)}, given_up=True))
    if Thanks.objects.filter(person=person, state=Thanks.State.ACCEPTED).exists():
        words = _("Something was promised to them as thanks. Give it first, or ask them whether they give it up.")
        found.append(Hindrance(words, given_up=True))
    return found


def forget(person: Person, *, by: Actor) -> None:
    """Closes what is open as given up, and erases where the money went and what the benefit check was told."""
    for claim in Claim.objects.filter(person=person, state__in=OPEN).order_by("pk"):
        _give_up(claim, by=by)
    Thanks.objects.filter(person=person, state__in=PROMISED).update(state=Thanks.State.DECLINED)
    Thanks.objects.filter(person=person).update(answered_by="")
    Payee.objects.filter(person=person).delete()
    kept.erase(person, by=by)


def _owed(person: Person) -> int:
    """Pence that were not paid out: open claims, and what the bank sent back and nobody has claimed anew."""
    unpaid = Q(claim__state__in=OPEN) | Q(claim__state=State.RETURNED, claim__replaced_by=None)
    lines = ClaimLine.objects.filter(unpaid, claim__person=person)
    return int(lines.aggregate(due=Sum(F("pence") - F("declined_pence"), default=0))["due"])


def _give_up(claim: Claim, *, by: Actor) -> None:
    """Along the graph, one step at a time, with nobody told: there is nobody left to tell."""
    locked = lock(claim)
    sentence = _("Given up, because the record is erased.")
    if locked.state in {State.CONFIRMED, State.APPROVED}:
        open_again = {"state_reason": sentence, "approved_at": None, "approved_by_id": None}
        move(locked, State.QUERIED, by=by, sentence=sentence, action="claim.queried", **open_again)
    locked.lines.update(declined_pence=F("pence"))
    move(locked, State.DECLINED, by=by, sentence=sentence, action="claim.declined")
