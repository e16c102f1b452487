"""The sums of the rules, each on its own: Decimal pounds in and out, to the penny. No amount stands here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

from payments.domain.benefit_check.facts import Covers

PENNY = Decimal("0.01")
NOUGHT = Decimal(0)
MONTHS, QUARTERS, WEEKS, DAYS = Decimal(12), Decimal(4), Decimal(52), Decimal(7)


def to_the_penny(amount: Decimal) -> Decimal:
    """The nearest penny, half a penny up (UC Regs 2013 reg 6)."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def whole_pennies(amount: Decimal) -> Decimal:
    """Part of a penny is left out (DMG 15013)."""
    return amount.quantize(PENNY, ROUND_DOWN)


def uc_award(*, maximum: Decimal, unearned: Decimal, net: Decimal, work_allowance: Decimal, taper: Decimal) -> Decimal:
    """Universal Credit for one assessment period (UC Regs 2013 reg 22)."""
    earned = taper * max(NOUGHT, net - work_allowance)
    return max(NOUGHT, to_the_penny(maximum - unearned - earned))


def uc_reduction(*, fee_net: Decimal, unused_allowance: Decimal, taper: Decimal) -> Decimal:
    """What one assessment period falls by when the award is not known; an award cannot fall below nil (reg 22)."""
    return to_the_penny(taper * max(NOUGHT, fee_net - unused_allowance))


def uc_nil_point(*, maximum: Decimal, unearned: Decimal, work_allowance: Decimal, taper: Decimal) -> Decimal:
    """Earnings at which nothing is left of the award (UC Regs 2013 reg 54A; ADM H3308)."""
    return to_the_penny(max(NOUGHT, maximum - unearned) / taper + work_allowance)


def uc_surplus(*, earnings: Decimal, nil_point: Decimal, de_minimis: Decimal) -> Decimal:
    """Earnings carried into a later claim (UC Regs 2013 reg 54A; ADM H3308-H3310)."""
    return max(NOUGHT, earnings - (nil_point + de_minimis))


def assumed_income(savings: Decimal, *, left_out: Decimal, step: Decimal, a_step: Decimal) -> Decimal:
    """Income from savings: so much for every step or part of one above what is left out.

    A month for Universal Credit (UC Regs 2013 reg 72), a week for Pension Credit (SPC Regs 2002 reg 15(6)).
    """
    steps = (max(NOUGHT, savings - left_out) / step).to_integral_value(ROUND_CEILING)
    return steps * a_step


def uc_month_of(week: Decimal) -> Decimal:
    """A weekly benefit as Universal Credit takes it off in a month (UC Regs 2013 reg 73)."""
    return to_the_penny(week * WEEKS / MONTHS)


def care_deduction(*, counted: Decimal, paid: Decimal, close_relative: bool, share: Decimal) -> Decimal:
    """Care paid for while working, up to a share of the earnings (Computation of Earnings Regs 1996 Sch 3)."""
    return NOUGHT if close_relative else whole_pennies(min(paid, max(NOUGHT, counted) * share))


def carer_counted(
    *, net: Decimal, pension: Decimal, pension_share: Decimal, expenses: Decimal, care: Decimal = NOUGHT
) -> Decimal:
    """A week's earnings for a carer's benefit, part pennies dropped (Regs 1996 regs 10(4)(b) and 9; DMG 15013)."""
    return max(NOUGHT, whole_pennies(net - pension * pension_share - expenses - care))


def weeks_affected(*, net: Decimal, limit: Decimal, weekly_deductions: Decimal) -> int:
    """Weeks lost to a one-off with no period (Computation of Earnings Regs 1996 reg 6(2)(b); DMG 15428-15429)."""
    return int((net / (limit + PENNY + weekly_deductions)).to_integral_value(ROUND_FLOOR))


def weekly_amount(payment: Decimal, covers: Covers, *, days: int | None = None) -> Decimal:
    """A week's share of what is paid for a period (DMG 15432-15437). A period of a week or less is one week's pay.

    Raises ValueError where the number of days is needed and not given.
    """
    match covers:
        case Covers.MONTH:
            return whole_pennies(payment * MONTHS / WEEKS)
        case Covers.QUARTER:
            return whole_pennies(payment * QUARTERS / WEEKS)
        case Covers.YEAR:
            return whole_pennies(payment / WEEKS)
        case Covers.TERM:
            if days is None:
                raise ValueError("A term needs its number of days.")
            return whole_pennies(payment * DAYS / max(DAYS, Decimal(days)))
        case _:
            return payment


def average_week(weeks: Sequence[Decimal]) -> Decimal:
    """The mean over a cycle, or over five weeks where there is no cycle (ICA Regs 1976 reg 8(3); DMG 15452-15455)."""
    return to_the_penny(sum(weeks, NOUGHT) / len(weeks))


def average_without_unusual_week(weeks: Sequence[Decimal]) -> Decimal:
    """The mean with the highest week left out, as an office may decide (DMG 15456)."""
    return average_week(sorted(weeks)[:-1])


def permitted_work_limit(*, wage: Decimal, hours: Decimal) -> Decimal:
    """The higher limit: hours times the National Living Wage, up to the next 50 pence (ADM V3059)."""
    half_pounds = (wage * hours * 2).to_integral_value(ROUND_UP)
    return (half_pounds / 2).quantize(PENNY)


def jsa_counted(*, net: Decimal, disregard: Decimal) -> Decimal:
    """A week's earnings after the disregard (JSA Regs 2013 Sch 1; ADM S2098)."""
    return max(NOUGHT, net - disregard)


def jsa_award(*, rate: Decimal, net: Decimal, disregard: Decimal) -> Decimal:
    """New Style Jobseeker's Allowance for one week (ADM S2098)."""
    return max(NOUGHT, rate - jsa_counted(net=net, disregard=disregard))


def jsa_weeks_of_one_off(*, net: Decimal, payable: Decimal, disregard: Decimal) -> Decimal:
    """Weeks over which a one-off is spread (JSA Regs 2013 reg 54(2)(c); the text was read, the formula's picture not).

    `payable`: the allowance without the payment; `disregard`: what would be left out of it.
    """
    return to_the_penny(net / (payable + disregard))
