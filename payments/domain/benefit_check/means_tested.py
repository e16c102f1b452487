"""What pay does to an award that falls as weekly income rises: one week at a time, on every reading that stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from payments.domain.benefit_check.case import pays_on
from payments.domain.benefit_check.counting import Counted
from payments.domain.benefit_check.facts import Covers
from payments.domain.benefit_check.findings import Finding, Outcome, Period, Range
from payments.domain.benefit_check.formulas import to_the_penny
from payments.domain.benefit_check.reasons import Reason
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.weekly import is_periodic, starts_to_try, weeks_of_pay

NOUGHT = Decimal(0)

AwardAt = Callable[[Decimal], Decimal]
"""The award of a week with so much net pay in it, other pay included."""


@dataclass(frozen=True)
class Lost:
    """Pounds lost over the weeks concerned: least and most, as readings and weeks differ. `ends`: nothing is left."""

    low: Decimal
    high: Decimal
    ends: bool
    pay: Decimal  # most pay in one week, all payments together
    share: Decimal  # most of the offered pay in one week
    week: Period
    certain: bool
    paid: bool  # something is paid without the offered pay

    @property
    def outcome(self) -> Outcome:
        if not self.high:
            return Outcome.WITHIN_DISREGARD
        return Outcome.AWARD_ENDS if self.ends else Outcome.REDUCES

    @property
    def change(self) -> Decimal | None:
        return -self.low if self.low == self.high else None

    @property
    def change_range(self) -> Range | None:
        return None if self.low == self.high else Range(-self.high, -self.low)


def lost_pay(counted: Sequence[Counted], base: Decimal, award_at: AwardAt) -> Lost:
    """`base`: other net pay in any week. The person's week may start on any day, so all seven are tried."""
    tried = [_from(counted, base, award_at, starts) for starts in starts_to_try(None)]
    worst = max(tried, key=lambda one: one.high)
    return Lost(
        low=min(one.low for one in tried),
        high=worst.high,
        ends=any(one.ends for one in tried),
        pay=worst.pay,
        share=worst.share,
        week=worst.week,
        certain=all(_certain(one) for one in counted if one.payment.offered),
        paid=any(one.paid for one in tried),
    )


def _from(counted: Sequence[Counted], base: Decimal, award_at: AwardAt, starts: int) -> Lost:
    weeks = weeks_of_pay(counted, starts=starts, day=pays_on)
    low = high = NOUGHT
    ends = paid = False
    for week in weeks:
        least, most = base + week.others_low, base + week.others_high
        low += to_the_penny(award_at(least) - award_at(least + week.chosen_low))
        before, after = award_at(most), award_at(most + week.chosen_high)
        high += to_the_penny(before - after)
        ends = ends or (before > 0 and not after)
        paid = paid or before > 0
    fullest = max(weeks, key=lambda one: one.others_high + one.chosen_high)
    pay = base + fullest.others_high + fullest.chosen_high
    return Lost(min(low, high), max(low, high), ends, pay, fullest.chosen_high, fullest.week, True, paid)


def not_paid(rule: str, teller: Teller) -> Finding:
    """By the figures told the benefit is not paid at all, so nothing can be said about this pay."""
    words = _("By these figures this is not paid for the week, with or without this pay. Ask an adviser what you get.")
    return teller.advise(words, rule, _("your last letter about it"))


def _certain(one: Counted) -> bool:
    """Nothing that the sum needs is missing: what the pay is, and for how long."""
    known = is_periodic(one.payment) or one.payment.covers is Covers.DAY
    return known and Reason.NOT_TOLD not in one.reasons


def how_often_is_needed(counted: Sequence[Counted]) -> bool:
    """Whether some offered pay has no period that we were told."""
    chosen = [one.payment for one in counted if one.payment.offered and one.high]
    return any(not is_periodic(payment) and payment.covers is not Covers.DAY for payment in chosen)
