"""What a person may tell us, and what is known of a payment. `None` always means "not told", never "no".

Money is Decimal pounds with pence, before tax unless a name says `net`. Hours are Decimal hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Nation(StrEnum):
    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


class Scheme(StrEnum):
    """Whatever a payment could touch; the value is the key in case files."""

    UNIVERSAL_CREDIT = "universal_credit"
    CARERS_ALLOWANCE = "carers_allowance"
    CARER_SUPPORT_PAYMENT = "carer_support_payment"
    ESA_NEW_STYLE = "esa_new_style"
    ESA_INCOME_RELATED = "esa_income_related"
    JSA_NEW_STYLE = "jsa_new_style"
    JSA_INCOME_BASED = "jsa_income_based"
    INCOME_SUPPORT = "income_support"
    HOUSING_BENEFIT = "housing_benefit"
    PENSION_CREDIT = "pension_credit"
    COUNCIL_TAX_REDUCTION = "council_tax_reduction"
    TAX_CREDITS = "tax_credits"
    PIP = "pip"
    DLA = "dla"
    ATTENDANCE_ALLOWANCE = "attendance_allowance"
    ADULT_DISABILITY_PAYMENT = "adult_disability_payment"
    CHILD_DISABILITY_PAYMENT = "child_disability_payment"
    PENSION_AGE_DISABILITY_PAYMENT = "pension_age_disability_payment"
    STATE_PENSION = "state_pension"
    INDUSTRIAL_INJURIES = "industrial_injuries"
    CHILD_BENEFIT = "child_benefit"
    ACCESS_TO_WORK = "access_to_work"
    STUDENT_FINANCE = "student_finance"
    SICK_PAY_OR_INSURANCE = "sick_pay_or_insurance"
    OTHER = "other"
    TAX = "tax"
    NATIONAL_INSURANCE = "national_insurance"
    MINIMUM_WAGE = "minimum_wage"
    IMMIGRATION = "immigration"
    AGE = "age"


class Activity(StrEnum):
    """What really happens on the day, as staff describe it. Only the first two are clearly "being consulted"."""

    CONSULTATION_MEETING = "consultation_meeting"
    RESEARCH_OR_MONITORING_GROUP = "research_or_monitoring_group"
    CURRICULUM_DESIGN = "curriculum_design"
    TEACHING = "teaching"
    SELECTION_PANEL = "selection_panel"
    PLACEMENT_ASSESSMENT = "placement_assessment"
    STUDENT_SUPPORT = "student_support"
    EMPLOYMENT = "employment"
    VOLUNTEERING = "volunteering"
    OTHER = "other"


class Capacity(StrEnum):
    """In which role somebody is consulted."""

    SERVICE_USER = "service_user"
    POTENTIAL_SERVICE_USER = "potential_service_user"
    CARER_OF_CONSULTED_PERSON = "carer_of_consulted_person"
    OTHER_AFFECTED = "other_affected"
    NONE = "none"


class Covers(StrEnum):
    """The time a fee is for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TERM = "term"
    NONE = "none"  # a one-off for which no time can be named


class PaidAs(StrEnum):
    PAYROLL = "payroll"
    SELF_EMPLOYED_INVOICE = "self_employed_invoice"
    CASUAL_NO_PAYROLL = "casual_no_payroll"
    VOUCHER = "voucher"  # cannot be used as cash
    CASH_VOUCHER = "cash_voucher"  # a gift card or voucher that can
    GOODS = "goods"
    CHARITY = "charity"  # at the person's wish, straight to a charity
    GROUP = "group"  # to a group's own account, for the group's own work
    DECLINED = "declined"


