"""One person, all payments that fall together, and one choice: what each scheme is asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from payments.domain.benefit_check.facts import Choice, ChoiceKind, Circumstances, PaidAs, Payment


@dataclass(frozen=True)
class Case:
    """`payments` as they would be paid with the choice applied, offered ones first; `offered` as they were offered."""

    circumstances: Circumstances
    payments: tuple[Payment, ...]
    offered: tuple[Payment, ...]
    choice: Choice

    @cached_property
    def chosen(self) -> tuple[Payment, ...]:
        """The offered payments with the choice applied."""
        return tuple(payment for payment in self.payments if payment.offered)

    @cached_property
    def others(self) -> tuple[Payment, ...]:
        """What is agreed or paid already, by this university or another: it counts in every total."""
        return tuple(payment for payment in self.payments if not payment.offered)

    @cached_property
    def found(self) -> dict[object, Any]:
        """What one scheme has worked out that others need as well, so that it is worked out once."""
        return {}


def build_case(circumstances: Circumstances, payments: tuple[Payment, ...], choice: Choice) -> Case:
    """Applies the choice to what is offered. The order of payments carries no meaning. Raises ValueError when empty."""
    if not any(payment.offered for payment in payments):
        raise ValueError("No payment is offered, so there is nothing to look at.")
    ordered = tuple(sorted(payments, key=lambda payment: (not payment.offered, payment.worked_on, payment.fee)))
    applied = tuple(_with(payment, choice) if payment.offered else payment for payment in ordered)
    return Case(circumstances, applied, tuple(p for p in ordered if p.offered), choice)


def pays_on(payment: Payment) -> date:
    """The day of the money; the day of the work where no day is known yet."""
    return payment.paid_on or payment.worked_on


_NOUGHT = Decimal(0)


def _with(payment: Payment, choice: Choice) -> Payment:
    match choice.kind:
        case ChoiceKind.NOTHING:
            return replace(payment, fee=_NOUGHT, net_fee=None, expenses=(), paid_as=PaidAs.DECLINED)
        case ChoiceKind.EXPENSES_ONLY:
            return replace(payment, fee=_NOUGHT, net_fee=None, paid_as=PaidAs.DECLINED)
        case ChoiceKind.SMALLER_FEE:
            if choice.fee is None:
                raise ValueError("A smaller fee needs its amount.")
            return replace(payment, fee=choice.fee, net_fee=None)
        case ChoiceKind.LATER:
            return replace(payment, paid_on=choice.paid_on or payment.paid_on)
        case ChoiceKind.CHARITY:
            return replace(payment, paid_as=PaidAs.CHARITY)
        case ChoiceKind.ORGANISATION:
            return replace(payment, paid_as=PaidAs.GROUP)
        case ChoiceKind.VOUCHER:
            return replace(payment, paid_as=PaidAs.VOUCHER)
        case _:
            return payment
