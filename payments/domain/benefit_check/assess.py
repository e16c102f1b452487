"""The one door: `assess(circumstances, payments, choice, pack=…)`. Pure, and indifferent to the order of payments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from payments.domain.benefit_check.age import assess_age, is_young
from payments.domain.benefit_check.carer_support_payment import assess_carer_support_payment
from payments.domain.benefit_check.carers_allowance import assess_carers_allowance
from payments.domain.benefit_check.case import Case, build_case, pays_on
from payments.domain.benefit_check.certainty import only_as_sure_as_its_rules
from payments.domain.benefit_check.council_tax import assess_council_tax
from payments.domain.benefit_check.esa import assess_esa
from payments.domain.benefit_check.facts import Choice, Circumstances, Payment, Scheme
from payments.domain.benefit_check.findings import Assessment, Finding, Outcome, SchemeResult
from payments.domain.benefit_check.housing_benefit import assess_housing_benefit
from payments.domain.benefit_check.immigration import assess_immigration
from payments.domain.benefit_check.jsa import assess_jsa
from payments.domain.benefit_check.legacy import ENDED, assess_legacy
from payments.domain.benefit_check.minimum_wage import assess_minimum_wage
from payments.domain.benefit_check.national_insurance import assess_national_insurance
from payments.domain.benefit_check.others import SCHEMES as OTHERS
from payments.domain.benefit_check.others import assess_child_benefit, assess_other, rather_not_say
from payments.domain.benefit_check.pack import NotKnown, RulesPack
from payments.domain.benefit_check.pension_credit import assess_pension_credit
from payments.domain.benefit_check.tax import assess_tax, tax_was_told
from payments.domain.benefit_check.unaffected import SCHEMES as UNAFFECTED
from payments.domain.benefit_check.unaffected import assess_unaffected
from payments.domain.benefit_check.universal_credit import assess_universal_credit
from payments.domain.benefit_check.words import one_language
from payments.domain.benefit_check.words import translated as _

Assessor = Callable[[Case, RulesPack], SchemeResult]


def _unaffected(scheme: Scheme, case: Case, pack: RulesPack) -> SchemeResult:
    return assess_unaffected(case, pack, scheme)


def _legacy(scheme: Scheme, case: Case, pack: RulesPack) -> SchemeResult:
    return assess_legacy(case, pack, scheme)


def _other(scheme: Scheme, case: Case, pack: RulesPack) -> SchemeResult:
    return assess_other(case, pack, scheme)


ASSESSORS: Mapping[Scheme, Assessor] = {
    **{scheme: partial(_unaffected, scheme) for scheme in UNAFFECTED},
    Scheme.UNIVERSAL_CREDIT: assess_universal_credit,
    Scheme.CARERS_ALLOWANCE: assess_carers_allowance,
    Scheme.CARER_SUPPORT_PAYMENT: assess_carer_support_payment,
    Scheme.ESA_NEW_STYLE: assess_esa,
    Scheme.JSA_NEW_STYLE: assess_jsa,
    **{scheme: partial(_legacy, scheme) for scheme in ENDED},
    **{scheme: partial(_other, scheme) for scheme in OTHERS},
    Scheme.CHILD_BENEFIT: assess_child_benefit,
    Scheme.IMMIGRATION: assess_immigration,
    Scheme.AGE: assess_age,
    Scheme.PENSION_CREDIT: assess_pension_credit,
    Scheme.HOUSING_BENEFIT: assess_housing_benefit,
    Scheme.COUNCIL_TAX_REDUCTION: assess_council_tax,
    Scheme.TAX: assess_tax,
    Scheme.NATIONAL_INSURANCE: assess_national_insurance,
    Scheme.MINIMUM_WAGE: assess_minimum_wage,
}
"""Who answers for each benefit somebody may hold, and for what else a payment can touch."""


def assess(
    circumstances: Circumstances, payments: tuple[Payment, ...], choice: Choice, *, pack: RulesPack
) -> Assessment:
    """What the rules say about the offered payments, taken in that way, for everything the person named.

    Raises ValueError when nothing is offered or a smaller fee has no amount. Never raises for a fact that is missing
    or a day outside the rules: those are findings.
    """
    case = build_case(circumstances, payments, choice)
    with one_language():
        results = tuple(_result(scheme, case, pack) for scheme in _touched(circumstances))
        if circumstances.rather_not_say:
            results = (*results, rather_not_say(case, pack))
    on = max(pays_on(payment) for payment in case.chosen)
    return Assessment(choice, results, pack.version, pack.checked_on, on)


_ABOUT_THE_PERSON = {Scheme.IMMIGRATION, Scheme.AGE}
"""These rest on no yearly amounts, so they still hold on days for which no amounts are loaded."""


def _touched(circumstances: Circumstances) -> list[Scheme]:
    """The right to be paid first, then age, then what the person holds, and tax last. What nobody told is left out."""
    held = circumstances.held
    first = [Scheme.IMMIGRATION] if circumstances.immigration is not None else []
    young = [Scheme.AGE] if is_young(circumstances) else []
    tax = [Scheme.TAX] if Scheme.TAX in held or tax_was_told(circumstances.tax) else []
    insurance = Scheme.NATIONAL_INSURANCE in held or circumstances.tax.pay_period_earnings is not None
    last = [*tax, *([Scheme.NATIONAL_INSURANCE] if insurance else [])]
    last += [Scheme.MINIMUM_WAGE] if Scheme.MINIMUM_WAGE in held else []
    return [*first, *young, *sorted(held - _ABOUT_THE_PERSON - _ABOUT_THE_PAY), *last]


_ABOUT_THE_PAY = {Scheme.TAX, Scheme.NATIONAL_INSURANCE, Scheme.MINIMUM_WAGE}


def _result(scheme: Scheme, case: Case, pack: RulesPack) -> SchemeResult:
    days = [day for p in case.chosen for day in (p.worked_on, pays_on(p))]
    if scheme not in _ABOUT_THE_PERSON and not all(pack.covers(day) for day in days):
        return _not_covered(scheme, pack)
    try:
        return only_as_sure_as_its_rules(ASSESSORS[scheme](case, pack), pack, days)
    except NotKnown:
        return _not_covered(scheme, pack)


def _not_covered(scheme: Scheme, pack: RulesPack) -> SchemeResult:
    rule = pack.rule("coverage.dates")
    unknown = _("No rules are loaded for this date, so we show no sum.")
    ask = _("Ask an adviser what this payment does to this benefit.")
    return SchemeResult(
        scheme,
        (Finding(scheme, Outcome.NOT_COVERED, unknown, rule), Finding(scheme, Outcome.GET_ADVICE, ask, rule)),
    )
