"""Universal Credit of a made-up household without a fee and with it: the figures of the case files, not of a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check import formulas
from payments.domain.benefit_check.calendar import tax_year_of
from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures, compare
from payments.domain.benefit_check.household_carer import CarerWeek, carer_week
from payments.domain.benefit_check.pack import NotKnown, RulesPack
from payments.domain.benefit_check.tax_sums import TaxBands, bands_on, contributions, employee_ni_bands, income_tax
from payments.domain.benefit_check.uc_cap import limit_key
from payments.domain.benefit_check.uc_savings import assumed_from

_NOUGHT = Decimal(0)
_MONTHS, _WEEKS = Decimal(12), Decimal(52)
_HIGHER_FIRST_CHILD_UNTIL = 2016  # born before 6 April 2017; a case gives ages only


@dataclass(frozen=True)
class UcHousehold:
    """Pounds a month, savings in pounds. `lcwra`: which rate, `standard`, `protected` or `new_claimant`.

    `carer`: cares for 35 hours a week or more; `claims_carer_benefit`: gets Carer's Allowance or what
    Scotland has in its place. `partner_age` makes a couple.
    """

    age: int
    pay: Decimal = _NOUGHT
    partner_age: int | None = None
    partner_pay: Decimal = _NOUGHT
    children: tuple[int, ...] = ()
    rent: Decimal = _NOUGHT
    housing_element: bool = False
    limited_capability: bool = False
    lcwra: str | None = None
    carer: bool = False
    claims_carer_benefit: bool = False
    savings: Decimal = _NOUGHT
    greater_london: bool = False
    nation: Nation = Nation.ENGLAND

    @property
    def couple(self) -> bool:
        return self.partner_age is not None


@dataclass(frozen=True)
class UcFigures:
    """`capped_before` and `capped_after`: the benefit cap took something off. Keys as in the case files."""

    figures: Figures
    capped_before: bool
    capped_after: bool
    carer_benefit_lost: bool


def universal_credit_figures(household: UcHousehold, fee: Decimal, *, pack: RulesPack, on: date) -> UcFigures:
    """Awards without and with a fee of so much every month, earned by the claimant."""
    before = _Month(household, pack, on)
    after = _Month(replace(household, pay=household.pay + fee), pack, on)
    lost = before.carer_benefit.paid > after.carer_benefit.paid
    both = compare(before.figures(), after.figures())
    return UcFigures(both, before.cap_reduction > 0, after.cap_reduction > 0, lost)


class _Month:
    """One assessment period of one household."""

    def __init__(self, household: UcHousehold, pack: RulesPack, on: date) -> None:
        self.household, self._pack, self._on = household, pack, on
        self._bands: TaxBands = bands_on(pack, household.nation, on)
        self.carer_benefit = self._carer_benefit()

    def figures(self) -> dict[str, Decimal]:
        home = self.household
        figures = {
            "uc_award_month": self.award,
            "uc_earned_income_month": self.net,
            "uc_work_allowance_month": self.work_allowance,
            "uc_maximum_amount_month": self.maximum,
            "uc_unearned_income_month": self.unearned,
            "income_tax_month": self._tax(self._taxable, beside=home.partner_pay) / _MONTHS,
            "employee_ni_month": self._ni(home.pay),
        }
        if home.carer:
            figures |= self.carer_benefit.figures()
            figures["uc_carer_element_month"] = self._carer_element
        return figures

    @property
    def award(self) -> Decimal:
        return max(_NOUGHT, self._before_cap - self.cap_reduction)

    @property
    def _too_much_saved(self) -> bool:
        """Nobody above the upper limit of savings may claim (UC Regs 2013 reg 18)."""
        return self.household.savings > self._rate("uc.capital.upper")

    @property
    def cap_reduction(self) -> Decimal:
        """What the benefit cap takes off: Universal Credit and Child Benefit over the limit (UC Regs 2013 reg 81)."""
        home = self.household
        exempt = self.net >= self._rate("uc.benefit_cap.earnings_exception")
        if exempt or home.lcwra or self._carer_element or not self._before_cap:
            return _NOUGHT
        family = home.couple or bool(home.children)
        limit = self._rate(limit_key(family=family, greater_london=home.greater_london)) / _MONTHS
        return max(_NOUGHT, self._before_cap + self._child_benefit - limit)

    @property
    def _before_cap(self) -> Decimal:
        earned = self._rate("uc.taper") * max(_NOUGHT, self.net - self.work_allowance)
        return max(_NOUGHT, self.maximum - self.unearned - earned)

    @property
    def maximum(self) -> Decimal:
        home = self.household
        if self._too_much_saved:
            return _NOUGHT
        rent = home.rent if home.housing_element else _NOUGHT
        health = self._rate(f"uc.lcwra_element.{home.lcwra}") if home.lcwra else _NOUGHT
        return self._standard_allowance + self._children + rent + health + self._carer_element

    @property
    def _standard_allowance(self) -> Decimal:
        home = self.household
        grown_up = max(home.age, home.partner_age or 0) >= 25
        if home.couple:
            return self._rate(f"uc.standard_allowance.couple_{'25_plus' if grown_up else 'both_under_25'}")
        return self._rate(f"uc.standard_allowance.single_{'25_plus' if grown_up else 'under_25'}")

    @property
    def _children(self) -> Decimal:
        """Child elements; born before April 2017 is told from the age, since a case gives no date of birth."""
        year = tax_year_of(self._on).first_day.year
        old = [year - age <= _HIGHER_FIRST_CHILD_UNTIL for age in sorted(self.household.children, reverse=True)]
        if not old:
            return _NOUGHT
        first = self._rate("uc.child_element.first_born_before_2017_04_06" if old[0] else "uc.child_element")
        return first + self._rate("uc.child_element") * (self._with_an_element(len(old), older=sum(old)) - 1)

    def _with_an_element(self, children: int, *, older: int) -> int:
        """The two-child limit did not touch children born before April 2017, and ended on 6 April 2026."""
        try:
            return min(children, max(int(self._rate("uc.child_limit")), older))
        except NotKnown:
            return children

    @property
    def _carer_element(self) -> Decimal:
        """Stays whatever is earned; not beside the health element of the same person (UC Regs 2013 reg 29(4))."""
        return self._rate("uc.carer_element") if self.household.carer and not self.household.lcwra else _NOUGHT

    @property
    def work_allowance(self) -> Decimal:
        home = self.household
        if not (home.limited_capability or home.lcwra or home.children):
            return _NOUGHT
        return self._rate(f"uc.work_allowance.{'with' if home.housing_element else 'without'}_housing")

    @property
    def unearned(self) -> Decimal:
        return self._assumed_from_savings + self.carer_benefit.paid * _WEEKS / _MONTHS

    @property
    def _assumed_from_savings(self) -> Decimal:
        """So much for every 250 pounds or part above the lower limit (UC Regs 2013 reg 72)."""
        if self._too_much_saved:
            return _NOUGHT
        return assumed_from(self.household.savings, self._pack, self._on)

    @property
    def net(self) -> Decimal:
        """Both pays less the tax and National Insurance on pay alone."""
        own, other = self.household.pay, self.household.partner_pay
        return self._net(own, beside=other) + self._net(other, beside=own)

    def _net(self, pay: Decimal, *, beside: Decimal) -> Decimal:
        return pay - self._tax(pay * _MONTHS, beside=beside) / _MONTHS - self._ni(pay)

    def _tax(self, income: Decimal, *, beside: Decimal) -> Decimal:
        """A year's tax, less what the unused allowance of a husband, wife or civil partner saves (ITA 2007 s.55B)."""
        if not self.household.couple:
            return income_tax(income, self._bands)
        unused = max(_NOUGHT, self._bands.allowance - beside * _MONTHS)
        passed_on = min(self._rate("tax.marriage_allowance"), unused)
        return income_tax(max(_NOUGHT, income - passed_on), self._bands)

    def _ni(self, pay: Decimal) -> Decimal:
        return contributions(pay * _MONTHS, employee_ni_bands(self._pack, "year", self._on)) / _MONTHS

    @property
    def _taxable(self) -> Decimal:
        """Pounds a year; a carer's benefit is taxable."""
        return self.household.pay * _MONTHS + self.carer_benefit.taxable * _WEEKS

    def _carer_benefit(self) -> CarerWeek:
        home = self.household
        if not (home.carer and home.claims_carer_benefit):
            return CarerWeek()
        week = formulas.whole_pennies(self._net(home.pay, beside=home.partner_pay) * _MONTHS / _WEEKS)
        return carer_week(week, nation=home.nation, pack=self._pack, on=self._on)

    @property
    def _child_benefit(self) -> Decimal:
        children = len(self.household.children)
        if not children:
            return _NOUGHT
        week = self._rate("child_benefit.eldest") + self._rate("child_benefit.other") * (children - 1)
        return week * _WEEKS / _MONTHS

    def _rate(self, key: str) -> Decimal:
        return self._pack.amount(key, self._on)
