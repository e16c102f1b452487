"""Housing Benefit of a made-up household in supported or temporary accommodation: the figures of the case files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures, compare
from payments.domain.benefit_check.housing_benefit_sums import Disregards, extra_disregard_key, housing_benefit
from payments.domain.benefit_check.pack import NotKnown, RulesPack
from payments.domain.benefit_check.tax_sums import bands_on, contributions, employee_ni_bands, income_tax

_NOUGHT = Decimal(0)
_WEEKS = 52


@dataclass(frozen=True)
class SupportedHousehold:
    """Working age, in specified or temporary accommodation, not on Universal Credit, no children. Pounds a week.

    `earnings` are the claimant's, before tax; `other_income` is taken to bear no tax.
    """

    age: int
    rent: Decimal
    other_income: Decimal = _NOUGHT
    earnings: Decimal = _NOUGHT
    partner_age: int | None = None
    nation: Nation = Nation.ENGLAND


def supported_housing_figures(household: SupportedHousehold, fee: Decimal, *, pack: RulesPack, on: date) -> Figures:
    """Housing Benefit without and with a fee of so much every week.

    Keys: `housing_benefit_week`, `net_earnings_week`, `earnings_disregard_week`, `applicable_amount_week`,
    `income_counted_week`.
    """
    after = replace(household, earnings=household.earnings + fee)
    return compare(_week(household, pack, on), _week(after, pack, on))


def _week(household: SupportedHousehold, pack: RulesPack, on: date) -> dict[str, Decimal]:
    net = _net(household, pack, on)
    left_out = _disregards(household, pack, on).of(net)
    applicable = pack.amount(_allowance(household), on)
    income = household.other_income + net - left_out
    award = housing_benefit(
        rent=household.rent,
        income=income,
        applicable=applicable,
        taper=pack.amount("hb.taper", on),
        least=pack.amount("hb.minimum_award", on),
    )
    return {
        "housing_benefit_week": award,
        "net_earnings_week": net,
        "earnings_disregard_week": left_out,
        "applicable_amount_week": applicable,
        "income_counted_week": income,
    }


def _net(household: SupportedHousehold, pack: RulesPack, on: date) -> Decimal:
    """Pay of a week less a 52nd of the year's tax and of National Insurance on the yearly basis."""
    year = household.earnings * _WEEKS
    tax = income_tax(year, bands_on(pack, household.nation, on))
    return (year - tax - contributions(year, employee_ni_bands(pack, "year", on))) / _WEEKS


def _disregards(household: SupportedHousehold, pack: RulesPack, on: date) -> Disregards:
    """The extra amount has been in force since 5 October 2026; before, there was none."""
    couple = household.partner_age is not None
    standard = pack.amount(f"hb.earnings_disregard.{'couple' if couple else 'single'}", on)
    elder = max(household.age, household.partner_age or 0)
    try:
        extra = pack.amount(extra_disregard_key(elder, couple=couple), on)
    except NotKnown:
        extra = _NOUGHT
    return Disregards(standard, extra)


def _allowance(household: SupportedHousehold) -> str:
    if household.partner_age is not None:
        grown_up = max(household.age, household.partner_age) >= 18
        return f"hb.allowance.couple_{'18_plus' if grown_up else 'under_18'}"
    return f"hb.allowance.single_{'25_plus' if household.age >= 25 else 'under_25'}"