class Immigration(StrEnum):
    """Only ever what somebody chose to say themselves."""

    SETTLED = "settled"
    ASYLUM_NO_PERMISSION = "asylum_seeker_no_permission"
    ASYLUM_LISTED_JOBS = "asylum_seeker_listed_jobs"
    STUDENT_20H = "student_20h"
    STUDENT_10H = "student_10h"
    VISITOR = "visitor"
    SKILLED_WORKER = "skilled_worker"
    MAY_NOT_BE_PAID = "may_not_be_paid"  # the person says only this
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Expense:
    """One cost repaid. `kind`: travel, home_to_work_travel, meal, replacement_care, childcare, personal_assistant, …"""

    kind: str
    amount: Decimal
    taxed_as_pay: bool | None = None
    flat: bool | None = None  # a set sum, whatever was spent
    paid_by_university: bool | None = None  # booked and paid for the person, nothing repaid


@dataclass(frozen=True)
class Payment:
    """One fee (or what stands for it) with its costs apart. `regular`: paid again in every period it covers."""

    worked_on: date
    fee: Decimal
    paid_on: date | None = None
    net_fee: Decimal | None = None  # after tax and National Insurance; None: nothing taken off is known
    covers: Covers | None = None
    covers_days: int | None = None  # for a term or a stretch of its own
    regular: bool | None = None
    paid_as: PaidAs | None = None
    expenses: tuple[Expense, ...] = ()
    activity: Activity | None = None
    capacity: Capacity | None = None
    hours: Decimal | None = None  # preparation included
    payer: str = ""
    offered: bool = True  # False: already agreed or paid, here or elsewhere; it counts in totals only

    @property
    def net(self) -> Decimal:
        return self.fee if self.net_fee is None else self.net_fee


class ChoiceKind(StrEnum):
    FEE = "fee"
    SMALLER_FEE = "smaller_fee"
    EXPENSES_ONLY = "expenses_only"
    NOTHING = "nothing"
    ORGANISATION = "organisation"
    CHARITY = "charity"
    VOUCHER = "voucher"
    LATER = "later"


@dataclass(frozen=True)
class Choice:
    """How the person would take what is offered. `fee`: the smaller sum; `paid_on`: the later day."""

    kind: ChoiceKind = ChoiceKind.FEE
    fee: Decimal | None = None
    paid_on: date | None = None


@dataclass(frozen=True)
class UniversalCredit:
    period_day: int | None = None  # day of the month on which assessment periods start, 1 to 31
    couple: bool | None = None
    housing_costs: bool | None = None  # the award has the housing costs element
    limited_capability: bool | None = None  # the person or a partner has LCW or LCWRA
    child: bool | None = None  # the person or a partner is responsible for a child
    net_earnings: Decimal | None = None  # of both, in the assessment period, without the payments listed
    maximum: Decimal | None = None  # all elements added, a month
    unearned: Decimal | None = None  # other income that comes off pound for pound, a month; not that from savings
    award: Decimal | None = None  # what was paid last time, a month
    awaiting_first_assessment: bool | None = None  # of capability for work
    disability_payment: bool | None = None  # PIP, DLA, AA or armed forces payment
    benefit_capped: bool | None = None
    greater_london: bool | None = None  # the home, of either of a couple, is in Greater London
    other_capped: Decimal | None = None  # Child Benefit and other benefits that count for the cap, a month
    saved_over_lower: bool | None = None  # savings of both are above what is left out, with this pay kept
    savings: Decimal | None = None  # of both, without the payments listed
    gainfully_self_employed: bool | None = None
    pension_contribution: Decimal | None = None  # a month, tax-relieved, comes off in whole


@dataclass(frozen=True)
class CarerBenefit:
    """Carer's Allowance or Carer Support Payment."""

    net_week: Decimal | None = None  # other pay after tax and National Insurance in the week
    pension_week: Decimal | None = None  # own contribution, half comes off
    care_costs_week: Decimal | None = None  # for the cared-for person or a child under 16, while working
    care_by_close_relative: bool | None = None
    allowable_expenses_week: Decimal | None = None
    week_starts: int | None = None  # 0 Monday … 6 Sunday
    recent_weeks: tuple[Decimal, ...] = ()  # net pay of the last weeks, oldest first
    cycle_weeks: int | None = None  # pay goes round in a cycle of so many weeks
    break_in_care: bool | None = None  # the week is a temporary break in care


