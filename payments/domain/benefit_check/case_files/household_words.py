"""What the difference a fee makes to a whole household is called: a code for each benefit, and plain words beside it.

Cases name some differences in words of their own. The code is what counts; the words are kept apart from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from payments.domain.benefit_check.figures import Figures
from payments.domain.benefit_check.household_universal_credit import UcFigures

_NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Words:
    """`codes` by benefit; `plain` says more where a code alone says too little; `remarks` are whole sentences."""

    codes: Mapping[str, str]
    plain: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def _told(codes: dict[str, str], plain: dict[str, str] | None = None) -> Words:
    """Every fee has to be told to the office."""
    return Words({**codes, "report": "must_report"}, plain or {})


def about_universal_credit(found: UcFigures, *, place_told: bool) -> Words:
    """`place_told`: the case says whether the home is in Greater London, where the benefit cap is higher."""
    words = _about_universal_credit(found)
    if place_told or not (found.capped_before or found.capped_after):
        return words
    remark = "The case does not say where the home is. This is the benefit cap outside Greater London; ask an adviser."
    return replace(words, remarks=(remark,))


def _about_universal_credit(found: UcFigures) -> Words:
    code, plain = _universal_credit(found)
    codes = {"universal_credit": code}
    if found.carer_benefit_lost:
        codes["carer_benefit"] = "cliff_edge"
    return _told(codes, {"universal_credit": plain} if plain else {})


def _universal_credit(found: UcFigures) -> tuple[str, str]:
    before, change = found.figures.baseline["uc_award_month"], found.figures.change["uc_award_month"]
    if not before and not found.figures.with_fee["uc_award_month"]:
        return "no_effect", "not in payment"
    if found.carer_benefit_lost:
        return "reduces", "reduces (taper) while the lost carer benefit stops being deducted"
    if change > 0 and found.capped_before:
        return "no_effect", "benefit cap lifted; award rises"
    if not change and found.capped_before and found.capped_after:
        return "no_effect", "no change: benefit cap absorbs it"
    if not found.figures.with_fee["uc_award_month"]:
        return "award_ends", ""
    return ("reduces" if change < 0 else "within_disregard"), ""


_CARER = ("carers_allowance_week", "carer_support_payment_week")


def about_carer(figures: Figures) -> Words:
    before = sum((figures.baseline[key] for key in _CARER), _NOUGHT)
    after = sum((figures.with_fee[key] for key in _CARER), _NOUGHT)
    if not before:
        return _told({"carer_benefit": "no_effect"}, {"carer_benefit": "not in payment"})
    return _told({"carer_benefit": "within_disregard" if after else "cliff_edge"})


def about_pensioners(figures: Figures) -> Words:
    code, plain = _falls(figures, "pension_credit_week")
    codes, words = {"pension_credit": code}, {"pension_credit": plain} if plain else {}
    if figures.baseline["housing_benefit_week"] or figures.with_fee["housing_benefit_week"]:
        codes["housing_benefit"], said = _rent(figures)
        words |= {"housing_benefit": said} if said else {}
    if "attendance_allowance_week" in figures.baseline:
        codes["attendance_allowance"] = "no_effect"
    return _told(codes, words)


def _rent(figures: Figures) -> tuple[str, str]:
    if figures.with_fee["guarantee_credit_week"]:
        return "no_effect", "no_effect (guarantee credit passport)"
    return _falls(figures, "housing_benefit_week")


def about_supported_housing(figures: Figures) -> Words:
    code, plain = _falls(figures, "housing_benefit_week")
    return _told({"housing_benefit": code}, {"housing_benefit": plain} if plain else {})


def about_tax(figures: Figures) -> Words:
    """`reduces`: some of the fee is taken; `no_effect`: nothing is."""
    tax = figures.change["income_tax_year"]
    insurance = figures.change["employee_ni_year"] + figures.change["class_4_ni_year"]
    return Words(
        {"tax": "reduces" if tax else "no_effect", "ni": "reduces" if insurance else "no_effect"},
        {
            "tax": "tax due" if tax else "no tax on the fee",
            "ni": "NI due" if insurance else "no NI on the fee",
        },
    )


def _falls(figures: Figures, key: str) -> tuple[str, str]:
    before, after = figures.baseline[key], figures.with_fee[key]
    if not before:
        return "no_effect", "not in payment"
    if not after:
        return "award_ends", ""
    return ("reduces" if after < before else "within_disregard"), ""
