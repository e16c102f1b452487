"""Made-up people who told everything that their benefit turns on, for tests that take facts away again."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    CarerBenefit,
    Circumstances,
    CouncilTaxReduction,
    Covers,
    HousingBenefit,
    Nation,
    NewStyleEsa,
    NewStyleJsa,
    PaidAs,
    Payment,
    PensionCredit,
    Scheme,
    TaxPosition,
    UniversalCredit,
)

NOUGHT = Decimal(0)
DAY = date(2026, 11, 10)

FEE = Payment(
    worked_on=DAY,
    fee=Decimal("4.50"),
    paid_on=date(2026, 11, 20),
    net_fee=Decimal("4.50"),
    covers=Covers.WEEK,
    regular=True,
    paid_as=PaidAs.PAYROLL,
    activity=Activity.CONSULTATION_MEETING,
    capacity=Capacity.SERVICE_USER,
    hours=Decimal(2),
)
"""So small that every benefit with an allowance leaves it out."""

OF_THE_FEE = frozenset({"activity", "capacity", "paid_as"})
"""Facts of a payment without which nobody can say how it counts."""


@dataclass(frozen=True)
class Told:
    """Somebody for whom the fee is left out. `section`: the facts of the benefit; `matter`: without each no all-clear.

    `of_the_person`: facts of everybody that matter too; `of_the_fee`: facts of the payment.
    """

    scheme: Scheme
    person: Circumstances
    section: str = ""
    matter: frozenset[str] = frozenset()
    of_the_person: frozenset[str] = frozenset()
    of_the_fee: frozenset[str] = OF_THE_FEE
    dear: Decimal = Decimal("2000.00")
    fee: Payment = field(default=FEE)

    @property
    def dearly_paid(self) -> Payment:
        """A fee no benefit leaves out."""
        return replace(self.fee, fee=self.dear, net_fee=self.dear)


def _person(scheme: Scheme, **facts: object) -> Circumstances:
    return replace(
        Circumstances(nation=Nation.ENGLAND, age=40, over_pension_age=False, held=frozenset({scheme})), **facts
    )


UC = UniversalCredit(
    period_day=1,
    couple=False,
    housing_costs=True,
    limited_capability=True,
    child=False,
    net_earnings=NOUGHT,
    maximum=Decimal("900.00"),
    unearned=NOUGHT,
    award=Decimal("900.00"),
    awaiting_first_assessment=False,
    disability_payment=False,
    benefit_capped=False,
    greater_london=False,
    other_capped=NOUGHT,
    saved_over_lower=False,
    savings=NOUGHT,
    gainfully_self_employed=False,
    pension_contribution=NOUGHT,
)
CARER = CarerBenefit(
    net_week=Decimal(100),
    pension_week=NOUGHT,
    care_costs_week=NOUGHT,
    care_by_close_relative=False,
    allowable_expenses_week=NOUGHT,
    week_starts=0,
    break_in_care=False,
)
PC = PensionCredit(
    couple=False,
    guarantee_credit=Decimal(50),
    savings_credit=False,
    net_week=NOUGHT,
    pension_week=NOUGHT,
    carer_addition=False,
    disability_condition=False,
    listed_work=False,
    income_week=Decimal(188),
    minimum_guarantee=Decimal(238),
)
HB = HousingBenefit(
    on_universal_credit=False,
    pension_age=True,
    specified_or_temporary=False,
    guarantee_credit=False,
    guarantee_credit_left=False,
    permitted_work=False,
    couple=False,
    lone_parent=False,
    carer_or_disability=False,
    thirty_hours=False,
    age=70,
    eligible_rent=Decimal(110),
    income_week=Decimal(260),
    applicable_week=Decimal(250),
    net_week=NOUGHT,
)

PEOPLE = (
    Told(
        Scheme.UNIVERSAL_CREDIT,
        _person(Scheme.UNIVERSAL_CREDIT, universal_credit=UC),
        "universal_credit",
        frozenset({"limited_capability", "housing_costs", "net_earnings"}),
    ),
    Told(Scheme.CARERS_ALLOWANCE, _person(Scheme.CARERS_ALLOWANCE, carer=CARER), "carer", frozenset({"net_week"})),
    Told(
        Scheme.CARER_SUPPORT_PAYMENT,
        _person(Scheme.CARER_SUPPORT_PAYMENT, carer=CARER, nation=Nation.SCOTLAND),
        "carer",
        frozenset({"net_week"}),
    ),
    Told(
        Scheme.ESA_NEW_STYLE,
        _person(
            Scheme.ESA_NEW_STYLE,
            esa=NewStyleEsa(net_week=Decimal(50), hours_week=Decimal(3), week_starts=0, pw1_sent=True, varies=False),
        ),
        "esa",
        frozenset({"net_week", "hours_week"}),
        of_the_fee=OF_THE_FEE | {"hours"},
        dear=Decimal("300.00"),
    ),
    Told(
        Scheme.JSA_NEW_STYLE,
        _person(Scheme.JSA_NEW_STYLE, jsa=NewStyleJsa(net_week=NOUGHT, hours_week=NOUGHT, week_starts=0)),
        "jsa",
        frozenset({"net_week", "hours_week"}),
        of_the_fee=OF_THE_FEE | {"hours"},
    ),
    Told(
        Scheme.PENSION_CREDIT,
        _person(Scheme.PENSION_CREDIT, pension_credit=PC, over_pension_age=True, age=70),
        "pension_credit",
        frozenset({"savings_credit", "net_week"}),
    ),
    Told(
        Scheme.HOUSING_BENEFIT,
        _person(Scheme.HOUSING_BENEFIT, housing_benefit=HB, over_pension_age=True, age=70),
        "housing_benefit",
        frozenset({"on_universal_credit", "net_week"}),
    ),
    Told(
        Scheme.COUNCIL_TAX_REDUCTION,
        _person(
            Scheme.COUNCIL_TAX_REDUCTION,
            council_tax=CouncilTaxReduction(
                "",
                pension_age=True,
                net_week=NOUGHT,
                couple=False,
                carer_or_disability=False,
                award_week=Decimal(20),
            ),
            age=70,
            over_pension_age=True,
        ),
        "council_tax",
        frozenset({"pension_age", "net_week"}),
        of_the_person=frozenset({"nation"}),
    ),
    Told(
        Scheme.TAX,
        _person(
            Scheme.TAX,
            tax=TaxPosition(
                income_year=Decimal(5000),
                code="1257L",
                casual_receipts_year=NOUGHT,
                pay_period_earnings=NOUGHT,
                status_decided=PaidAs.PAYROLL,
            ),
        ),
        "tax",
        frozenset({"income_year", "status_decided"}),
        of_the_fee=frozenset(),
        dear=Decimal("40000.00"),
    ),
    Told(
        Scheme.NATIONAL_INSURANCE,
        _person(Scheme.NATIONAL_INSURANCE, tax=TaxPosition(pay_period_earnings=NOUGHT, status_decided=PaidAs.PAYROLL)),
        "tax",
        frozenset({"pay_period_earnings", "status_decided"}),
        of_the_person=frozenset({"over_pension_age"}),
        of_the_fee=frozenset({"covers"}),
    ),
    Told(
        Scheme.CHILD_BENEFIT,
        _person(Scheme.CHILD_BENEFIT, tax=TaxPosition(income_year=Decimal(20_000))),
        "tax",
        frozenset({"income_year"}),
        of_the_fee=frozenset(),
        dear=Decimal("70000.00"),
    ),
)
"""Decided benefit by benefit: the facts without which the rules cannot say that a fee is left out."""
