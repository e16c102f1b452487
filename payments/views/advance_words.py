"""Money before a session in words, for the person and for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from involvement.shared.ui.words import day_words, pounds
from payments.domain.settling import open_pence
from payments.models import Advance, Claim

COLOURS = {"asked": "blue", "agreed": "turquoise", "refused": "grey", "taken_back": "grey"}


@dataclass(frozen=True)
class Shown:
    """What both pages need: three statements (claims, what was taken, and the receipt's line)."""

    sum: str
    needed_by: str
    session_day: str
    spent: str
    left: str
    left_pence: int
    more: str
    let_go: str
    given_back: str
    taken: str
    is_paid: bool
    can_stop: bool
    claim: Claim | None


def shown(advance: Advance) -> Shown:
    claims = list(advance.claims.order_by("pk"))
    claim = claims[-1] if claims else None
    left = open_pence(advance)
    going = claim is None or claim.state == Claim.State.APPROVED
    return Shown(
        sum=pounds(advance.pence),
        needed_by=day_words(advance.needed_by),
        session_day=day_words(advance.session.starts_at),
        spent=pounds(advance.spent_pence) if advance.spent_pence is not None else "",
        left=pounds(left) if left else "",
        left_pence=left,
        more=pounds(advance.more_pence) if advance.more_pence else "",
        let_go=pounds(advance.let_go_pence) if advance.let_go_pence else "",
        given_back=pounds(advance.given_back_pence) if advance.given_back_pence else "",
        taken=pounds(advance.left_pence - left) if advance.left_pence > left else "",
        is_paid=claim is not None and claim.state == Claim.State.PAID,
        can_stop=advance.state in (Advance.State.ASKED, Advance.State.AGREED) and going,
        claim=claim,
    )


def row_of(advance: Any) -> dict[str, Any]:
    """Takes an advance `with_standing`."""
    words, colour = _standing(advance)
    return {
        "pk": advance.pk,
        "name": advance.person.name,
        "session": advance.session.title,
        "kind": advance.get_kind_display(),
        "words": advance.words,
        "sum": pounds(advance.pence),
        "needed_by": day_words(advance.needed_by),
        "state": words,
        "colour": colour,
        "tell": advance.paid and advance.spent_pence is None,
    }


def _standing(advance: Any) -> tuple[str, str]:
    if advance.paid and advance.spent_pence is None:
        return _("Paid. What was spent is not known yet"), "purple"
    if advance.paid and advance.left_pence - advance.taken > 0:
        return _("%(sum)s was not spent") % {"sum": pounds(advance.left_pence - advance.taken)}, "yellow"
    if advance.paid:
        return _("Settled"), "green"
    return str(advance.get_state_display()), COLOURS[advance.state]
