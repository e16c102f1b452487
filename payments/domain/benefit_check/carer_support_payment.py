"""Carer Support Payment and its supplement: Scotland; weeks run from Sunday to Saturday (SSI 2023/302)."""

from __future__ import annotations

from payments.domain.benefit_check.carers import CarerScheme, assess_carer
from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.findings import SchemeResult
from payments.domain.benefit_check.pack import RulesPack

SUNDAY = 6
CARER_SUPPORT_PAYMENT = CarerScheme(
    Scheme.CARER_SUPPORT_PAYMENT,
    prefix="csp",
    awards=("csp.rate", "csp.supplement"),
    week_starts=SUNDAY,
    averages_used=True,
)


def assess_carer_support_payment(case: Case, pack: RulesPack) -> SchemeResult:
    return assess_carer(case, pack, CARER_SUPPORT_PAYMENT)
