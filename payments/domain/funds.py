"""Making a fund, choosing it for an offer, and what an offer takes from it (M8). The database keeps the sums."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Offer, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.roles import HELD
from involvement.shared.accounts.models import Institution, Membership, User
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.ui.words import pounds
from payments.models import Commitment, Fund, FundCharge, FundPlan, OverspendYes
from programmes.models import Programme

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor


@transaction.atomic
def new_fund(institution: Institution, *, by: Actor, **facts: Any) -> Fund:
    """Raises Refused when a fund of that name begins on the same day."""
    same = Fund.objects.filter(institution=institution, name=facts["name"], starts_on=facts["starts_on"])
    if same.exists():
        raise Refused(_("There is a fund of this name from this day already."), code="name")
    fund = Fund.objects.create(institution=institution, **facts)
    record("fund.made", about=fund, by=by, institution_id=institution.pk, pence=fund.pence)
    return fund


@transaction.atomic
def change_fund(fund: Fund, *, by: Actor, **facts: Any) -> Fund:
    """Another sum, period or owner. Never less than what is held and spent."""
    locked = _lock(fund)
    if facts.get("pence", locked.pence) < (least := taken_of(locked)):
        raise Refused(_("At least %(sum)s is held or spent already.") % {"sum": pounds(least)}, code="pence")
    was = locked.pence
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(facts))
    record("fund.changed", about=fund, by=by, institution_id=fund.institution_id, was=was, pence=locked.pence)
    return locked


@transaction.atomic
def agree_overspend(fund: Fund, *, pence: int, reason: str, by: Actor) -> OverspendYes:
    """The owner's own yes to go so much above the fund, with the reason. Nobody else can give it."""
    if by.user_id is None or by.user_id != fund.owner_id:
        raise Refused(_("Only the owner of this fund can say yes to spending more."), code="owner")
    if pence < 1 or not reason.strip():
        raise Refused(_("Write how much more, and why."), code="reason")
    _lock(fund)
    said = OverspendYes.objects.create(fund=fund, pence=pence, reason=reason.strip(), given_by_id=by.user_id)
    record("fund.overspend_agreed", about=fund, by=by, institution_id=fund.institution_id, pence=pence)
    return said


@transaction.atomic
def charge(
    fund: Fund, *, kind: str, pence: int, words: str, spent_on: date, by: Actor, session: Session | None = None
) -> FundCharge:
    """Money that leaves without a claim. A ring-fenced fund pays for involvement only: it needs the session."""
    if by.user_id is None:
        raise Refused(_("Sign in to write this down."))
    locked = _lock(fund)
    if locked.ring_fenced and session is None:
        raise Refused(_("This fund is for involvement only. Say for which session it is."), code="session")
    _check(locked, pence)
    made = FundCharge.objects.create(
        fund=locked, kind=kind, pence=pence, words=words.strip(), spent_on=spent_on, session=session, by_id=by.user_id
    )
    record("fund.charged", about=fund, by=by, institution_id=fund.institution_id, kind=kind, pence=pence)
    return made


def owners_at(institution: Institution) -> list[User]:
    """Staff who may own a fund: coordinators, finance and administrators of today."""
    able = [role for role, held in HELD.items() if Permission.FUND_VIEW in held]
    current = Membership.objects.current().filter(institution=institution, role__in=able)
    users = User.objects.filter(pk__in=current.values("user_id"), is_active=True)
    return list(users.order_by("name", "pk"))


def programmes_at(institution: Institution) -> list[Programme]:
    return list(Programme.objects.filter(institution=institution).order_by("title", "pk"))


def funds_for(session: Session) -> list[Fund]:
    """Funds of the institution whose period holds the session's day, with their sums."""
    day = timezone.localdate(session.starts_at) if session.starts_at else timezone.localdate()
    here = Fund.objects.filter(institution_id=session.institution_id, starts_on__lte=day, ends_on__gte=day)
    either = Q(programme=None) | Q(programme_id=session.programme_id)
    return list(here.filter(either).with_sums().order_by("name"))


def funds_on(institution_id: int) -> list[Fund]:
    """Funds that run today."""
    today = timezone.localdate()
    here = Fund.objects.filter(institution_id=institution_id, starts_on__lte=today, ends_on__gte=today)
    return list(here.order_by("name"))


def free_of(fund: Any) -> int:
    """Pence that can still be promised; takes a fund `with_sums`."""
    return int(fund.pence + fund.allowed - fund.held - fund.spent)


def taken_of(fund: Fund) -> int:
    """Pence held and spent, less what the owner agreed to above the fund."""
    summed: Any = Fund.objects.with_sums().get(pk=fund.pk)
    return max(int(summed.held + summed.spent - summed.allowed), 0)


