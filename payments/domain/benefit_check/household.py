"""Whole awards of a made-up household before and with a weekly fee: the figures of the case files, not of a person.

State Pension ages follow dates of birth that a case does not give, so the ages below stand in for them: somebody is
taken to have reached State Pension age at 65 before 2019 and at 66 since, and to be that old on 6 October.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.calendar import tax_year_of
from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures, compare
from payments.domain.benefit_check.formulas import assumed_income
from payments.domain.benefit_check.housing_benefit_sums import housing_benefit
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.pension_credit_sums import disregard, guarantee_credit, savings_credit
from payments.domain.benefit_check.tax_sums import bands_on, income_tax

_NOUGHT = Decimal(0)
_WEEKS = 52
_SAVINGS_CREDIT_UNTIL = 1950  # born in or before: 65 before 6 April 2016
_HIGHER_ALLOWANCE_UNTIL = 1954  # born in or before: State Pension age before 1 April 2021


@dataclass(frozen=True)
class Pensioner:
    """Pounds a week. `attendance_allowance`: "lower" or "higher"."""

    age: int
    state_pension: Decimal = _NOUGHT
    private_pension: Decimal = _NOUGHT
    earnings: Decimal = _NOUGHT
    carer: bool = False
    attendance_allowance: str | None = None


@dataclass(frozen=True)
class PensionAgeHousehold:
    """One or two pensioners who live alone. Rent in pounds a week; savings in pounds."""

    claimant: Pensioner
    partner: Pensioner | None = None
    rent: Decimal = _NOUGHT
    savings: Decimal = _NOUGHT
    nation: Nation = Nation.ENGLAND

    @property
    def people(self) -> tuple[Pensioner, ...]:
        return (self.claimant, self.partner) if self.partner else (self.claimant,)

    @property
    def kind(self) -> str:
        return "couple" if self.partner else "single"


def pension_age_figures(household: PensionAgeHousehold, fee: Decimal, *, pack: RulesPack, on: date) -> Figures:
    """Awards without and with a fee of so much every week, earned by the claimant.

    Keys: `pension_credit_week`, `guarantee_credit_week`, `savings_credit_week`, `housing_benefit_week`,
    `income_tax_year`; where they apply `carer_addition_week`, `carers_allowance_week`, `attendance_allowance_week`.
    """
    more = replace(household.claimant, earnings=household.claimant.earnings + fee)
    after = replace(household, claimant=more)
    return compare(_Week(household, pack, on).figures(), _Week(after, pack, on).figures())


class _Week:
    """One household's week."""

    def __init__(self, household: PensionAgeHousehold, pack: RulesPack, on: date) -> None:
        self.household, self._pack, self._on = household, pack, on
        self._bands = bands_on(pack, household.nation, on)
        self.carer = self._is_carer()
        self.carers_allowance = self._carers_allowance()

    def figures(self) -> dict[str, Decimal]:
        guarantee, savings = self.guarantee_credit, self.savings_credit
        figures = {
            "pension_credit_week": guarantee + savings,
            "guarantee_credit_week": guarantee,
            "savings_credit_week": savings,
            "housing_benefit_week": self._housing_benefit(),
            "income_tax_year": sum((self._tax(person) for person in self.household.people), _NOUGHT),
        }
        if any(person.carer for person in self.household.people):
            figures["carer_addition_week"] = self._carer_addition
            figures["carers_allowance_week"] = self.carers_allowance
        if any(person.attendance_allowance for person in self.household.people):
            figures["attendance_allowance_week"] = self._attendance_allowance()
        return figures

    @property
    def guarantee_credit(self) -> Decimal:
        return guarantee_credit(self._guarantee, self._income)

    @property
    def savings_credit(self) -> Decimal:
        if not any(self._born(person) <= _SAVINGS_CREDIT_UNTIL for person in self.household.people):
            return _NOUGHT
        return savings_credit(
            income=self._income,
            standard=self._standard,
            guarantee=self._guarantee,
            threshold=self._rate(f"pc.savings_credit.threshold.{self.household.kind}"),
            share=self._rate("pc.savings_credit.share"),
            taken_back=self._rate("pc.savings_credit.taken_back"),
        )

    @property
    def _standard(self) -> Decimal:
        return self._rate(f"pc.guarantee.{self.household.kind}")

    @property
    def _guarantee(self) -> Decimal:
        return self._standard + self._additions

    @property
    def _additions(self) -> Decimal:
        """Carer and severe disability additions, which Housing Benefit has as premiums of the same amounts."""
        return self._carer_addition + self._severe_disability

    @property
    def _carer_addition(self) -> Decimal:
        return self._rate("pc.carer_addition") if self.carer else _NOUGHT

    @property
    def _severe_disability(self) -> Decimal:
        """For a single person with Attendance Allowance, for a couple only if both have it (Sch I para 1)."""
        if not all(person.attendance_allowance for person in self.household.people):
            return _NOUGHT
        return self._rate("pc.severe_disability_addition") * len(self.household.people)

    @property
    def _income(self) -> Decimal:
        """All that counts for Pension Credit, after tax."""
        return self._income_before_savings + self._assumed_income()

    @property
    def _income_before_savings(self) -> Decimal:
        people = self.household.people
        pensions = sum((person.state_pension + person.private_pension for person in people), _NOUGHT)
        tax = sum((self._tax(person) for person in people), _NOUGHT) / _WEEKS
        earnings = sum((person.earnings for person in people), _NOUGHT)
        return max(_NOUGHT, pensions + self.carers_allowance + earnings - tax - self._left_out())

    def _left_out(self) -> Decimal:
        higher = self.carer or any(person.attendance_allowance for person in self.household.people)
        most = disregard(
            couple=self.household.partner is not None,
            higher=higher,
            single=self._rate("pc.earnings_disregard.single"),
            both=self._rate("pc.earnings_disregard.couple"),
            highest=self._rate("pc.earnings_disregard.higher"),
        )
        return min(most, sum((self._net_earnings(person) for person in self.household.people), _NOUGHT))

    def _net_earnings(self, person: Pensioner) -> Decimal:
        """Earnings less the tax that they add; nobody above State Pension age pays National Insurance."""
        tax = self._tax(person) - self._tax(person, earned=False)
        return max(_NOUGHT, person.earnings - tax / _WEEKS)

    def _tax(self, person: Pensioner, *, earned: bool = True) -> Decimal:
        """A year's income tax, less what a partner's unused allowance saves (Income Tax Act 2007 s.55B)."""
        others = [other for other in self.household.people if other is not person]
        unused = max([self._bands.allowance - self._taxable(other) for other in others], default=_NOUGHT)
        passed_on = min(self._rate("tax.marriage_allowance"), max(_NOUGHT, unused))
        income = self._taxable(person) - (_NOUGHT if earned else person.earnings * _WEEKS)
        return income_tax(max(_NOUGHT, income - passed_on), self._bands)

    def _taxable(self, person: Pensioner) -> Decimal:
        """Pounds a year; Carer's Allowance is taxable, Attendance Allowance is not."""
        benefit = self.carers_allowance if person.carer else _NOUGHT
        return (person.state_pension + person.private_pension + person.earnings + benefit) * _WEEKS

    def _is_carer(self) -> bool:
        """Entitled to Carer's Allowance, even where the State Pension takes its place: earnings within the limit."""
        self.carers_allowance = _NOUGHT
        limit = self._rate("ca.earnings_limit")
        return any(person.carer and self._pay_alone(person) <= limit for person in self.household.people)

    def _pay_alone(self, person: Pensioner) -> Decimal:
        """Earnings less the tax on them alone, which is what the limit looks at (Regs 1996 reg 10)."""
        return person.earnings - income_tax(person.earnings * _WEEKS, self._bands) / _WEEKS

    def _carers_allowance(self) -> Decimal:
        """What is left of it beside the State Pension, which it overlaps."""
        if not self.carer:
            return _NOUGHT
        pension = min(person.state_pension for person in self.household.people if person.carer)
        return max(_NOUGHT, self._rate("ca.rate") - pension)

    def _assumed_income(self) -> Decimal:
        return assumed_income(
            self.household.savings,
            left_out=self._rate("pc.capital.left_out"),
            step=self._rate("pc.capital.step"),
            a_step=self._rate("pc.capital.a_step"),
        )

    def _attendance_allowance(self) -> Decimal:
        kinds = [person.attendance_allowance for person in self.household.people if person.attendance_allowance]
        return sum((self._rate(f"aa.{kind}") for kind in kinds), _NOUGHT)

    def _housing_benefit(self) -> Decimal:
        """All the rent beside guarantee credit; else by income, with savings credit added where there is any."""
        if self.guarantee_credit > 0:
            return self.household.rent
        if self.household.savings > self._rate("hb.capital.upper"):
            return _NOUGHT
        return housing_benefit(
            rent=self.household.rent,
            income=self._income + self.savings_credit,
            applicable=self._housing_allowance() + self._additions,
            taper=self._rate("hb.taper"),
            least=self._rate("hb.minimum_award"),
        )

    def _housing_allowance(self) -> Decimal:
        older = any(self._born(person) <= _HIGHER_ALLOWANCE_UNTIL for person in self.household.people)
        since = "before_2021" if older else "from_2021"
        return self._rate(f"hb.allowance.pension_age.{self.household.kind}_{since}")

    def _born(self, person: Pensioner) -> int:
        return tax_year_of(self._on).first_day.year - person.age

    def _rate(self, key: str) -> Decimal:
        return self._pack.amount(key, self._on)
