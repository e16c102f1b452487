"""Whole households by group: figures without a fee and with it, and what each difference is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from payments.domain.benefit_check.case_files.household_words import (
    Words,
    about_carer,
    about_pensioners,
    about_supported_housing,
    about_tax,
    about_universal_credit,
)
from payments.domain.benefit_check.case_files.question import Answer
from payments.domain.benefit_check.case_files.values import (
    NOUGHT,
    CannotRead,
    Inputs,
    amount,
    first,
    in_greater_london,
    nation,
    says,
)
from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.figures import Figures
from payments.domain.benefit_check.household import PensionAgeHousehold, Pensioner, pension_age_figures
from payments.domain.benefit_check.household_carer import Carer, carer_figures
from payments.domain.benefit_check.household_supported import SupportedHousehold, supported_housing_figures
from payments.domain.benefit_check.household_tax import Earner, tax_figures
from payments.domain.benefit_check.household_universal_credit import UcHousehold, universal_credit_figures
from payments.domain.benefit_check.pack import RulesPack

STATE_PENSION_AGE = 66  # a case gives an age and no date of birth
_A_YEAR = {"year": Decimal(1), "month": Decimal(12), "week": Decimal(52)}
_LATE_IN_THE_YEAR = (11, 6)  # after every row of a tax year has begun
Answers = Callable[[Inputs, Nation, RulesPack, date], tuple[Figures, Words]]


def answer_household(given: Mapping[str, Any], pack: RulesPack) -> Answer:
    """`given` has `group`, `tax_year`, `nation` and `inputs`. Raises CannotRead with a sentence."""
    answers = _GROUPS.get(str(given.get("group")))
    if answers is None:
        raise CannotRead(f"“{given.get('group')}” is not a group of households that we know.")
    on = _in(str(given.get("tax_year", "")))
    inputs: Inputs = given["inputs"]
    figures, words = answers(inputs, nation(inputs.get("nation") or given.get("nation")), pack, on)
    computed = {
        "baseline": dict(figures.baseline),
        "with_fee": dict(figures.with_fee),
        "change": dict(figures.change),
        "outcomes": words.codes,
    }
    said = {"outcomes_in_words": words.plain} if words.plain else {}
    return Answer({**computed, **said}, remarks=words.remarks)


def _in(tax_year: str) -> date:
    """A day late in the tax year "2026-27". Raises CannotRead."""
    if not tax_year[:4].isdigit():
        raise CannotRead(f"“{tax_year}” is not a tax year like 2026-27.")
    return date(int(tax_year[:4]), *_LATE_IN_THE_YEAR)


def _fee(inputs: Inputs, per: str) -> Decimal:
    """The fee for that period; a fee given for another one is spread over the year."""
    fee = inputs.get("fee") or {}
    if not isinstance(fee, Mapping):
        fee = {"amount": fee, "per": per}
    given = str(fee.get("per", per))
    if given not in _A_YEAR:
        raise CannotRead(f"“{given}” is not a period for a fee.")
    return amount(fee, "amount") * _A_YEAR[given] / _A_YEAR[per]


def _age(inputs: Inputs, *names: str) -> int:
    return int(amount(inputs, *names))


def _universal_credit(inputs: Inputs, where: Nation, pack: RulesPack, on: date) -> tuple[Figures, Words]:
    partner = inputs.get("partner") or {}
    couple = bool(inputs.get("couple") or partner)
    age = _age(inputs, "claimant_age")
    london = in_greater_london(inputs)
    household = UcHousehold(
        age=age,
        pay=amount(inputs, "gross_earnings_month"),
        partner_age=(_age(partner, "age") if partner.get("age") else age) if couple else None,
        partner_pay=amount(partner, "gross_earnings_month"),
        children=tuple(int(child) for child in inputs.get("children_ages") or ()),
        rent=amount(inputs, "rent_month"),
        housing_element=bool(inputs.get("housing_costs_element")),
        limited_capability=bool(inputs.get("limited_capability_for_work")),
        lcwra=_health_rate(inputs, on) if inputs.get("lcwra_element") else None,
        carer=bool(inputs.get("carer_35_hours")),
        claims_carer_benefit=bool(inputs.get("claims_carers_allowance")),
        savings=amount(inputs, "savings"),
        greater_london=bool(london),
        nation=where,
    )
    found = universal_credit_figures(household, _fee(inputs, "month"), pack=pack, on=on)
    return found.figures, about_universal_credit(found, place_told=london is not None)


_ONE_HEALTH_RATE_UNTIL = date(2026, 4, 5)


def _health_rate(inputs: Inputs, on: date) -> str:
    """Since April 2026 there are two: for those who had it before, and for new claims."""
    if on <= _ONE_HEALTH_RATE_UNTIL:
        return "standard"
    return "new_claimant" if says(inputs.get("lcwra_rate"), "new", "lower") else "protected"


def _carers_allowance(inputs: Inputs, where: Nation, pack: RulesPack, on: date) -> tuple[Figures, Words]:
    carer = Carer(
        pay=amount(inputs, "gross_weekly_earnings"),
        pension=amount(inputs, "pension_contribution_week"),
        self_employed=says(inputs.get("employment"), "self"),
        caring_hours=amount(inputs, "caring_hours"),
        nation=where,
    )
    figures = carer_figures(carer, _fee(inputs, "week"), pack=pack, on=on)
    return figures, about_carer(figures)


def _pension_age(inputs: Inputs, where: Nation, pack: RulesPack, on: date) -> tuple[Figures, Words]:
    if inputs.get("non_dependants"):
        raise CannotRead("Somebody else lives there, and what they bring to the rent is not worked out here.")
    partner = inputs.get("partner")
    household = PensionAgeHousehold(
        claimant=_pensioner(inputs),
        partner=_pensioner({"age": inputs.get("claimant_age"), **(partner or {})}) if _pair(inputs) else None,
        rent=amount(inputs, "rent_week"),
        savings=amount(inputs, "savings"),
        nation=where,
    )
    figures = pension_age_figures(household, _fee(inputs, "week"), pack=pack, on=on)
    return figures, about_pensioners(figures)


def _pair(inputs: Inputs) -> bool:
    return bool(inputs.get("couple") or inputs.get("partner"))


def _pensioner(inputs: Inputs) -> Pensioner:
    return Pensioner(
        age=_age(inputs, "claimant_age", "age"),
        state_pension=amount(inputs, "state_pension_week"),
        private_pension=amount(inputs, "private_pension_week"),
        earnings=amount(inputs, "gross_weekly_earnings"),
        carer=bool(inputs.get("carer_35_hours")),
        attendance_allowance=inputs.get("attendance_allowance") or None,
    )


def _supported_housing(inputs: Inputs, where: Nation, pack: RulesPack, on: date) -> tuple[Figures, Words]:
    other_age = first(inputs, "partner_age")
    household = SupportedHousehold(
        age=_age(inputs, "claimant_age"),
        rent=amount(inputs, "rent_week"),
        other_income=amount(inputs, "other_income_week"),
        earnings=amount(inputs, "gross_weekly_earnings"),
        partner_age=None if other_age is None else int(other_age),
        nation=where,
    )
    figures = supported_housing_figures(household, _fee(inputs, "week"), pack=pack, on=on)
    return figures, about_supported_housing(figures)


def _tax(inputs: Inputs, where: Nation, pack: RulesPack, on: date) -> tuple[Figures, Words]:
    other = inputs.get("other") or {}
    gross = amount(inputs, "gross_earnings_year")
    receipts = says(inputs.get("base_income_type"), "self")
    earner = Earner(
        nation=where,
        pay=NOUGHT if receipts else gross,
        receipts=gross if receipts else NOUGHT,
        carer=amount(other, "care_hours") >= pack.amount("ca.caring_hours", on),
        over_pension_age=_age(inputs, "claimant_age") >= STATE_PENSION_AGE,
    )
    by_invoice = says(inputs.get("fee_income_type"), "self")
    figures = tax_figures(earner, _fee(inputs, "year"), self_employed=by_invoice, pack=pack, on=on)
    return figures, about_tax(figures)


_GROUPS: Mapping[str, Answers] = {
    "universal_credit": _universal_credit,
    "universal_credit_and_carer": _universal_credit,
    "carers_allowance": _carers_allowance,
    "pension_age": _pension_age,
    "housing_benefit_working_age_supported": _supported_housing,
    "tax_and_ni": _tax,
}
