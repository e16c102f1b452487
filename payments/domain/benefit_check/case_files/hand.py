"""Cases worked by hand: which rule a case is about, from its group and the benefit it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from payments.domain.benefit_check.case_files.hand_carers import answer_carer
from payments.domain.benefit_check.case_files.hand_older_age import (
    answer_council_tax,
    answer_housing_benefit,
    answer_pension_credit,
)
from payments.domain.benefit_check.case_files.hand_others import (
    answer_immigration,
    answer_mileage,
    answer_minimum_wage,
    answer_other_scheme,
    answer_tax,
)
from payments.domain.benefit_check.case_files.hand_working_age import (
    answer_esa,
    answer_jsa,
    answer_universal_credit,
)
from payments.domain.benefit_check.case_files.question import Answer, HandCase
from payments.domain.benefit_check.case_files.values import CannotRead, day, says
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.pack import RulesPack

Answers = Callable[[HandCase], Answer]

_BY_BENEFIT: Mapping[str, Answers] = {
    Scheme.UNIVERSAL_CREDIT: answer_universal_credit,
    Scheme.CARERS_ALLOWANCE: answer_carer,
    Scheme.CARER_SUPPORT_PAYMENT: answer_carer,
    Scheme.ESA_NEW_STYLE: answer_esa,
    Scheme.JSA_NEW_STYLE: answer_jsa,
    Scheme.PENSION_CREDIT: answer_pension_credit,
    Scheme.HOUSING_BENEFIT: answer_housing_benefit,
    Scheme.COUNCIL_TAX_REDUCTION: answer_council_tax,
}
_BY_GROUP: tuple[tuple[str, Answers], ...] = (
    ("immigration", answer_immigration),
    ("minimum wage", answer_minimum_wage),
    ("mileage", answer_mileage),
    ("carer", answer_carer),
    ("esa", answer_esa),
    ("jsa", answer_jsa),
    ("pension credit", answer_pension_credit),
    ("housing benefit", answer_housing_benefit),
    ("council tax", answer_council_tax),
    ("uc ", answer_universal_credit),
    ("universal credit", answer_universal_credit),
    ("tax", answer_tax),
)
_ENDED = {
    Scheme.INCOME_SUPPORT: "status.income_support",
    Scheme.JSA_INCOME_BASED: "status.jsa_income_based",
    Scheme.ESA_INCOME_RELATED: "status.esa_income_related",
    Scheme.TAX_CREDITS: "status.tax_credits",
    Scheme.HOUSING_BENEFIT: "status.hb_working_age_general",
}
_OTHER_NAMES = (
    ("working tax", Scheme.TAX_CREDITS),
    ("child tax", Scheme.TAX_CREDITS),
    ("tax credit", Scheme.TAX_CREDITS),
    ("housing benefit", Scheme.HOUSING_BENEFIT),
    ("hb", Scheme.HOUSING_BENEFIT),
    ("esa income", Scheme.ESA_INCOME_RELATED),
    ("income related esa", Scheme.ESA_INCOME_RELATED),
    ("jsa income", Scheme.JSA_INCOME_BASED),
    ("income based jsa", Scheme.JSA_INCOME_BASED),
    ("esa", Scheme.ESA_NEW_STYLE),
    ("jsa", Scheme.JSA_NEW_STYLE),
    ("carer support", Scheme.CARER_SUPPORT_PAYMENT),
    ("carer", Scheme.CARERS_ALLOWANCE),
    ("universal", Scheme.UNIVERSAL_CREDIT),
    ("council tax", Scheme.COUNCIL_TAX_REDUCTION),
    ("iidb", Scheme.INDUSTRIAL_INJURIES),
    ("industrial", Scheme.INDUSTRIAL_INJURIES),
)
_NOTHING_BUT_A_FEE = ("not affected", "not covered")


def answer_by_hand(given: Mapping[str, Any], pack: RulesPack) -> Answer:
    """`given` has `group`, `as_at` and `inputs`. Raises CannotRead with a sentence."""
    case = HandCase(
        group=str(given.get("group", "")),
        title=str(given.get("title", "")),
        inputs=given["inputs"],
        as_at=day(given.get("as_at")),
        pack=pack,
    )
    scheme = _scheme(case.inputs.get("benefit"))
    if says(case.group, *_NOTHING_BUT_A_FEE) and scheme is not None:
        return answer_other_scheme(case, scheme, ended=_ENDED.get(scheme))
    if scheme is not None and scheme in _BY_BENEFIT:
        return _BY_BENEFIT[scheme](case)
    if scheme is not None:
        return answer_other_scheme(case, scheme, ended=_ENDED.get(scheme))
    for words, answers in _BY_GROUP:
        if says(f"{case.group} ", words):
            return answers(case)
    raise CannotRead("This case names no benefit and no group that we know.")


def _scheme(benefit: object) -> Scheme | None:
    """Raises CannotRead for a benefit nobody knows."""
    if benefit is None:
        return None
    if benefit in list(Scheme):
        return Scheme(str(benefit))
    for words, scheme in _OTHER_NAMES:
        if says(benefit, words):
            return scheme
    raise CannotRead(f"“{benefit}” is not a benefit that the rules know.")