@dataclass(frozen=True)
class NewStyleEsa:
    net_week: Decimal | None = None
    hours_week: Decimal | None = None
    week_starts: int | None = None
    pw1_sent: bool | None = None
    varies: bool | None = None  # hours or pay differ from week to week


@dataclass(frozen=True)
class NewStyleJsa:
    net_week: Decimal | None = None
    hours_week: Decimal | None = None
    week_starts: int | None = None
    voucher_ni_charged: bool | None = None


@dataclass(frozen=True)
class PensionCredit:
    couple: bool | None = None
    guarantee_credit: Decimal | None = None  # paid now, a week
    savings_credit: bool | None = None
    net_week: Decimal | None = None  # earnings of both, without the payments listed
    pension_week: Decimal | None = None
    carer_addition: bool | None = None
    disability_condition: bool | None = None
    listed_work: bool | None = None  # firefighter, lifeboat and the like
    income_week: Decimal | None = None  # everything else that counts
    minimum_guarantee: Decimal | None = None  # with additions, a week


@dataclass(frozen=True)
class HousingBenefit:
    on_universal_credit: bool | None = None
    pension_age: bool | None = None
    specified_or_temporary: bool | None = None  # kind of accommodation
    guarantee_credit: bool | None = None
    guarantee_credit_left: bool | None = None  # some is left after the fee
    permitted_work: bool | None = None  # ESA with permitted work
    couple: bool | None = None
    lone_parent: bool | None = None
    carer_or_disability: bool | None = None  # the higher disregard of 20
    thirty_hours: bool | None = None  # the further disregard's hours condition holds
    age: int | None = None
    partner_age: int | None = None
    eligible_rent: Decimal | None = None  # a week
    income_week: Decimal | None = None  # everything but earnings
    applicable_week: Decimal | None = None
    net_week: Decimal | None = None


@dataclass(frozen=True)
class CouncilTaxReduction:
    council: str = ""
    pension_age: bool | None = None
    net_week: Decimal | None = None
    couple: bool | None = None
    carer_or_disability: bool | None = None  # the higher disregard of 20
    award_week: Decimal | None = None


@dataclass(frozen=True)
class TaxPosition:
    """For tax and National Insurance. `income_year`: all taxable income without the payments listed."""

    income_year: Decimal | None = None
    code: str = ""
    casual_receipts_year: Decimal | None = None  # gross self-employed or casual, without the payments listed
    pay_period_earnings: Decimal | None = None  # from the same employer in the same pay period
    status_decided: PaidAs | None = None  # what the university's payroll or tax team decided


@dataclass(frozen=True)
class Circumstances:
    """`held` names the benefits somebody gets. A scheme with facts of its own has its facts beside it."""

    nation: Nation | None = None
    age: int | None = None
    over_pension_age: bool | None = None
    held: frozenset[Scheme] = frozenset()
    rather_not_say: bool = False
    immigration: Immigration | None = None  # None: not asked, which is the rule
    hours_this_week: Decimal | None = None  # other work, paid or unpaid
    activity_shows_change: bool | None = None  # the work shows a change in what the person can do
    universal_credit: UniversalCredit = field(default_factory=UniversalCredit)
    carer: CarerBenefit = field(default_factory=CarerBenefit)
    esa: NewStyleEsa = field(default_factory=NewStyleEsa)
    jsa: NewStyleJsa = field(default_factory=NewStyleJsa)
    pension_credit: PensionCredit = field(default_factory=PensionCredit)
    housing_benefit: HousingBenefit = field(default_factory=HousingBenefit)
    council_tax: CouncilTaxReduction = field(default_factory=CouncilTaxReduction)
    tax: TaxPosition = field(default_factory=TaxPosition)
