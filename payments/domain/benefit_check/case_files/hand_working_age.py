"""Cases by hand about Universal Credit, New Style ESA and New Style JSA."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from payments.domain.benefit_check import formulas
from payments.domain.benefit_check.case_files.question import Answer, HandCase, Question
from payments.domain.benefit_check.case_files.values import (
    NOUGHT,
    CannotRead,
    Inputs,
    activity,
    amount,
    expenses,
    first,
    in_greater_london,
    nation,
    paid_as,
    says,
)
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    NewStyleEsa,
    NewStyleJsa,
    Payment,
    Scheme,
    UniversalCredit,
)

_PAY = (
    "fee_offered",
    "fee",
    "voucher",
    "cash_voucher",
    "gift_card",
    "goods",
    "gift",
    "earnings_month",
    "net_earnings_month",
    "earnings",
    "net_earnings_week",
    "net_week",
    "earnings_week",
)
_A_DAY_A_WEEK = Decimal(0)


def answer_universal_credit(case: HandCase) -> Answer:
    inputs = case.inputs
    people = tuple(_on_universal_credit(case, facts) for facts in _uc_facts(case))
    return Question(Scheme.UNIVERSAL_CREDIT, people, (_payment(case, Covers.DAY),), _choice(inputs)).answer(case.pack)


def _on_universal_credit(case: HandCase, facts: UniversalCredit) -> Circumstances:
    return Circumstances(
        nation=nation(case.inputs.get("nation")),
        held=frozenset({Scheme.UNIVERSAL_CREDIT}),
        universal_credit=facts,
    )


def _uc_facts(case: HandCase) -> tuple[UniversalCredit, ...]:
    """One set of facts, or one for each work allowance there is where the case does not turn on it."""
    inputs = case.inputs
    waiting = says(inputs.get("lcw_status"), "not yet", "waiting", "awaiting") or bool(
        inputs.get("awaiting_assessment")
    )
    facts = UniversalCredit(
        period_day=1,
        couple=bool(inputs.get("couple")),
        housing_costs=bool(inputs.get("housing_costs") or inputs.get("housing_costs_element")),
        limited_capability=False,
        child=bool(inputs.get("child") or inputs.get("children_ages")),
        net_earnings=amount(inputs, "other_net_earnings_month", "other_earnings_month", "net_earnings_other"),
        maximum=first(inputs, "maximum", "uc_maximum"),
        unearned=amount(inputs, "unearned", "unearned_income"),
        awaiting_first_assessment=waiting,
        disability_payment=bool(inputs.get("pip") or inputs.get("disability_payment") or inputs.get("dla")),
        benefit_capped=bool(inputs.get("benefit_capped")),
        greater_london=in_greater_london(inputs),
        other_capped=first(inputs, "other_capped_benefits_month", "child_benefit_month"),
        saved_over_lower=False,
        savings=first(inputs, "savings", "capital"),
        gainfully_self_employed=bool(inputs.get("gainfully_self_employed")),
        pension_contribution=amount(inputs, "pension_contribution_month", "pension_contribution"),
    )
    if facts.child or waiting or (facts.maximum is not None and first(inputs, "work_allowance") is None):
        return (facts,)
    return tuple(replace(facts, limited_capability=able, housing_costs=home) for able, home in _allowances(case))


def _allowances(case: HandCase) -> tuple[tuple[bool, bool], ...]:
    """(limited capability, housing costs) that give the allowance of the case. Raises CannotRead for another sum."""
    given = first(case.inputs, "uc_work_allowance", "work_allowance")
    kinds = {
        NOUGHT: (False, False),
        case.rate("uc.work_allowance.with_housing"): (True, True),
        case.rate("uc.work_allowance.without_housing"): (True, False),
    }
    if given is None:
        limited = case.inputs.get("limited_capability", case.inputs.get("limited_capability_for_work"))
        if limited is None and says(case.inputs.get("lcw_status"), "lcw"):
            limited = True
        return tuple(kind for kind in kinds.values() if limited is None or kind[0] is bool(limited))
    if given not in kinds:
        raise CannotRead(f"No work allowance of {given} holds on {case.as_at}.")
    return (kinds[given],)


def answer_esa(case: HandCase) -> Answer:
    inputs = case.inputs
    if first(inputs, "nlw", "national_living_wage") is not None:
        limit = formulas.permitted_work_limit(wage=amount(inputs, "nlw", "national_living_wage"), hours=_hours_of(case))
        return Answer({"limit": limit})
    payment = replace(_payment(case, Covers.WEEK), regular=True, hours=_esa_hours(case))
    facts = NewStyleEsa(
        net_week=amount(inputs, "other_net_week", "other_net_earnings_week", "other_earnings_week"),
        hours_week=amount(inputs, "other_hours_week", "other_hours"),
        week_starts=0,
        pw1_sent=bool(inputs.get("pw1_sent", False)),
        varies=bool(inputs.get("varies", False)),
    )
    person = Circumstances(nation=nation(inputs.get("nation")), held=frozenset({Scheme.ESA_NEW_STYLE}), esa=facts)
    found = Question(Scheme.ESA_NEW_STYLE, (person,), (payment,), _choice(inputs)).answer(case.pack)
    return replace(
        found, computed={**found.computed, **_esa_words(case, found, payment.fee + (facts.net_week or NOUGHT))}
    )


def _hours_of(case: HandCase) -> Decimal:
    hours = first(case.inputs, "hours")
    return case.rate("esa.permitted_work.hours") if hours is None else hours


def _esa_hours(case: HandCase) -> Decimal | None:
    """Supported permitted work has no limit of hours (ADM V3072); only a flag, else the title, says that it is such."""
    supported = case.inputs.get("supported")
    if supported is None:
        supported = says(case.inputs.get("type"), "supported") or says(case.title, "supported permitted work")
    return _A_DAY_A_WEEK if supported else first(case.inputs, "hours_week", "hours")


def _esa_words(case: HandCase, found: Answer, net: Decimal) -> dict[str, object]:
    lost = "cliff_edge" in found.computed["outcomes"]
    words: dict[str, object] = {"esa_award": "not entitled that week" if lost else "not reduced"}
    words["higher_limit"] = case.rate("esa.permitted_work.higher_limit")
    if not lost:
        low = net <= case.rate("esa.permitted_work.lower_limit")
        words["type"] = "lower limit" if low else "higher limit"
    return words


def answer_jsa(case: HandCase) -> Answer:
    inputs = case.inputs
    age = first(inputs, "age", "claimant_age")
    facts = NewStyleJsa(
        net_week=amount(inputs, "other_net_week", "other_net_earnings_week", "other_earnings_week"),
        hours_week=amount(inputs, "other_hours_week", "other_hours"),
        week_starts=0,
        voucher_ni_charged=inputs.get("voucher_ni_charged"),
    )
    ages = (int(age),) if age is not None else _AGES
    people = tuple(
        Circumstances(nation=nation(inputs.get("nation")), age=one, held=frozenset({Scheme.JSA_NEW_STYLE}), jsa=facts)
        for one in ages
    )
    payment = replace(_payment(case, Covers.WEEK), regular=True, hours=_jsa_hours(inputs))
    return Question(Scheme.JSA_NEW_STYLE, people, (payment,), _choice(inputs)).answer(case.pack)


_AGES = (40, 20)
"""One on each side of 25, for a case that does not turn on it."""


def _jsa_hours(inputs: Inputs) -> Decimal:
    return amount(inputs, "hours", "hours_week")


def _payment(case: HandCase, covers: Covers) -> Payment:
    """Worked and paid on the day of the case. Without expenses nothing turns on what the work is."""
    inputs = case.inputs
    doing, role = activity(inputs)
    costs = expenses(inputs)
    fee = amount(inputs, *_PAY)
    if doing is None and not fee and costs:
        doing, role = Activity.VOLUNTEERING, Capacity.NONE
    open_question = doing is None and bool(costs)
    return Payment(
        worked_on=case.as_at,
        paid_on=case.as_at,
        fee=fee,
        covers=covers,
        regular=False,
        paid_as=paid_as(inputs),
        expenses=costs,
        activity=doing if doing or open_question else Activity.CONSULTATION_MEETING,
        capacity=role if role or open_question else Capacity.SERVICE_USER,
        hours=first(inputs, "hours", "hours_week"),
    )


def _choice(inputs: Inputs) -> Choice:
    taken = first(inputs, "fee_taken")
    if says(inputs.get("paid_to"), "charity"):
        return Choice(ChoiceKind.CHARITY)
    if inputs.get("declined") or (taken == NOUGHT and amount(inputs, "fee_offered", "fee")):
        return Choice(ChoiceKind.EXPENSES_ONLY)
    return Choice(ChoiceKind.SMALLER_FEE, fee=taken) if taken is not None else Choice()
