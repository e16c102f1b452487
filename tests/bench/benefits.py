"""One benefit check in process: every benefit held, five payments in two months, each way to take the fee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from time import process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from payments.domain.benefit_check.assess import ASSESSORS, assess
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    CarerBenefit,
    Choice,
    ChoiceKind,
    Circumstances,
    Covers,
    Expense,
    Nation,
    NewStyleEsa,
    NewStyleJsa,
    PaidAs,
    Payment,
    UniversalCredit,
)
from payments.domain.benefit_rules import shipped_pack
from tests.bench.measure import Figure, at_most

DAY = date(2026, 11, 11)
ROUNDS = 40
MILLISECONDS = 5
NOUGHT = Decimal(0)


def benefit_figures() -> list[Figure]:
    """CPU of this process, so that neighbours on the machine do not count; and no question to the database."""
    spent = sorted(_spent(asked) for _round in range(ROUNDS) for asked in _asked())
    with CaptureQueriesContext(connection) as queries:
        for circumstances, choice in _asked():
            assess(circumstances, _payments(), choice, pack=shipped_pack(DAY))
    slow = spent[int(len(spent) * 0.95)] * 1000
    return [
        at_most("one benefit check, every benefit held: 95th percentile, milliseconds", "itself", slow, MILLISECONDS),
        at_most("one benefit check, every benefit held: queries", "itself", len(queries), 0),
    ]


def _spent(asked: tuple[Circumstances, Choice]) -> float:
    circumstances, choice = asked
    start = process_time()
    assess(circumstances, _payments(), choice, pack=shipped_pack(DAY))
    return process_time() - start


def _asked() -> Iterator[tuple[Circumstances, Choice]]:
    """Somebody who told everything, and somebody who told nothing, with each choice."""
    held = frozenset(ASSESSORS)
    nothing_told = Circumstances(held=held)
    told = Circumstances(
        nation=Nation.ENGLAND,
        age=45,
        held=held,
        universal_credit=UniversalCredit(1, False, True, True, False, Decimal(300), Decimal("1354.70"), NOUGHT),
        carer=CarerBenefit(Decimal(100), NOUGHT, NOUGHT, week_starts=0),
        esa=NewStyleEsa(Decimal(40), Decimal(4), 0),
        jsa=NewStyleJsa(Decimal(40), Decimal(4), 0),
    )
    for kind in ChoiceKind:
        choice = Choice(kind, fee=Decimal(20), paid_on=DAY + timedelta(days=40))
        yield told, choice
        yield nothing_told, choice


def _payments() -> tuple[Payment, ...]:
    return tuple(
        Payment(
            worked_on=DAY + timedelta(days=days),
            paid_on=DAY + timedelta(days=days + 9),
            fee=Decimal("55.00"),
            covers=Covers.DAY,
            regular=False,
            paid_as=PaidAs.PAYROLL,
            expenses=(Expense("travel", Decimal("8.40")),),
            activity=Activity.TEACHING,
            capacity=Capacity.SERVICE_USER,
            hours=Decimal(3),
            offered=days == 0,
        )
        for days in (0, 2, 6, 13, 30)
    )
