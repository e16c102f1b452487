"""Cases by hand about Pension Credit, Housing Benefit and help with council tax."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from payments.domain.benefit_check import formulas
from payments.domain.benefit_check.case_files.hand_carers import averages
from payments.domain.benefit_check.case_files.question import Answer, HandCase, Question
from payments.domain.benefit_check.case_files.values import (
    NOUGHT,
    Inputs,
    activity,
    amount,
    covers,
    expenses,
    first,
    money,
    nation,
    paid_as,
    says,
)
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    Circumstances,
    CouncilTaxReduction,
    Covers,
    HousingBenefit,
    Payment,
    PensionCredit,
    Scheme,
)

_PAY = ("earnings_week", "net_earnings_week", "net_week", "fee", "payment", "counted_earnings_week")
_ENOUGH = Decimal(1000)  # an award that no fee of a case uses up, where the case gives none
_COUNCILS = ("blackpool", "bristol", "salford")


def answer_pension_credit(case: HandCase) -> Answer:
    inputs = case.inputs
    if inputs.get("weeks"):
        return averages(inputs)
    facts = PensionCredit(
        couple=_is(case, "couple"),
        guarantee_credit=first(inputs, "guarantee_credit", "guarantee_credit_week", "award") or _ENOUGH,
        savings_credit=bool(inputs.get("savings_credit")),
        net_week=amount(inputs, "other_net_week", "other_net_earnings_week"),
        pension_week=amount(inputs, "pension_contribution_week", "pension_contribution"),
        carer_addition=_is(case, "carer"),
        disability_condition=_is(case, "disab", "attendance allowance"),
        listed_work=_is(case, "special occupation", "firefighter", "lifeboat", "coastguard", "reserve"),
    )
    person = Circumstances(
        nation=nation(inputs.get("nation")),
        over_pension_age=True,
        held=frozenset({Scheme.PENSION_CREDIT}),
        pension_credit=facts,
    )
    payment = _payment(case)
    found = Question(Scheme.PENSION_CREDIT, (person,), (payment,)).answer(case.pack)
    weekly = formulas.weekly_amount(payment.fee, payment.covers or Covers.WEEK, days=payment.covers_days)
    return replace(found, computed={"weekly_amount": weekly, **found.computed})


def _is(case: HandCase, *words: str) -> bool:
    """From the conditions of the case or a flag of that name; from the title only where the case has neither."""
    inputs = case.inputs
    flags = [name for name in inputs if says(name, *words)]
    if flags:
        return any(bool(inputs[name]) for name in flags)
    if "conditions" in inputs:
        return any(says(condition, *words) for condition in inputs["conditions"])
    return isinstance(inputs.get("earnings"), list) and says(case.title, *words)


def answer_housing_benefit(case: HandCase) -> Answer:
    inputs = case.inputs
    permitted = bool(inputs.get("esa_permitted_work") or inputs.get("permitted_work"))
    facts = HousingBenefit(
        on_universal_credit=inputs.get("on_universal_credit", False),
        pension_age=inputs.get("pension_age", not permitted and not inputs.get("on_universal_credit")),
        specified_or_temporary=inputs.get("specified_or_temporary_accommodation", True),
        guarantee_credit=bool(inputs.get("guarantee_credit")),
        guarantee_credit_left=inputs.get("guarantee_credit_left", True),
        permitted_work=permitted,
        couple=bool(inputs.get("couple")),
        lone_parent=bool(inputs.get("lone_parent")),
        carer_or_disability=bool(inputs.get("carer") or inputs.get("disability") or inputs.get("carer_or_disability")),
        thirty_hours=bool(inputs.get("thirty_hours") or inputs.get("thirty_hour_condition")),
        age=_age(inputs, "age", "claimant_age"),
        partner_age=_age(inputs, "partner_age"),
        eligible_rent=first(inputs, "eligible_rent", "rent_week"),
        income_week=first(inputs, "income_week", "other_income_week"),
        applicable_week=first(inputs, "applicable_week", "applicable_amount"),
        net_week=NOUGHT,
    )
    people = tuple(
        Circumstances(
            nation=nation(inputs.get("nation")), held=frozenset({Scheme.HOUSING_BENEFIT}), housing_benefit=one
        )
        for one in _rents(facts)
    )
    return Question(Scheme.HOUSING_BENEFIT, people, (_payment(case),)).answer(case.pack)


def _rents(facts: HousingBenefit) -> tuple[HousingBenefit, ...]:
    """Where the case turns on neither rent nor income: once with income at the needs level, once far below."""
    if None not in {facts.eligible_rent, facts.income_week, facts.applicable_week}:
        return (facts,)
    level = replace(facts, eligible_rent=_ENOUGH, income_week=_ENOUGH, applicable_week=_ENOUGH)
    return (level, replace(level, income_week=NOUGHT))


def _age(inputs: Inputs, *names: str) -> int | None:
    found = first(inputs, *names)
    return None if found is None else int(found)


def answer_council_tax(case: HandCase) -> Answer:
    """Some councils leave small changes of a Universal Credit award alone; the others decide for themselves."""
    inputs = case.inputs
    council = next((name for name in _COUNCILS if says(inputs.get("council"), name)), None)
    change = _weekly_change(inputs)
    if change is None:
        return _by_the_scheme(case)
    if council is None:
        return Answer({"outcomes": ["get_advice"]}, remarks=("Ask the council how it treats a change of this size.",))
    key = f"ctr.local.{council}.change_left_out"
    row = case.pack.rate(key, case.as_at)
    least = _to_week(row.amount, row.period)
    applied = abs(change) > least
    outcomes = ["reduces", "get_advice", "must_report"] if applied else ["get_advice", "within_disregard"]
    return Answer({"applied": applied, "outcomes": outcomes})


def _weekly_change(inputs: Inputs) -> Decimal | None:
    """From whatever key names a change; by the week unless it says month."""
    name = next((name for name in inputs if says(name, "change")), None)
    return None if name is None else _to_week(money(inputs[name]), "month" if says(name, "month") else "week")


def _to_week(amount: Decimal, period: str) -> Decimal:
    return amount * 12 / 52 if period == "month" else amount


def _by_the_scheme(case: HandCase) -> Answer:
    inputs = case.inputs
    facts = CouncilTaxReduction(
        council=str(inputs.get("council", "")),
        pension_age=inputs.get("pension_age"),
        net_week=amount(inputs, "other_net_week"),
        couple=bool(inputs.get("couple")),
        carer_or_disability=bool(inputs.get("carer") or inputs.get("disability") or inputs.get("carer_or_disability")),
        award_week=first(inputs, "award_week"),
    )
    person = Circumstances(
        nation=nation(inputs.get("nation")), held=frozenset({Scheme.COUNCIL_TAX_REDUCTION}), council_tax=facts
    )
    return Question(Scheme.COUNCIL_TAX_REDUCTION, (person,), (_payment(case),)).answer(case.pack)


def _payment(case: HandCase) -> Payment:
    inputs = case.inputs
    time, days = covers(inputs, otherwise=Covers.WEEK)
    several = inputs.get("earnings")
    fee = (
        sum((money(one) for one in several), NOUGHT) if isinstance(several, list) else amount(inputs, *_PAY, "earnings")
    )
    costs = expenses(inputs)
    doing, role = activity(inputs)
    if doing is None and costs and not fee:
        doing, role = Activity.VOLUNTEERING, Capacity.NONE
    known = doing is not None or bool(costs)
    return Payment(
        worked_on=case.as_at,
        fee=fee,
        covers=time,
        covers_days=days,
        regular=True,
        paid_as=paid_as(inputs),
        expenses=costs,
        activity=doing if known else Activity.CONSULTATION_MEETING,
        capacity=role if known else Capacity.SERVICE_USER,
    )
