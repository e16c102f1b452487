"""Why somebody may not approve a claim now. The database says the same.

Claimant, approver and whoever makes the run are three people (M6, R20). A fee waits for its benefit check (M1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from involvement.models import Session
from involvement.shared.accounts.models import WORKING_ROLES, Membership, User
from participants.models import Person, SupporterLink
from payments.domain.information import why_fee_waits
from payments.models import Claim, ClaimLine

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor


AFTER_APPROVAL = {"approved", "batched", "paid", "returned"}


def people_close_to(user_id: int, person_ids: list[int]) -> set[int]:
    """Those of the people whose money this account must not handle. Two statements, however many people."""
    user = User.objects.get(pk=user_id)
    own = Q(user_id=user_id)
    if user.email:
        own |= Q(email__iexact=user.email)
    if user.phone:
        own |= Q(phone=user.phone)
    supported = SupporterLink.objects.filter(supporter__user_id=user_id).values("person_id")
    people = Person.objects.filter(Q(pk__in=person_ids) & (own | Q(pk__in=supported)))
    return set(people.values_list("pk", flat=True))


class Verdict(NamedTuple):
    """`reason`: a sentence for the coordinator why it can not be approved as it is, empty when it can.

    `costs_pence` may go ahead all the same: the fee waits, and nothing else is in the way.
    """

    reason: str = ""
    costs_pence: int = 0


def verdict_on(claim: Claim, by: Actor) -> Verdict:
    return verdicts_on([claim], by)[claim.pk]


def verdicts_on(claims: Sequence[Claim], by: Actor) -> dict[int, Verdict]:
    """By claim id. Persons must be selected. Four statements, however many claims."""
    if by.user_id is None:
        return {claim.pk: Verdict(_("Sign in to approve a claim.")) for claim in claims}
    close = people_close_to(by.user_id, [claim.person_id for claim in claims])
    waits = _fees_that_wait(claims)
    reasons = {claim.pk: _reason(claim, by.user_id, close) for claim in claims}
    return {pk: Verdict(reason) if reason else waits.get(pk, Verdict()) for pk, reason in reasons.items()}


def _fees_that_wait(claims: Sequence[Claim]) -> dict[int, Verdict]:
    """By claim id, where a fee is due and its benefit check holds it up. Costs are never held up (M1).

    A fee waits whole, whatever the person had of it before; of costs goes ahead what is still to pay.
    """
    lines = ClaimLine.objects.filter(claim_id__in=[claim.pk for claim in claims]).order_by()
    due: dict[int, dict[str, int]] = {claim.pk: {} for claim in claims}
    owed = Sum(F("pence") - F("declined_pence"))
    to_pay = Sum(F("pence") - F("declined_pence") - F("taken_pence"))
    for pk, kind, agreed, left in lines.values_list("claim_id", "kind").annotate(owed=owed, to_pay=to_pay):
        due[pk][kind] = agreed if kind == ClaimLine.Kind.FEE else left
    fees = [claim for claim in claims if due[claim.pk].get(ClaimLine.Kind.FEE)]
    waits = why_fee_waits(claim.person_id for claim in fees)
    return {
        claim.pk: Verdict(waits[claim.person_id], due[claim.pk].get(ClaimLine.Kind.EXPENSE, 0))
        for claim in fees
        if claim.person_id in waits
    }


def _reason(claim: Claim, user_id: int, close: set[int]) -> str:
    if claim.person_id in close:
        return _("This is your own claim, or of somebody you support. Somebody else must approve it.")
    if claim.confirmed_user_id == user_id:
        return _("You said yes to this claim for the person. Somebody else must approve it.")
    if claim.details_checked_by_id == user_id:
        return _("You asked for this to be paid again. Somebody else must approve it.")
    return ""


def notes_for_approver(claims: Sequence[Claim]) -> dict[int, list[str]]:
    """By claim id, what to know before deciding; nothing of it stops anybody (M11).

    Persons and sessions must be selected. One statement, however many claims.
    """
    accounts = {claim.person.user_id for claim in claims if claim.person.user_id}
    held = Membership.objects.current().filter(user_id__in=accounts, role__in=WORKING_ROLES)
    staff = set(held.values_list("user_id", "institution_id"))
    return {claim.pk: _notes(claim, is_staff=(claim.person.user_id, claim.institution_id) in staff) for claim in claims}


def _notes(claim: Claim, *, is_staff: bool) -> list[str]:
    notes = []
    if is_staff:
        notes.append(_("This person is staff here, too. Check that they are not paid twice for this task."))
    if claim.session.status == Session.Status.CANCELLED and claim.state in AFTER_APPROVAL:
        notes.append(_("This session was cancelled after the approval. The claim stays as it is. Talk with finance."))
    return notes
