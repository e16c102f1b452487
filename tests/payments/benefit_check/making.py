"""Circumstances and payments for tests: everything plain unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    PaidAs,
    Payment,
    Scheme,
)
from payments.domain.benefit_check.findings import SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_rules import shipped_pack

READ_ON = date(2026, 11, 22)
WORK_DAY = date(2026, 11, 23)


def pack(read_on: date = READ_ON) -> RulesPack:
    return shipped_pack(read_on)


def payment(fee: str | int = 50, **changes: Any) -> Payment:
    """A fee through payroll for one day's consultation of a service user, paid the same day."""
    plain = Payment(
        worked_on=WORK_DAY,
        paid_on=WORK_DAY,
        fee=Decimal(fee),
        covers=Covers.DAY,
        regular=False,
        paid_as=PaidAs.PAYROLL,
        activity=Activity.CONSULTATION_MEETING,
        capacity=Capacity.SERVICE_USER,
        hours=Decimal(2),
    )
    if "worked_on" in changes:
        changes.setdefault("paid_on", changes["worked_on"])
    return replace(plain, **changes)


def result(
    scheme: Scheme,
    circumstances: Circumstances,
    *payments: Payment,
    choice: ChoiceKind | Choice = ChoiceKind.FEE,
    read_on: date = READ_ON,
) -> SchemeResult:
    """What is found about one scheme for somebody who has it."""
    told = replace(circumstances, held=circumstances.held | {scheme})
    taken = choice if isinstance(choice, Choice) else Choice(choice)
    found = assess(told, payments or (payment(),), taken, pack=pack(read_on))
    return next(one for one in found.results if one.scheme == scheme)


def codes(outcome: SchemeResult) -> list[str]:
    return sorted(outcome.outcomes)
