"""Carer's Allowance: England, Wales and Northern Ireland; the week is the person's own."""

from __future__ import annotations

from payments.domain.benefit_check.carers import CarerScheme, assess_carer
from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.findings import SchemeResult
from payments.domain.benefit_check.pack import RulesPack

CARERS_ALLOWANCE = CarerScheme(
    Scheme.CARERS_ALLOWANCE, prefix="ca", awards=("ca.rate",), week_starts=None, averages_used=False
)


def assess_carers_allowance(case: Case, pack: RulesPack) -> SchemeResult:
    return assess_carer(case, pack, CARERS_ALLOWANCE)
