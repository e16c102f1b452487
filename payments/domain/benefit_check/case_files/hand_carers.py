"""Cases by hand about Carer's Allowance and its Scottish successor: weeks, care costs, one-off payments."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from payments.domain.benefit_check import formulas
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
    CarerBenefit,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    Nation,
    PaidAs,
    Payment,
    Scheme,
)

_A_WEEKS_PAY = ("net_week", "net_earnings_week", "earnings_week")
_ONE_PAYMENT = ("fee", "fee_offered", "payment", "voucher", "cash_voucher", "gift_card", "goods", "gift")
_BESIDE = ("regular_net_week", "other_net_earnings_week", "other_net_week", "other_earnings_week")


def answer_carer(case: HandCase) -> Answer:
    if case.inputs.get("weeks"):
        return averages(case.inputs)
    payment = _payment(case)
    found = _question(case, payment).answer(case.pack)
    figures = {**found.computed, **_figures(case, payment)}
    return replace(found, computed=figures)


def averages(inputs: Inputs) -> Answer:
    """Pay of several weeks. The office decides over which, so the averages come with advice and nothing more."""
    weeks = [money(week) for week in inputs["weeks"]]
    figures: dict[str, object] = {"average_week": formulas.average_week(weeks)}
    if len(weeks) > 1:
        figures["average_week_if_unusual_week_left_out"] = formulas.average_without_unusual_week(weeks)
    return Answer({**figures, "outcomes": ["get_advice"]})


def _question(case: HandCase, payment: Payment) -> Question:
    inputs = case.inputs
    where = nation(inputs.get("nation"))
    scottish = where is Nation.SCOTLAND or inputs.get("benefit") == Scheme.CARER_SUPPORT_PAYMENT
    scheme = Scheme.CARER_SUPPORT_PAYMENT if scottish else Scheme.CARERS_ALLOWANCE
    person = Circumstances(
        nation=Nation.SCOTLAND if scottish else where, held=frozenset({scheme}), carer=_facts(case, payment)
    )
    return Question(scheme, (person,), (payment,), _choice(inputs))


def _facts(case: HandCase, payment: Payment) -> CarerBenefit:
    """What a case by hand does not name is not there."""
    inputs = case.inputs
    kin = inputs.get("close_relative", inputs.get("care_by_close_relative"))
    return CarerBenefit(
        net_week=amount(inputs, *_BESIDE),
        pension_week=amount(inputs, "pension_contribution_week", "pension_week", "pension_contribution"),
        care_costs_week=amount(inputs, "care_costs", "care_costs_week"),
        care_by_close_relative=bool(kin) if kin is not None else _a_relative(inputs.get("paid_to")),
        allowable_expenses_week=amount(inputs, "deductions", "weekly_deductions", "allowable_expenses"),
        week_starts=payment.worked_on.weekday() if inputs.get("benefit_week") is None else int(inputs["benefit_week"]),
        break_in_care=inputs.get("break_in_care"),
    )


def _a_relative(paid_to: object) -> bool:
    kin = ("close relative", "sister", "brother", "parent", "mother", "father", "daughter", "spouse", "partner")
    return says(paid_to, *kin) and not says(paid_to, "not ")


def _payment(case: HandCase) -> Payment:
    inputs = case.inputs
    week = first(inputs, *_A_WEEKS_PAY)
    fee = first(inputs, *_ONE_PAYMENT) if week is None else week
    one_payment = Covers.DAY if "payment" not in inputs else Covers.NONE
    time, days = covers(inputs, otherwise=one_payment if week is None else Covers.WEEK)
    doing, role = activity(inputs)
    costs = expenses(inputs)
    return Payment(
        worked_on=case.as_at,
        fee=NOUGHT if fee is None else fee,
        covers=time,
        covers_days=days,
        regular=time not in {Covers.NONE, Covers.DAY},
        paid_as=paid_as(inputs),
        expenses=costs,
        activity=doing if costs or doing else Activity.CONSULTATION_MEETING,
        capacity=role if costs or role else Capacity.CARER_OF_CONSULTED_PERSON,
        hours=first(inputs, "hours"),
    )


def _choice(inputs: Inputs) -> Choice:
    if says(inputs.get("paid_to"), "charity"):
        return Choice(ChoiceKind.CHARITY)
    if says(inputs.get("paid_to"), "group", "organisation", "organization"):
        return Choice(ChoiceKind.ORGANISATION)
    taken = first(inputs, "fee_taken")
    if inputs.get("declined") or taken == NOUGHT:
        return Choice(ChoiceKind.EXPENSES_ONLY)
    return Choice(ChoiceKind.SMALLER_FEE, fee=taken) if taken is not None else Choice()


def _figures(case: HandCase, payment: Payment) -> dict[str, object]:
    """Single figures that a case may ask for beside those of the assessment."""
    inputs = case.inputs
    figures: dict[str, object] = {}
    if payment.covers in {Covers.MONTH, Covers.QUARTER, Covers.YEAR, Covers.TERM}:
        weekly = formulas.weekly_amount(payment.fee, payment.covers, days=payment.covers_days)
        figures["weekly_amount"] = weekly
    if payment.covers is Covers.NONE and payment.paid_as is PaidAs.PAYROLL:
        figures["weeks_affected"] = formulas.weeks_affected(
            net=payment.fee,
            limit=first(inputs, "limit") or _limit(case),
            weekly_deductions=amount(inputs, "deductions", "weekly_deductions"),
        )
    return figures


def _limit(case: HandCase) -> Decimal:
    scottish = nation(case.inputs.get("nation")) is Nation.SCOTLAND
    return case.rate("csp.earnings_limit" if scottish else "ca.earnings_limit")
