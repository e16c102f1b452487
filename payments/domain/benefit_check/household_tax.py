"""A year's tax and National Insurance of one person, before and with a fee: the figures of the case files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures, compare
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.tax_sums import (
    bands_on,
    class_4_bands,
    contributions,
    employee_ni_bands,
    income_tax,
    taxable_receipts,
)

_NOUGHT = Decimal(0)
_WEEKS = 52


@dataclass(frozen=True)
class Earner:
    """Pounds a year. `carer`: cares for 35 hours a week, so Carer's Allowance is paid while pay is within its limit."""

    nation: Nation
    pay: Decimal = _NOUGHT
    receipts: Decimal = _NOUGHT
    carer: bool = False


def tax_figures(earner: Earner, fee: Decimal, *, self_employed: bool, pack: RulesPack, on: date) -> Figures:
    """`income_tax_year`, `employee_ni_year`, `class_4_ni_year` without and with a fee of so much a year."""
    after = replace(earner, receipts=earner.receipts + fee) if self_employed else replace(earner, pay=earner.pay + fee)
    return compare(_year(earner, pack, on), _year(after, pack, on))


def _year(earner: Earner, pack: RulesPack, on: date) -> dict[str, Decimal]:
    """National Insurance on the yearly basis, which differs from the real one per pay period."""
    bands = bands_on(pack, earner.nation, on)
    profit = taxable_receipts(earner.receipts, pack.amount("tax.trading_allowance", on))
    class_1 = contributions(earner.pay, employee_ni_bands(pack, "year", on))
    income = earner.pay + profit
    net_week = (income - class_1 - income_tax(income, bands)) / _WEEKS
    benefit = _carers_allowance(earner, net_week, pack, on)
    return {
        "income_tax_year": income_tax(income + benefit, bands),
        "employee_ni_year": class_1,
        "class_4_ni_year": contributions(profit, class_4_bands(pack, on)),
    }


def _carers_allowance(earner: Earner, net_week: Decimal, pack: RulesPack, on: date) -> Decimal:
    """A year of Carer's Allowance, which is taxable; none once weekly pay is over the limit (see section 6.2)."""
    if not earner.carer or net_week > pack.amount("ca.earnings_limit", on):
        return _NOUGHT
    return pack.amount("ca.rate", on) * _WEEKS
