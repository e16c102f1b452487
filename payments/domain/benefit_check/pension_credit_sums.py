"""Pension Credit in pounds a week. Only sums: amounts come in, and their sources with them."""

from __future__ import annotations

from decimal import Decimal

from payments.domain.benefit_check.facts import Covers
from payments.domain.benefit_check.formulas import weekly_amount, whole_pennies

_NOUGHT = Decimal(0)


def weekly_of_cycle(amounts: tuple[Decimal, ...]) -> Decimal:
    """The average week of one whole cycle; weeks without pay count as weeks (DMG 86017)."""
    return whole_pennies(sum(amounts, _NOUGHT) / len(amounts))


def weekly_of_term_time(year_pay: Decimal) -> Decimal:
    """Pay for school or university terms over the whole 52 weeks (DMG 86021)."""
    return weekly_amount(year_pay, Covers.YEAR)


def disregard(*, couple: bool, higher: bool, single: Decimal, both: Decimal, highest: Decimal) -> Decimal:
    """What is left out of a week's earnings; never more than the higher one in all (SPC Regs 2002 Sch VI para 4A)."""
    if higher:
        return highest
    return both if couple else single


def counted_earnings(net: Decimal, pension: Decimal, left_out: Decimal) -> Decimal:
    """Net earnings less half of one's own pension contribution and less the disregard (regs 17 and 17A)."""
    return max(_NOUGHT, net - pension / 2 - left_out)


def guarantee_credit(guarantee: Decimal, income: Decimal) -> Decimal:
    """Minimum guarantee with additions, less all income that counts (State Pension Credit Act 2002 s.2)."""
    return max(_NOUGHT, guarantee - income)


def savings_credit(
    *, income: Decimal, standard: Decimal, guarantee: Decimal, threshold: Decimal, share: Decimal, taken_back: Decimal
) -> Decimal:
    """Only for people of State Pension age before 6 April 2016 (State Pension Credit Act 2002 s.3; reg 7).

    `standard`: the minimum guarantee without additions; `guarantee`: with them.
    """
    if income <= threshold:
        return _NOUGHT
    most = share * max(_NOUGHT, standard - threshold)
    built_up = min(most, share * (income - threshold))
    return max(_NOUGHT, built_up - taken_back * max(_NOUGHT, income - guarantee))


def loss(award: Decimal, *, before: Decimal, after: Decimal) -> Decimal:
    """Pounds lost in the week: the rise in counted earnings, pound for pound, at most the whole award."""
    return min(award, max(_NOUGHT, after - before))
