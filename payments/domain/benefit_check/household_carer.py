"""A week of a carer's benefit in a made-up household, without a fee and with it: the figures of the case files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check import formulas
from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures, compare
from payments.domain.benefit_check.pack import NotKnown, RulesPack
from payments.domain.benefit_check.tax_sums import (
    bands_on,
    class_4_bands,
    contributions,
    employee_ni_bands,
    income_tax,
)

_NOUGHT = Decimal(0)
_WEEKS = Decimal(52)


@dataclass(frozen=True)
class CarerWeek:
    """Pounds a week. One of the two benefits is nil, since the nation decides which there is."""

    carers_allowance: Decimal = _NOUGHT
    carer_support_payment: Decimal = _NOUGHT
    supplement: Decimal = _NOUGHT

    @property
    def paid(self) -> Decimal:
        """Without the Scottish supplement, which Universal Credit does not count (SI 2026/246)."""
        return self.carers_allowance + self.carer_support_payment

    @property
    def taxable(self) -> Decimal:
        return self.paid + self.supplement

    def figures(self) -> dict[str, Decimal]:
        return {
            "carers_allowance_week": self.carers_allowance,
            "carer_support_payment_week": self.carer_support_payment,
            "scottish_carer_supplement_week": self.supplement,
        }


@dataclass(frozen=True)
class Carer:
    """Pounds a week, before tax. `pension` is the carer's own contribution."""

    pay: Decimal = _NOUGHT
    pension: Decimal = _NOUGHT
    self_employed: bool = False
    caring_hours: Decimal = Decimal(35)
    nation: Nation = Nation.ENGLAND


def carer_figures(carer: Carer, fee: Decimal, *, pack: RulesPack, on: date) -> Figures:
    """The carer's benefit without and with a fee of so much every week, and what is held against its limit."""
    return compare(_week(carer, pack, on), _week(replace(carer, pay=carer.pay + fee), pack, on))


def carer_week(counted: Decimal, *, nation: Nation, pack: RulesPack, on: date) -> CarerWeek:
    """What is paid for a week with so much counted: all of it up to the limit, nothing above (ICA Regs 1976 reg 8)."""
    if nation == Nation.SCOTLAND:
        if counted > pack.amount("csp.earnings_limit", on):
            return CarerWeek()
        return CarerWeek(
            carer_support_payment=pack.amount("csp.rate", on), supplement=_if_known(pack, "csp.supplement", on)
        )
    if counted > pack.amount("ca.earnings_limit", on):
        return CarerWeek()
    return CarerWeek(carers_allowance=pack.amount("ca.rate", on))


def _week(carer: Carer, pack: RulesPack, on: date) -> dict[str, Decimal]:
    counted = _counted(carer, pack, on)
    enough = carer.caring_hours >= pack.amount("ca.caring_hours", on)
    limited = formulas.whole_pennies(counted)
    week = carer_week(limited, nation=carer.nation, pack=pack, on=on) if enough else CarerWeek()
    return {**week.figures(), "net_earnings_for_limit_week": counted}


def _counted(carer: Carer, pack: RulesPack, on: date) -> Decimal:
    """Pay less tax, National Insurance and half of the pension contribution (Regs 1996 reg 10(4))."""
    year = carer.pay * _WEEKS
    bands = class_4_bands(pack, on) if carer.self_employed else employee_ni_bands(pack, "year", on)
    taxable = max(_NOUGHT, year - carer.pension * _WEEKS)
    taken = income_tax(taxable, bands_on(pack, carer.nation, on)) + contributions(year, bands)
    share = pack.amount("ca.deduction.pension_share", on)
    return max(_NOUGHT, carer.pay - taken / _WEEKS - carer.pension * share)


def _if_known(pack: RulesPack, key: str, on: date) -> Decimal:
    """Nil before the Scottish supplement began."""
    try:
        return pack.amount(key, on)
    except NotKnown:
        return _NOUGHT
