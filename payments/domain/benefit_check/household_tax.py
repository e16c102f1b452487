"""A year's tax and National Insurance of one person, before and with a fee: the figures of the case files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures, compare
from payments.domain.benefit_check.formulas import whole_pennies
from payments.domain.benefit_check.household_carer import carer_week
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
    """Pounds a year. `carer`: cares for 35 hours a week, so a carer's benefit is paid while pay is within its limit.

    `over_pension_age`: pays no National Insurance.
    """

    nation: Nation
    pay: Decimal = _NOUGHT
    receipts: Decimal = _NOUGHT
    carer: bool = False
    over_pension_age: bool = False


def tax_figures(earner: Earner, fee: Decimal, *, self_employed: bool, pack: RulesPack, on: date) -> Figures:
    """`income_tax_year`, `employee_ni_year`, `class_4_ni_year` without and with a fee of so much a year."""
    after = replace(earner, receipts=earner.receipts + fee) if self_employed else replace(earner, pay=earner.pay + fee)
    return compare(_year(earner, pack, on), _year(after, pack, on))


def _year(earner: Earner, pack: RulesPack, on: date) -> dict[str, Decimal]:
    """National Insurance on the yearly basis, which differs from the real one per pay period."""
    bands = bands_on(pack, earner.nation, on)
    profit = taxable_receipts(earner.receipts, pack.amount("tax.trading_allowance", on))
    owes = not earner.over_pension_age
    class_1 = contributions(earner.pay, employee_ni_bands(pack, "year", on)) if owes else _NOUGHT
    income = earner.pay + profit
    net_week = (income - class_1 - income_tax(income, bands)) / _WEEKS
    benefit = _carers_allowance(earner, net_week, pack, on)
    return {
        "income_tax_year": income_tax(income + benefit, bands),
        "employee_ni_year": class_1,
        "class_4_ni_year": contributions(profit, class_4_bands(pack, on)) if owes else _NOUGHT,
    }


def _carers_allowance(earner: Earner, net_week: Decimal, pack: RulesPack, on: date) -> Decimal:
    """A year of the nation's benefit for carers, which is taxable; none once weekly pay is over the limit."""
    if not earner.carer:
        return _NOUGHT
    return carer_week(whole_pennies(net_week), nation=earner.nation, pack=pack, on=on).taxable * _WEEKS
