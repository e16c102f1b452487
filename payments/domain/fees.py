"""The fee that a rate gives for a session. Pure but for one look-up of the policy in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.ui.words import minutes_words, pounds
from payments.models import Rate, RatePolicy

if TYPE_CHECKING:
    from involvement.models import Session

Unit = Rate.Unit


@dataclass(frozen=True)
class Proposal:
    """What a rate gives for a session: pence, the paid minutes, and the working in a sentence."""

    rate: Rate
    pence: int
    minutes: int
    working: str


def policy_on(institution_id: int, day: date) -> RatePolicy | None:
    """The published policy of that day; none when the institution has none then. Brings its rates."""
    found = RatePolicy.objects.published().filter(institution_id=institution_id, starts_on__lte=day)
    policy = found.order_by("-starts_on").prefetch_related("rates").first()
    return None if policy is None or (policy.ends_on and policy.ends_on < day) else policy


def proposal_for(session: Session) -> Proposal | None:
    """By the policy in force on the session's day in London; none without a day, a policy or a rate that fits."""
    if session.starts_at is None:
        return None
    policy = policy_on(session.institution_id, timezone.localdate(session.starts_at))
    return None if policy is None else fee_of(policy, list(policy.rates.all()), session)


def fee_of(policy: RatePolicy, rates: Sequence[Rate], session: Session) -> Proposal | None:
    """The kind's own rates come before those for all kinds; a price for the session before days, days before hours."""
    for kind in (session.kind, ""):
        named = {rate.unit: rate for rate in rates if rate.kind == kind}
        rate = _fitting(named, session.planned_minutes, policy.half_day_minutes)
        if rate is not None:
            return _proposal(rate, session)
    return None


def rounded_share(pence: int, minutes: int) -> int:
    """Pence for these minutes at so much an hour; half a penny counts as a whole one."""
    return (2 * pence * minutes + 60) // 120


def _fitting(named: dict[str, Rate], minutes: int, half_day: int) -> Rate | None:
    """Half a day stands for up to that long, a whole day for longer; with only one of the two, hours come first."""
    day = Unit.HALF_DAY if minutes <= half_day else Unit.FULL_DAY
    return named.get(Unit.SESSION) or named.get(day) or named.get(Unit.HOUR)


def _proposal(rate: Rate, session: Session) -> Proposal:
    minutes = session.planned_minutes
    if not rate.includes_preparation:
        minutes += max(session.preparation_minutes, rate.preparation_minutes) + session.debrief_minutes
    pence = rounded_share(rate.pence, minutes) if rate.unit == Unit.HOUR else rate.pence
    working = _working(rate, minutes)
    if pence < rate.minimum_pence:
        pence = rate.minimum_pence
        working += " " + _("The least we pay is %(sum)s.") % {"sum": pounds(pence)}
    return Proposal(rate, pence, minutes, working)


def _working(rate: Rate, minutes: int) -> str:
    words = {"sum": pounds(rate.pence), "time": minutes_words(minutes)}
    if rate.unit != Unit.HOUR:
        sentences: dict[str, str] = {
            Unit.HALF_DAY: _("%(sum)s for half a day, getting ready and the talk afterwards included."),
            Unit.FULL_DAY: _("%(sum)s for a whole day, getting ready and the talk afterwards included."),
        }
        whole = _("%(sum)s for the session, getting ready and the talk afterwards included.")
        return sentences.get(rate.unit, whole) % words
    if rate.includes_preparation:
        return _("%(time)s at %(sum)s an hour. The rate covers getting ready.") % words
    return _("%(time)s at %(sum)s an hour, with getting ready and the talk afterwards.") % words
