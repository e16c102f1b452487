"""People and payments that the tests of the benefit check start from; every fact is made up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.assess import assess
from payments.domain.benefit_check.facts import (
    Activity,
    Capacity,
    CarerBenefit,
    Choice,
    Circumstances,
    Covers,
    Nation,
    PaidAs,
    Payment,
)
from tests.payments.benefit_check.packs import real_pack

DAY = date(2026, 11, 11)  # a Wednesday

FEE = Payment(
    worked_on=DAY,
    paid_on=date(2026, 11, 20),
    fee=Decimal("50.00"),
    covers=Covers.DAY,
    regular=False,
    paid_as=PaidAs.PAYROLL,
    activity=Activity.CONSULTATION_MEETING,
    capacity=Capacity.CARER_OF_CONSULTED_PERSON,
    hours=Decimal(3),
)


def fee(amount, **facts):
    return replace(FEE, fee=Decimal(amount), **facts)


def elsewhere(amount, **facts):
    """Agreed with another university already."""
    return fee(amount, offered=False, payer="South University", **facts)


def carer(scheme, other_pay="0.00", nation=Nation.ENGLAND, **facts):
    net = None if other_pay is None else Decimal(other_pay)
    return Circumstances(held=frozenset({scheme}), nation=nation, carer=CarerBenefit(net_week=net, **facts))


def look(circumstances, *payments, choice=None, pack=None):
    """The answer for the one scheme held."""
    checked = assess(circumstances, payments, choice or Choice(), pack=pack or real_pack())
    (result,) = (one for one in checked.results if one.scheme in circumstances.held)
    return result


def finding(result, outcome):
    (found,) = [one for one in result.findings if one.outcome is outcome]
    return found


def codes(result):
    return {outcome.value for outcome in result.outcomes}