@transaction.atomic
def plan_funding(offer: Offer, *, fund: Fund | None, costs_pence: int, by: Actor) -> FundPlan:
    """What the coordinator chose for a draft. A published offer keeps what it has."""
    if not Offer.objects.select_for_update().filter(pk=offer.pk, status=Offer.Status.DRAFT).exists():
        raise Refused(_("This offer is published. Its fund stays."))
    if fund is not None and fund.institution_id != offer.session.institution_id:
        raise Refused(_("Choose one of your own funds."), code="fund")
    chosen = {"fund": fund, "costs_pence": costs_pence}
    plan, _made = FundPlan.objects.update_or_create(offer=offer, defaults=chosen)
    record("offer.fund_chosen", about=offer, by=by, institution_id=offer.session.institution_id, costs=costs_pence)
    return plan


def plan_of(offer: Offer) -> FundPlan | None:
    """The choice for this offer; a new version goes on with the one before it."""
    for pk in (offer.pk, offer.replaces_id):
        found = FundPlan.objects.filter(offer_id=pk).select_related("fund__owner").first() if pk else None
        if found is not None:
            return found
    return None


def commitment_of(offer: Offer) -> Commitment | None:
    return Commitment.objects.filter(offer=offer).select_related("fund").first()


def reasons_about_fund(offer: Offer) -> list[str]:
    """What is in the way of publishing. An institution without a fund for that day is asked nothing."""
    plan = plan_of(offer)
    if plan is None:
        if funds_for(offer.session):
            return [_("Say which fund pays, under the money of this offer.")]
        return []
    if plan.fund is None:
        return []
    earlier = Commitment.objects.filter(offer_id=offer.replaces_id) if offer.replaces_id else Commitment.objects.none()
    before = earlier.filter(fund=plan.fund, ended_at=None).first()
    summed = Fund.objects.with_sums().select_related("owner").get(pk=plan.fund.pk)
    free = free_of(summed) + (before.held_pence if before else 0)
    needed = commitment_pence(offer, plan)
    return [_too_little(summed, needed=needed, free=free)] if needed > free else []


def commitment_pence(offer: Offer, plan: FundPlan) -> int:
    return offer.places * ((offer.fee_pence or 0) + plan.costs_pence)


@transaction.atomic
def commit_funds(offer: Offer, *, by: Actor) -> Commitment | None:
    """Set the money of every place aside, at publication. Of two at once the second finds what is left (R19)."""
    plan = plan_of(offer)
    if plan is None:
        return None
    if plan.offer_id != offer.pk:
        plan = FundPlan.objects.create(offer=offer, fund=plan.fund, costs_pence=plan.costs_pence)
    if plan.fund is None:
        return None
    _check(_lock(plan.fund), commitment_pence(offer, plan))
    made = Commitment(
        fund=plan.fund,
        offer=offer,
        places=offer.places,
        fee_pence=offer.fee_pence or 0,
        costs_pence=plan.costs_pence,
    )
    _keep(made)
    facts = {"fund": plan.fund_id, "pence": commitment_pence(offer, plan)}
    record("fund.committed", about=offer, by=by, institution_id=offer.session.institution_id, **facts)
    return made


@transaction.atomic
def end_commitment(offer: Offer, *, by: Actor, now: datetime | None = None) -> None:
    """No more places: the database lets go of what nobody will claim, and keeps what is owed or paid."""
    found = Commitment.objects.select_for_update().filter(offer=offer).first()
    if found is None:
        return
    first = found.ended_at is None
    found.ended_at = found.ended_at or now or timezone.now()
    found.save(update_fields=["ended_at"])
    found.refresh_from_db()
    if first:
        facts = {"fund": found.fund_id, "held": found.held_pence, "of": found.pence}
        record("fund.released", about=offer, by=by, institution_id=offer.session.institution_id, **facts)


def _lock(fund: Fund) -> Fund:
    return Fund.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=fund.pk)


def _check(fund: Fund, needed: int) -> None:
    summed = Fund.objects.with_sums().select_related("owner").get(pk=fund.pk)
    if needed > (free := free_of(summed)):
        raise Refused(_too_little(summed, needed=needed, free=free), code="fund")


def _too_little(fund: Fund, *, needed: int, free: int) -> str:
    words = {"fund": fund.name, "needed": pounds(needed), "free": pounds(max(free, 0)), "owner": fund.owner.name}
    return (
        _(
            "This needs %(needed)s, and “%(fund)s” has %(free)s left. Choose another fund, offer fewer places, "
            "or ask %(owner)s to say yes to spending more."
        )
        % words
    )


def _keep(made: Commitment) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as problem:
        if "fund_is_not_overdrawn" not in str(problem):
            raise
        raise Refused(_("Somebody else has just used this fund. Look at what is left."), code="fund") from problem
    made.refresh_from_db()
