"""From attendance to claims, by the terms the person said yes to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Attendance, Invitation, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.audit.record import event
from involvement.shared.ui.words import day_words, pounds
from payments.domain.claim_messages import ask_to_check
from payments.domain.fees import Proposal
from payments.domain.ledger import post
from payments.domain.offer_rates import rises_for
from payments.domain.steps import lock, move, step
from payments.models import Claim, ClaimLine, ClaimStep

Status = Attendance.Status
CAME = {Status.ATTENDED, Status.PART_ATTENDED}


@transaction.atomic
def propose_claims(session: Session, *, by: Actor, now: datetime | None = None) -> list[Claim]:
    """Propose what is owed for this session, and take back what a corrected attendance no longer bears out.

    May be called again and again: each attendance has one living claim, or one for its fee and one for its costs
    (R24). Returns the claims that are new.
    """
    now = now or timezone.now()
    session = Session.objects.select_for_update(of=("self",), no_key=True).with_details().get(pk=session.pk)
    marked = session.attendances.filter(invitation__isnull=False).exclude(status=Status.EXPECTED)
    attendances = list(marked.select_related("person__adult_lead", "invitation__offer").order_by("pk"))
    existing: dict[int | None, list[Claim]] = {}
    for claim in Claim.objects.filter(session=session, advance=None).order_by("pk"):
        existing.setdefault(claim.attendance_id, []).append(claim)
    rises = rises_for(session)
    new = [
        _claim(attendance, session, rises.get(attendance.invitation.offer_id) if attendance.invitation else None)
        for attendance in attendances
        if attendance.pk not in existing and earns(attendance, session)
    ]
    _save(new, by=by)
    ask_to_check(new, now=now)
    for attendance in attendances:
        for claim in existing.get(attendance.pk, []):
            _follow(claim, earned=earns(attendance, session), by=by)
    return new


def earns(attendance: Attendance, session: Session) -> bool:
    """Whether there is something to claim.

    Coming for part of it earns the agreed fee as a whole: the offer promised a fee for the session, and nobody should
    pay for falling ill in the room. Not coming earns nothing. A cancellation of ours at short notice earns the fee
    and what was already spent (I8). Whoever chose "nothing" is not asked again.
    """
    choice = attendance.invitation.payment_choice if attendance.invitation else ""
    if choice in ("", Invitation.PaymentChoice.NOTHING):
        return False
    if attendance.status == Status.INSTITUTION_CANCELLED:
        return at_short_notice(attendance, session)
    return attendance.status in CAME


def at_short_notice(attendance: Attendance, session: Session) -> bool:
    """Whether we cancelled fewer days ahead than the institution's rule. `marked_at` is when we cancelled."""
    if session.starts_at is None:
        return False
    cancelled_at = attendance.marked_at or timezone.now()
    return session.starts_at - cancelled_at < timedelta(days=session.institution.short_notice_days)


def agreed_fee(invitation: Invitation, rise: Proposal | None = None) -> int:
    """Pence, by the frozen offer and what the person chose (M5). Who chose a smaller fee keeps to that choice."""
    choices = Invitation.PaymentChoice
    fees = {choices.FEE: invitation.offer.fee_pence, choices.SMALLER_FEE: invitation.offer.smaller_fee_pence}
    fee = fees.get(choices(invitation.payment_choice)) or 0
    return max(fee, rise.pence) if rise and invitation.payment_choice == choices.FEE else fee


def _claim(attendance: Attendance, session: Session, rise: Proposal | None) -> Claim:
    invitation = attendance.invitation
    assert invitation is not None  # propose_claims leaves out attendances without one
    before, fee = agreed_fee(invitation), agreed_fee(invitation, rise)
    day = timezone.localdate(session.starts_at) if session.starts_at else timezone.localdate()
    return Claim(
        institution_id=session.institution_id,
        person=attendance.person,
        session=session,
        attendance=attendance,
        invitation=invitation,
        offer=invitation.offer,
        fee_pence=fee,
        payment_choice=invitation.payment_choice,
        why=_why(attendance, session, fee, before=before)[:300],
        pay_by=day + timedelta(days=invitation.offer.pay_within_days),
    )


def _why(attendance: Attendance, session: Session, fee: int, *, before: int) -> str:
    day = day_words(session.starts_at)
    if attendance.status == Status.INSTITUTION_CANCELLED:
        first = _("We cancelled late. You were going to come on %(day)s.") % {"day": day}
    elif attendance.status == Status.PART_ATTENDED:
        first = _("You came for part of the session on %(day)s. You still get what we agreed.") % {"day": day}
    else:
        first = _("You came to a session on %(day)s.") % {"day": day}
    if fee > before:
        words = _("We agreed a fee of %(before)s. Our rate has gone up since, so we pay you %(sum)s.")
        return f"{first} {words % {'before': pounds(before), 'sum': pounds(fee)}}"
    agreed = _("We agreed a fee of %(sum)s.") % {"sum": pounds(fee)} if fee else _("We agreed to pay back your costs.")
    return f"{first} {agreed}"


def _save(claims: list[Claim], *, by: Actor) -> None:
    Claim.objects.bulk_create(claims)
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, kind=ClaimLine.Kind.FEE, words=_("Fee"), pence=claim.fee_pence)
        for claim in claims
        if claim.fee_pence
    )
    ClaimStep.objects.bulk_create(step(claim, by=by, sentence=_("We asked you to check this.")) for claim in claims)
    if claims:
        post(claims, what="claim.proposed", by=by, before="")
    AuditEvent.objects.bulk_create(
        event(
            "claim.proposed",
            about=claim,
            by=by,
            person_id=claim.person_id,
            institution_id=claim.institution_id,
            fee_pence=claim.fee_pence,
        )
        for claim in claims
    )


def _follow(claim: Claim, *, earned: bool, by: Actor) -> None:
    """The attendance was corrected after the claim was proposed. Once the person said yes, people decide, not we."""
    if not earned and claim.is_open:
        words = _("We took this back, because the list of who came was corrected.")
        claim.lines.update(taken_pence=0, taken_for=None)
        move(lock(claim), Claim.State.WITHDRAWN, by=by, sentence=words, action="claim.withdrawn")
    elif earned and claim.state == Claim.State.WITHDRAWN:
        words = _("We asked you to check this again.")
        move(lock(claim), Claim.State.PROPOSED, by=by, sentence=words, action="claim.proposed_again")
