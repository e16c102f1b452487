"""Savings and Universal Credit: what is left out, what they are taken to bring in, and where it stops (regs 18, 72)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import UniversalCredit
from payments.domain.benefit_check.formulas import assumed_income
from payments.domain.benefit_check.pack import RulesPack


def too_much_saved(facts: UniversalCredit, pack: RulesPack, on: date) -> bool:
    """Nobody above the upper limit of savings gets Universal Credit (UC Regs 2013 reg 18)."""
    return facts.savings is not None and facts.savings > pack.amount("uc.capital.upper", on)


def assumed_from(savings: Decimal, pack: RulesPack, on: date) -> Decimal:
    """Pounds a month that savings are taken to bring in (UC Regs 2013 reg 72)."""
    return assumed_income(
        savings,
        left_out=pack.amount("uc.capital.lower", on),
        step=pack.amount("uc.capital.step", on),
        a_step=pack.amount("uc.capital.tariff", on),
    )
