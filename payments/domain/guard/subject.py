"""What the check is about: one offer, one claim, or a sum somebody wonders about; and what falls together with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.answers import payment_choices
from involvement.models import Invitation, Offer, Session
from involvement.shared.accounts.models import Institution
from involvement.shared.ui.words import pounds
from participants.models import Person
from payments.domain.benefit_check.facts import Activity, Choice, ChoiceKind, Covers, Expense, PaidAs, Payment
from payments.domain.guard.answers import Answers
from payments.domain.proposing import agreed_fee
from payments.models import Claim

WHAT_IF = "what-if"
ACTIVITIES = {
    "talk": Activity.TEACHING,
    "forum": Activity.CONSULTATION_MEETING,
    "visioning_workshop": Activity.CURRICULUM_DESIGN,
    "selection_day": Activity.SELECTION_PANEL,
    "selection_panel": Activity.SELECTION_PANEL,
    "placement_panel": Activity.PLACEMENT_ASSESSMENT,
}
"""What really happens, by the kind that staff chose for the session; every other kind is unclear."""

_NEAR = timedelta(days=400)


@dataclass(frozen=True)
class OfferedChoice:
    key: str
    name: str
    choice: Choice


@dataclass(frozen=True)
class Subject:
    """`key` names it for sealing; `others` are fees of ours that may fall in the same week, month or tax year."""

    key: str
    title: str
    offered: Payment
    choices: tuple[OfferedChoice, ...]
    others: tuple[Payment, ...] = ()
    institution: Institution | None = None
    person: Person | None = None
    session_id: int | None = None


def of_invitation(invitation: Invitation) -> Subject:
    """Needs the invitation `with_details`. Two queries, whatever the person has agreed to."""
    offer = invitation.offer
    return Subject(
        key=f"invitation:{invitation.pk}",
        title=offer.session.title,
        offered=_payment(offer, offer.fee_pence or 0, offered=True),
        choices=tuple(_choice(key, offer.fee_pence, offer.smaller_fee_pence) for key in payment_choices(offer)),
        others=others_of(invitation.person, besides=offer.session_id),
        institution=offer.session.institution,
        person=invitation.person,
        session_id=offer.session_id,
    )


def of_claim(claim: Claim) -> Subject:
    """Needs the claim `with_details`."""
    kinds = [ChoiceKind.FEE] if claim.fee_pence else []
    keys = [*kinds, ChoiceKind.EXPENSES_ONLY, ChoiceKind.NOTHING]
    costs = sum(line.due_pence for line in claim.lines.all() if line.kind == "expense")
    payment = _payment(claim.offer, claim.fee_pence, offered=True, session=claim.session, costs=costs)
    return Subject(
        key=f"claim:{claim.pk}",
        title=claim.session.title,
        offered=payment,
        choices=tuple(_choice(key, claim.fee_pence, None) for key in keys),
        others=others_of(claim.person, besides=claim.session_id),
        institution=claim.institution,
        person=claim.person,
        session_id=claim.session_id,
    )


def of_what_if(answers: Answers, *, at: Institution | None = None) -> Subject | None:
    """None while the sum and the day are not told yet. `at`: whose rules and adviser; without it those of everybody."""
    if "fee" not in answers or "day" not in answers:
        return None
    day, fee = date.fromisoformat(answers["day"]), Decimal(answers["fee"])
    payment = Payment(
        worked_on=day,
        paid_on=day,
        fee=fee,
        covers=Covers.DAY,
        regular=False,
        activity=Activity(answers["work"]) if answers.get("work") else None,
        hours=Decimal(answers["hours"]) if answers.get("hours") else None,
    )
    keys = [ChoiceKind.FEE, ChoiceKind.VOUCHER, ChoiceKind.EXPENSES_ONLY, ChoiceKind.NOTHING]
    choices = tuple(_choice(key, int(fee * 100), None) for key in keys)
    title = _("A payment of %(sum)s") % {"sum": pounds(int(fee * 100))}
    return Subject(WHAT_IF, title, payment, choices, institution=at)


def others_of(person: Person, *, besides: int) -> tuple[Payment, ...]:
    """Fees that the person agreed to or has claimed here, for other sessions. Two queries."""
    gone = [Claim.State.DECLINED, Claim.State.WITHDRAWN, Claim.State.RETURNED]
    claims = Claim.objects.filter(person=person).exclude(state__in=gone).exclude(session_id=besides)
    claims = claims.select_related("session", "offer__session", "batch_line__batch").with_totals()
    claimed = [_claimed(claim) for claim in claims if claim.fee_due]  # type: ignore[attr-defined]
    had = {claim.session_id for claim in claims}
    yes = Invitation.objects.coming().filter(person=person, offer__session__starts_at__isnull=False)
    yes = yes.exclude(offer__session_id=besides).exclude(offer__session__status=Session.Status.CANCELLED)
    agreed = [
        _payment(one.offer, agreed_fee(one), offered=False)
        for one in yes.select_related("offer__session")
        if one.offer.session_id not in had and agreed_fee(one)
    ]
    near = timezone.localdate()
    return tuple(p for p in [*claimed, *agreed] if abs(p.worked_on - near) <= _NEAR)


def _claimed(claim: Claim) -> Payment:
    due = claim.fee_due  # type: ignore[attr-defined]
    line = getattr(claim, "batch_line", None)
    paid_on = line.batch.paid_on if line else None
    payment = _payment(claim.offer, due, offered=False, session=claim.session)
    return payment if paid_on is None else _on(payment, paid_on)


def _on(payment: Payment, paid_on: date) -> Payment:

    return replace(payment, paid_on=paid_on)


def _payment(offer: Offer, pence: int, *, offered: bool, session: Session | None = None, costs: int = 0) -> Payment:
    session = session or offer.session
    day = timezone.localdate(session.starts_at) if session.starts_at else timezone.localdate()
    return Payment(
        worked_on=day,
        fee=Decimal(pence) / 100,
        paid_on=day + timedelta(days=offer.pay_within_days),
        covers=Covers.DAY,
        regular=False,
        paid_as=PaidAs.DECLINED if not pence else None,
        expenses=(Expense("travel", Decimal(costs) / 100),) if costs else (),
        activity=ACTIVITIES.get(session.kind, Activity.OTHER),
        hours=_hours(session),
        payer=session.institution.name if offered else "",
        offered=offered,
    )


def _hours(session: Session) -> Decimal | None:
    """With preparation and the talk afterwards, since the time for them is work too."""
    if session.starts_at is None or session.ends_at is None:
        return None
    minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
    return Decimal(minutes + session.preparation_minutes + session.debrief_minutes) / 60


def _choice(key: str, fee: int | None, smaller: int | None) -> OfferedChoice:
    names = {
        ChoiceKind.FEE: _("The fee: %(sum)s") % {"sum": pounds(fee)},
        ChoiceKind.SMALLER_FEE: _("The smaller fee: %(sum)s") % {"sum": pounds(smaller)},
        ChoiceKind.VOUCHER: _("A voucher for %(sum)s") % {"sum": pounds(fee)},
        ChoiceKind.EXPENSES_ONLY: _("Only my costs"),
        ChoiceKind.NOTHING: _("Nothing"),
    }
    kind = ChoiceKind(key)
    amount = Decimal(smaller or 0) / 100 if kind is ChoiceKind.SMALLER_FEE else None
    return OfferedChoice(key, names[kind], Choice(kind, amount))
