"""A carer's weeks: what is earned in each, and how many weeks of the benefit could be lost on each reading.

Two readings of a fee for one day stand side by side: a week's pay (at most one week lost), or a one-off with no period,
spread over weeks (Computation of Earnings Regs 1996 reg 6(2)(b); DMG 15428-15437).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from payments.domain.benefit_check.calendar import week_after
from payments.domain.benefit_check.counting import Counted
from payments.domain.benefit_check.facts import CarerBenefit, Payment
from payments.domain.benefit_check.findings import Period
from payments.domain.benefit_check.formulas import care_deduction, carer_counted, weeks_affected
from payments.domain.benefit_check.pack import NotKnown, Rate, RulesPack
from payments.domain.benefit_check.weekly import (
    WeekOfPay,
    how_often_is_unknown,
    is_periodic,
    starts_to_try,
    weeks_covered,
    weeks_of_pay,
    works_on,
)

NOUGHT = Decimal(0)
CARE_SHARE, PENSION_SHARE = "ca.deduction.care_costs_cap", "ca.deduction.pension_share"


@dataclass(frozen=True)
class Deductions:
    """What comes off a week's pay, and the shares the law sets."""

    pension: Decimal
    expenses: Decimal
    care: Decimal
    close_relative: bool | None
    pension_share: Decimal
    care_share: Decimal

    def counted(self, net: Decimal, *, cautious: bool) -> tuple[Decimal, Decimal]:
        """Counted earnings and the care deduction; unknown kin of the carer counts as close when cautious."""
        close = cautious if self.close_relative is None else self.close_relative
        before = carer_counted(net=net, pension=self.pension, pension_share=self.pension_share, expenses=self.expenses)
        care = care_deduction(counted=before, paid=self.care, close_relative=close, share=self.care_share)
        return before - care, care

    def off_each_week(self, *, cautious: bool) -> Decimal:
        """For a one-off; a cautious reader leaves the care out."""
        steady = self.pension * self.pension_share + self.expenses
        return steady if cautious or self.close_relative else steady + self.care


@dataclass(frozen=True)
class CarerWeek:
    """One week of earnings. `lost_low`, `lost_high`: weeks of benefit lost on the kindest and the cautious reading."""

    pay: WeekOfPay
    net: Decimal
    counted: Decimal
    care: Decimal
    limit: Rate
    as_week: int
    as_one_off: int
    lost_low: int
    lost_high: int
    over_already: bool
    certain: bool

    @property
    def lost_week(self) -> Period:
        """Earnings of one week decide the following one (DMG 60051)."""
        return week_after(self.pay.week)


@dataclass(frozen=True)
class CarerWeeks:
    """What all readings of the person's week say together; `weeks` are those of the most cautious reading."""

    weeks: tuple[CarerWeek, ...]
    lost_low: int
    lost_high: int
    certain: bool


def deductions_of(facts: CarerBenefit, pack: RulesPack, payment: Payment) -> Deductions:
    """Deductions nobody told us of are nought, which is the cautious reading."""
    on = payment.worked_on
    return Deductions(
        facts.pension_week or NOUGHT,
        facts.allowable_expenses_week or NOUGHT,
        facts.care_costs_week or NOUGHT,
        facts.care_by_close_relative,
        pack.amount(PENSION_SHARE, on),
        pack.amount(CARE_SHARE, on),
    )


def look_at_weeks(
    facts: CarerBenefit, counted: tuple[Counted, ...], pack: RulesPack, *, prefix: str, week_starts: int | None
) -> CarerWeeks:
    """`prefix` is that of the rates, "ca" or "csp". Raises NotKnown where no limit holds."""
    chosen = next(one for one in counted if one.payment.offered)
    off = deductions_of(facts, pack, chosen.payment)
    key = f"{prefix}.earnings_limit"
    splits = (weeks_of_pay(counted, starts=starts, day=works_on) for starts in starts_to_try(week_starts))
    different = {tuple(_alike(pay, pack, key) for pay in split): split for split in splits}
    readings = [tuple(_week(pay, facts.net_week, off, pack, key) for pay in split) for split in different.values()]
    worst = max(readings, key=lambda weeks: (_lost(weeks), max((week.counted for week in weeks), default=NOUGHT)))
    kindest = min(sum(week.lost_low for week in weeks) for weeks in readings)
    same = all(_lost(weeks) == kindest for weeks in readings)
    return CarerWeeks(worst, kindest, _lost(worst), same and all(week.certain for week in worst))


def _alike(pay: WeekOfPay, pack: RulesPack, key: str) -> tuple[object, ...]:
    """Equal for weeks with the same pay under the same limits, whatever their days: they give the same answer."""
    limits = (limit.amount for limit in _limits(pay, pack, key))
    mine = (id(one) for one in pay.chosen)
    return (pay.chosen_low, pay.chosen_high, pay.others_low, pay.others_high, *mine, *limits)


def _lost(weeks: Iterable[CarerWeek]) -> int:
    return sum(week.lost_high for week in weeks)


def _week(pay: WeekOfPay, other_pay: Decimal | None, off: Deductions, pack: RulesPack, key: str) -> CarerWeek:
    strict, lenient = _limits(pay, pack, key)
    base = other_pay or NOUGHT
    net = base + pay.others_high + pay.chosen_high
    counted, care = off.counted(net, cautious=True)
    kind, _care = off.counted(base + pay.others_low + pay.chosen_low, cautious=False)
    before, _before = off.counted(base + pay.others_high, cautious=True)
    one_off_high = _one_off(pay, strict.amount, off, cautious=True)
    one_off_low = _one_off(pay, lenient.amount, off, cautious=False)
    fewest, most = _stretch(pay)
    as_week = most if counted > strict.amount else 0
    as_week_low = fewest if kind > lenient.amount else 0
    single = any(not is_periodic(one.payment) for one in pay.chosen)
    return CarerWeek(
        pay=pay,
        net=net,
        counted=counted,
        care=care,
        limit=strict,
        as_week=as_week,
        as_one_off=one_off_high,
        lost_low=min(as_week_low, one_off_low) if single else as_week_low,
        lost_high=max(as_week, one_off_high) if single else as_week,
        over_already=before > strict.amount,
        certain=not (single and as_week) and not any(how_often_is_unknown(one.payment) for one in pay.chosen),
    )


def _limits(pay: WeekOfPay, pack: RulesPack, key: str) -> tuple[Rate, Rate]:
    """The stricter and the looser limit where the week decided has another one than the days worked."""
    worked = pack.rate(key, min(one.payment.worked_on for one in pay.chosen))
    try:
        following = pack.rate(key, week_after(pay.week).first_day)
    except NotKnown:
        following = worked
    return min(worked, following, key=_amount), max(worked, following, key=_amount)


def _amount(rate: Rate) -> Decimal:
    return rate.amount


def _stretch(pay: WeekOfPay) -> tuple[int, int]:
    covered = [weeks_covered(one.payment) for one in pay.chosen]
    return max(fewest for fewest, _most in covered), max(most for _fewest, most in covered)


def _one_off(pay: WeekOfPay, limit: Decimal, off: Deductions, *, cautious: bool) -> int:
    """Weeks lost when each fee without a period is spread on its own."""
    return sum(
        weeks_affected(
            net=one.high if cautious else one.low,
            limit=limit,
            weekly_deductions=off.off_each_week(cautious=cautious),
        )
        for one in pay.chosen
        if not is_periodic(one.payment)
    )
