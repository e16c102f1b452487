"""A fee that waits, and costs that go ahead of it, as the pages of a claim and the lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from involvement.shared.ui.words import pounds
from payments.domain.information import Wait, fees_that_wait
from payments.domain.parting import other_part_of
from payments.models import Claim
from payments.views.claim_stages import staff_words

Part, State = Claim.Part, Claim.State
BEFORE_APPROVAL = {State.PROPOSED, State.QUERIED, State.CONFIRMED}


@dataclass(frozen=True)
class OtherPart:
    """The fee of costs that went ahead, or those costs: where they stand, for the person and for staff."""

    pk: int
    is_fee: bool
    sum: str
    state: str
    staff_state: str | Promise


def other_part(claim: Claim) -> OtherPart | None:
    """Who may see one part may see the other: they are of one person and one institution."""
    other = other_part_of(claim)
    if other is None:
        return None
    is_fee = other.part == Part.FEE
    return OtherPart(other.pk, is_fee, pounds(other.total_due), other.get_state_display(), staff_words(other.state)[0])


def waiting(claims: Sequence[Any]) -> dict[int, Wait]:
    """By claim id, where the fee waits for the information or by the person's wish. One query; claims `with_totals`."""
    fees = [claim for claim in claims if claim.fee_due and claim.state in BEFORE_APPROVAL]
    found = fees_that_wait(claim.person_id for claim in fees)
    return {claim.pk: found[claim.person_id] for claim in fees if claim.person_id in found}


def wait_of(claim: Claim, *, fee_pence: int) -> Wait | None:
    """The same for one claim on which so much of a fee is due."""
    if not fee_pence or claim.state not in BEFORE_APPROVAL:
        return None
    return fees_that_wait([claim.person_id]).get(claim.person_id)


def wait_words(wait: Wait | None, *, own: bool, costs: bool) -> str:
    """For the person. Their wish is told to themselves alone, not to supporters and not by a link."""
    if wait is None:
        return ""
    if wait is Wait.NO_INFORMATION:
        words = _("The fee waits until you have had the information about benefits.")
    elif own:
        words = _("You asked us not to pay you a fee for now. So the fee waits.")
    else:
        words = _("The fee waits for now.")
    return f"{words} {_('Your costs do not wait.')}" if costs else words
