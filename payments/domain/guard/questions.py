"""What the check asks, in short lines: only what the chosen benefits need, and nothing must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from payments.domain.benefit_check.facts import Capacity, Nation, Scheme

S = Scheme


class Kind(StrEnum):
    YES_NO = "yes_no"
    MONEY = "money"
    NUMBER = "number"
    WEEKDAY = "weekday"
    CHOICE = "choice"
    NAME = "name"


@dataclass(frozen=True)
class Question:
    """`fills`: where the answer goes in `Circumstances`; empty for what belongs to the payment itself."""

    key: str
    words: Any
    kind: Kind
    schemes: frozenset[Scheme]
    fills: tuple[str, ...] = ()
    hint: Any = ""
    most: int = 0
    choices: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Section:
    """One page of questions."""

    key: str
    title: Any
    scheme: Scheme | None = None


NAMES: dict[Scheme, Any] = {
    S.UNIVERSAL_CREDIT: _("Universal Credit"),
    S.CARERS_ALLOWANCE: _("Carer’s Allowance"),
    S.CARER_SUPPORT_PAYMENT: _("Carer Support Payment (Scotland)"),
    S.ESA_NEW_STYLE: _("New Style ESA (Employment and Support Allowance)"),
    S.JSA_NEW_STYLE: _("New Style JSA (Jobseeker’s Allowance)"),
    S.PENSION_CREDIT: _("Pension Credit"),
    S.HOUSING_BENEFIT: _("Housing Benefit"),
    S.COUNCIL_TAX_REDUCTION: _("Help with council tax or rates"),
    S.PIP: _("PIP (Personal Independence Payment)"),
    S.DLA: _("DLA (Disability Living Allowance)"),
    S.ATTENDANCE_ALLOWANCE: _("Attendance Allowance"),
    S.ADULT_DISABILITY_PAYMENT: _("Adult Disability Payment (Scotland)"),
    S.CHILD_DISABILITY_PAYMENT: _("Child Disability Payment (Scotland)"),
    S.PENSION_AGE_DISABILITY_PAYMENT: _("Pension Age Disability Payment (Scotland)"),
    S.STATE_PENSION: _("State Pension"),
    S.INDUSTRIAL_INJURIES: _("Industrial Injuries benefit"),
    S.CHILD_BENEFIT: _("Child Benefit"),
    S.ESA_INCOME_RELATED: _("Older ESA (income-related)"),
    S.JSA_INCOME_BASED: _("Older JSA (income-based)"),
    S.INCOME_SUPPORT: _("Income Support"),
    S.TAX_CREDITS: _("Tax credits"),
    S.STUDENT_FINANCE: _("Student finance"),
    S.ACCESS_TO_WORK: _("Access to Work"),
    S.SICK_PAY_OR_INSURANCE: _("Sick pay, or a pension or insurance because of ill health"),
    S.OTHER: _("Something else"),
    S.TAX: _("Income tax"),
    S.NATIONAL_INSURANCE: _("National Insurance"),
    S.MINIMUM_WAGE: _("Minimum wage"),
    S.IMMIGRATION: _("The right to be paid"),
    S.AGE: _("Your age"),
}
"""Every scheme as people call it."""

OFFERED: tuple[Scheme, ...] = tuple(
    scheme for scheme in NAMES if scheme not in {S.NATIONAL_INSURANCE, S.MINIMUM_WAGE, S.IMMIGRATION, S.AGE}
)
"""What can be ticked, in the order of the page. National Insurance goes with tax."""

_UC, _PC = frozenset({S.UNIVERSAL_CREDIT}), frozenset({S.PENSION_CREDIT})
_HB, _CTR = frozenset({S.HOUSING_BENEFIT}), frozenset({S.COUNCIL_TAX_REDUCTION})
_ESA, _JSA, _TAX = frozenset({S.ESA_NEW_STYLE}), frozenset({S.JSA_NEW_STYLE}), frozenset({S.TAX})
_CARER = frozenset({S.CARERS_ALLOWANCE, S.CARER_SUPPORT_PAYMENT})
_WATCH = frozenset({S.PIP, S.DLA, S.ADULT_DISABILITY_PAYMENT})
_ALL = frozenset(NAMES)

NATIONS = tuple((nation.value, nation.value) for nation in Nation)
CAPACITIES: tuple[tuple[str, Any], ...] = (
    (Capacity.SERVICE_USER.value, _("I use services, or I did")),
    (Capacity.CARER_OF_CONSULTED_PERSON.value, _("I care for somebody who does")),
    (Capacity.OTHER_AFFECTED.value, _("It touches my life in another way")),
    (Capacity.NONE.value, _("None of these")),
)
WEEK_PAY_HINT = _("After tax. Do not count this fee. Write 0 if you have none.")

QUESTIONS: tuple[Question, ...] = (
    Question("nation", _("Where do you live?"), Kind.CHOICE, _ALL, ("nation",), choices=NATIONS),
    Question("age", _("How old are you?"), Kind.NUMBER, _ALL, ("age",), most=120),
    Question("capacity", _("Why do we ask you to take part?"), Kind.CHOICE, _ALL, choices=CAPACITIES),
    Question(
        "uc_day",
        _("On which day of the month does your Universal Credit month start?"),
        Kind.NUMBER,
        _UC,
        ("universal_credit.period_day",),
        _("A number from 1 to 31. It is in your online account, in your statement."),
        31,
    ),
    Question("uc_child", _("Do you look after a child?"), Kind.YES_NO, _UC, ("universal_credit.child",)),
    Question(
        "uc_health",
        _("Has the office said that your health limits your work?"),
        Kind.YES_NO,
        _UC,
        ("universal_credit.limited_capability",),
        _("They call it LCW or LCWRA. Your partner’s health counts as well."),
    ),
    Question(
        "uc_waiting",
        _("Are you waiting for a first check of what work you can do?"),
        Kind.YES_NO,
        _UC,
        ("universal_credit.awaiting_first_assessment",),
    ),
    Question(
        "uc_housing",
        _("Does your Universal Credit help with your rent?"),
        Kind.YES_NO,
        _UC,
        ("universal_credit.housing_costs",),
    ),
    Question("uc_couple", _("Do you claim with a partner?"), Kind.YES_NO, _UC, ("universal_credit.couple",)),
    Question(
        "uc_pay",
        _("How much other pay comes in that month?"),
        Kind.MONEY,
        _UC,
        ("universal_credit.net_earnings",),
        _("After tax, yours and your partner’s. Do not count this fee. Write 0 if there is none."),
    ),
    Question(
        "uc_award",
        _("How much Universal Credit did you get last month?"),
        Kind.MONEY,
        _UC,
        ("universal_credit.award",),
    ),
    Question("uc_capped", _("Does the benefit cap lower it?"), Kind.YES_NO, _UC, ("universal_credit.benefit_capped",)),
    Question(
        "uc_self_employed",
        _("Has the office said that your main job is working for yourself?"),
        Kind.YES_NO,
        _UC,
        ("universal_credit.gainfully_self_employed",),
    ),
    Question(
        "ca_pay", _("How much other pay do you have that week?"), Kind.MONEY, _CARER, ("carer.net_week",), WEEK_PAY_HINT
    ),
    Question(
        "ca_week",
        _("On which day does your benefit week start?"),
        Kind.WEEKDAY,
        _CARER,
        ("carer.week_starts",),
        _("For Carer’s Allowance it is often Monday. For Carer Support Payment it is Sunday."),
    ),
    Question(
        "ca_pension",
        _("How much do you pay into a pension that week?"),
        Kind.MONEY,
        _CARER,
        ("carer.pension_week",),
        _("Write 0 if you do not."),
    ),
    Question(
        "ca_care",
        _("How much do you pay somebody to care while you work?"),
        Kind.MONEY,
        _CARER,
        ("carer.care_costs_week",),
        _("For the person you care for, or your child under 16. Write 0 if you do not."),
    ),
    Question(
        "ca_relative",
        _("Is that somebody a close relative?"),
        Kind.YES_NO,
        _CARER,
        ("carer.care_by_close_relative",),
    ),
    Question(
        "esa_pay", _("How much other pay do you have that week?"), Kind.MONEY, _ESA, ("esa.net_week",), WEEK_PAY_HINT
    ),
    Question(
        "esa_hours",
        _("How many other hours do you work that week?"),
        Kind.NUMBER,
        _ESA,
        ("esa.hours_week",),
        _("Write 0 if you do not."),
        168,
    ),
    Question("esa_week", _("On which day does your benefit week start?"), Kind.WEEKDAY, _ESA, ("esa.week_starts",)),
    Question("esa_pw1", _("Have you sent form PW1 for this work?"), Kind.YES_NO, _ESA, ("esa.pw1_sent",)),
    Question(
        "esa_varies", _("Do your hours or your pay change from week to week?"), Kind.YES_NO, _ESA, ("esa.varies",)
    ),
    Question(
        "jsa_pay", _("How much other pay do you have that week?"), Kind.MONEY, _JSA, ("jsa.net_week",), WEEK_PAY_HINT
    ),
    Question(
        "jsa_hours",
        _("How many other hours do you work that week?"),
        Kind.NUMBER,
        _JSA,
        ("jsa.hours_week",),
        _("Write 0 if you do not."),
        168,
    ),
    Question("jsa_week", _("On which day does your benefit week start?"), Kind.WEEKDAY, _JSA, ("jsa.week_starts",)),
    Question("pc_couple", _("Do you claim with a partner?"), Kind.YES_NO, _PC, ("pension_credit.couple",)),
    Question(
        "pc_guarantee",
        _("How much Guarantee Credit do you get a week?"),
        Kind.MONEY,
        _PC,
        ("pension_credit.guarantee_credit",),
    ),
    Question("pc_savings", _("Do you get Savings Credit?"), Kind.YES_NO, _PC, ("pension_credit.savings_credit",)),
    Question(
        "pc_pay", _("How much other pay is there a week?"), Kind.MONEY, _PC, ("pension_credit.net_week",), WEEK_PAY_HINT
    ),
    Question(
        "pc_pension",
        _("How much of that pay goes into a pension?"),
        Kind.MONEY,
        _PC,
        ("pension_credit.pension_week",),
        _("Write 0 if none does."),
    ),
    Question(
        "pc_carer", _("Do you get the extra part for carers?"), Kind.YES_NO, _PC, ("pension_credit.carer_addition",)
    ),
    Question(
        "pc_disability",
        _("Do you or your partner get a disability benefit?"),
        Kind.YES_NO,
        _PC,
        ("pension_credit.disability_condition",),
    ),
    Question(
        "pc_listed",
        _("Is your other work as a firefighter, in a lifeboat or in the reserve forces?"),
        Kind.YES_NO,
        _PC,
        ("pension_credit.listed_work",),
    ),
    Question(
        "hb_pension_age",
        _("Are you old enough for State Pension?"),
        Kind.YES_NO,
        _HB | _CTR,
        ("housing_benefit.pension_age", "council_tax.pension_age", "over_pension_age"),
    ),
    Question(
        "hb_home",
        _("Do you live in supported or temporary housing?"),
        Kind.YES_NO,
        _HB,
        ("housing_benefit.specified_or_temporary",),
    ),
    Question("hb_couple", _("Do you live with a partner?"), Kind.YES_NO, _HB, ("housing_benefit.couple",)),
    Question("hb_lone", _("Do you bring up a child alone?"), Kind.YES_NO, _HB, ("housing_benefit.lone_parent",)),
    Question(
        "hb_extra",
        _("Are you a carer, or do you get a disability benefit?"),
        Kind.YES_NO,
        _HB,
        ("housing_benefit.carer_or_disability",),
    ),
    Question(
        "hb_pay",
        _("How much other pay do you have a week?"),
        Kind.MONEY,
        _HB,
        ("housing_benefit.net_week",),
        WEEK_PAY_HINT,
    ),
    Question("ctr_council", _("Which council?"), Kind.NAME, _CTR, ("council_tax.council",)),
    Question("ctr_couple", _("Do you live with a partner?"), Kind.YES_NO, _CTR, ("council_tax.couple",)),
    Question(
        "ctr_pay",
        _("How much other pay do you have a week?"),
        Kind.MONEY,
        _CTR,
        ("council_tax.net_week",),
        WEEK_PAY_HINT,
    ),
    Question("ctr_award", _("How much help do you get a week?"), Kind.MONEY, _CTR, ("council_tax.award_week",)),
    Question(
        "shows_change",
        _("Can you do more, or less, than when you applied?"),
        Kind.YES_NO,
        _WATCH,
        ("activity_shows_change",),
    ),
    Question(
        "tax_income",
        _("How much other taxed income do you have in the year?"),
        Kind.MONEY,
        _TAX,
        ("tax.income_year",),
        _("Wages, pensions, and benefits that are taxed. From 6 April to 5 April."),
    ),
    Question(
        "tax_casual",
        _("How much other money from small jobs have you had this year?"),
        Kind.MONEY,
        _TAX,
        ("tax.casual_receipts_year",),
        _("Before tax, not through a payroll."),
    ),
)

BY_KEY = {question.key: question for question in QUESTIONS}


def questions_of(section: Section, held: frozenset[Scheme]) -> list[Question]:
    """About the person first; then each question on the page of the first chosen benefit that needs it."""
    if section.scheme is None:
        return [question for question in QUESTIONS if question.schemes == _ALL]
    return [q for q in QUESTIONS if q.schemes != _ALL and _page_of(q, held) == section.scheme]


def sections_for(held: frozenset[Scheme]) -> list[Section]:
    """The pages between the first and the last for somebody with these benefits; only those that ask something."""
    about = [Section("you", _("About you"))] if held else []
    pages = (Section(str(scheme), NAMES[scheme], scheme) for scheme in OFFERED if scheme in held)
    return [*about, *(page for page in pages if questions_of(page, held))]


def _page_of(question: Question, held: frozenset[Scheme]) -> Scheme | None:
    return next((scheme for scheme in OFFERED if scheme in question.schemes and scheme in held), None)
