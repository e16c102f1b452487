"""How much of one payment counts as earnings for one benefit, on the kindest reading and on the cautious one.

Rules of section 4 of the reference: fees always count; costs repaid to somebody consulted as a service user or carer
do not; whether teaching or selecting is "being consulted" is not settled, so both readings stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Activity, Capacity, Expense, PaidAs, Payment, Scheme
from payments.domain.benefit_check.reasons import Reason

NOUGHT = Decimal(0)

_CARER = frozenset({Scheme.CARERS_ALLOWANCE, Scheme.CARER_SUPPORT_PAYMENT})
_IN_KIND_IGNORED = _CARER | {Scheme.UNIVERSAL_CREDIT}
_NOTIONAL_NEVER = _CARER | {Scheme.ESA_NEW_STYLE}
_OWN_WAY = _CARER | {Scheme.UNIVERSAL_CREDIT, Scheme.ESA_NEW_STYLE, Scheme.JSA_NEW_STYLE}
"""Benefits with a way of counting of their own; the rules below name no others, so all others count alike."""
_CONSULTED = frozenset({Activity.CONSULTATION_MEETING, Activity.RESEARCH_OR_MONITORING_GROUP})
_NEVER_CONSULTED = frozenset({Activity.EMPLOYMENT, Activity.VOLUNTEERING})
_SETTLED_ACTIVITY = _CONSULTED | _NEVER_CONSULTED
_MONEY = frozenset({PaidAs.PAYROLL, PaidAs.SELF_EMPLOYED_INVOICE, PaidAs.CASUAL_NO_PAYROLL})
_FOR_THE_WORK = frozenset({"phone", "materials", "travel_between_workplaces"})
_TO_WORK = "home_to_work_travel"


class Consulted(StrEnum):
    """Whether the rule on service users' expenses applies (UC Regs 2013 reg 53(2) and its equivalents)."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    NOT_TOLD = "not_told"


@dataclass(frozen=True)
class Counted:
    """Pounds. `high` is the cautious reading; totals of several payments add `low` to `low` and `high` to `high`.

    `ignored` and `counted` hold expenses on which both readings agree, `unsettled` the others. `notional`: pay turned
    down that an office might count all the same; it is in neither reading.
    """

    payment: Payment
    low: Decimal
    high: Decimal
    consulted: Consulted
    ignored: tuple[Expense, ...] = ()
    counted: tuple[Expense, ...] = ()
    unsettled: tuple[Expense, ...] = ()
    notional: Decimal = NOUGHT
    reasons: frozenset[Reason] = frozenset()

    @property
    def in_doubt(self) -> bool:
        """Whether this alone forbids a clear answer, however small the sums."""
        sent_on = not self.reasons.isdisjoint({Reason.CHARITY, Reason.GROUP}) and self.low < self.payment.net
        return sent_on or not self.reasons.isdisjoint({Reason.NOT_TOLD, Reason.NOTIONAL})


def consulted(payment: Payment) -> Consulted:
    """By what really happens and in which role; staff choose both from the facts, never to fit."""
    if payment.capacity is Capacity.NONE or payment.activity in _NEVER_CONSULTED:
        return Consulted.NO
    if payment.capacity is None or payment.activity is None:
        return Consulted.NOT_TOLD
    return Consulted.YES if payment.activity in _CONSULTED else Consulted.OPEN


def count(
    payment: Payment, scheme: Scheme, *, offered: Payment | None = None, voucher_ni_charged: bool | None = None
) -> Counted:
    """`offered` is the payment before the person's choice, so that what was turned down is known."""
    standing = consulted(payment)
    redirected = offered is not None and offered.paid_as is not payment.paid_as
    fee_low, fee_high, reasons = _fee(payment, scheme, voucher_ni_charged, redirected=redirected)
    ignored, counting, unsettled = _expenses(payment, standing)
    notional, more = _turned_down(payment, scheme, standing, offered)
    reasons |= more | _reasons_of_expenses(scheme, standing, ignored, unsettled)
    if _is_open_activity(payment):
        reasons |= {Reason.OPEN_QUESTION}
    if standing is Consulted.NOT_TOLD and (payment.fee or payment.expenses):
        reasons |= {Reason.NOT_TOLD}
    sure = _sum(counting)
    return Counted(
        payment,
        fee_low + sure,
        fee_high + sure + _sum(unsettled),
        standing,
        ignored,
        counting,
        unsettled,
        notional,
        frozenset(reasons),
    )


def count_all(case: Case, scheme: Scheme) -> tuple[Counted, ...]:
    """Every payment of the case, the offered ones first, in the order of `case.payments`."""
    way = ("counted", scheme if scheme in _OWN_WAY else None)
    if way not in case.found:
        ni_charged = case.circumstances.jsa.voucher_ni_charged
        before = dict(enumerate(case.offered))
        case.found[way] = tuple(
            count(payment, scheme, offered=before.get(place), voucher_ni_charged=ni_charged)
            for place, payment in enumerate(case.payments)
        )
    counted: tuple[Counted, ...] = case.found[way]
    return counted


def _is_open_activity(payment: Payment) -> bool:
    activity = payment.activity
    return activity is not None and activity not in _SETTLED_ACTIVITY and _is_something(payment)


def _is_something(payment: Payment) -> bool:
    return bool(payment.fee or payment.expenses)


def _fee(
    payment: Payment, scheme: Scheme, ni_charged: bool | None, *, redirected: bool
) -> tuple[Decimal, Decimal, set[Reason]]:
    """Low, high and reasons for the fee alone. `redirected`: somebody else gets it because the person asked."""
    net = payment.net
    if not net or payment.paid_as is PaidAs.DECLINED:
        return NOUGHT, NOUGHT, set()
    if payment.paid_as in _MONEY:
        return net, net, set()
    match payment.paid_as:
        case PaidAs.VOUCHER:
            return *_voucher(net, scheme, ni_charged), {Reason.VOUCHER}
        case PaidAs.GOODS:
            ignored = scheme in _IN_KIND_IGNORED or scheme is Scheme.JSA_NEW_STYLE
            return NOUGHT, NOUGHT if ignored else net, {Reason.GOODS}
        case PaidAs.CASH_VOUCHER:
            treated_as_money = scheme in {Scheme.UNIVERSAL_CREDIT, Scheme.JSA_NEW_STYLE}
            return net if treated_as_money else NOUGHT, net, {Reason.CASH_VOUCHER}
        case PaidAs.CHARITY:
            return *_sent_on(payment, scheme, own_work=False), {Reason.CHARITY}
        case PaidAs.GROUP:
            return *_sent_on(payment, scheme, own_work=not redirected), {Reason.GROUP}
        case _:
            return NOUGHT, net, {Reason.NOT_TOLD}


def _sent_on(payment: Payment, scheme: Scheme, *, own_work: bool) -> tuple[Decimal, Decimal]:
    """A group's pay for its own work is the group's. What a carer asks to have sent on stays theirs (DMG 15012(1)).

    Nothing is assumed of somebody consulted who forgoes a fee (UC Regs 2013 reg 60(4)(b) and its equivalent for JSA).
    """
    net = payment.net
    if scheme in _CARER:
        return (NOUGHT, NOUGHT) if own_work else (net, net)
    forgone = scheme in {Scheme.UNIVERSAL_CREDIT, Scheme.JSA_NEW_STYLE} and consulted(payment) is Consulted.YES
    return NOUGHT, NOUGHT if own_work or forgone else net


def _voucher(net: Decimal, scheme: Scheme, ni_charged: bool | None) -> tuple[Decimal, Decimal]:
    """ADM H3081-H3085 and DMG 15143 leave a non-cash voucher out; for JSA it counts where NI was worked out (S2095)."""
    if scheme in _IN_KIND_IGNORED:
        return NOUGHT, NOUGHT
    if scheme is Scheme.JSA_NEW_STYLE and ni_charged is not None:
        return (net, net) if ni_charged else (NOUGHT, NOUGHT)
    return NOUGHT, net


_Split = tuple[tuple[Expense, ...], tuple[Expense, ...], tuple[Expense, ...]]


def _expenses(payment: Payment, standing: Consulted) -> _Split:
    """Ignored on every reading, counted on every reading, and unsettled."""
    if not payment.expenses:
        return (), (), ()
    split: dict[bool | None, list[Expense]] = {True: [], False: [], None: []}
    for expense in payment.expenses:
        split[_counts(expense, payment, standing)].append(expense)
    return tuple(split[False]), tuple(split[True]), tuple(split[None])


def _counts(expense: Expense, payment: Payment, standing: Consulted) -> bool | None:
    """Whether one cost counts as pay; None when the readings differ. A cost repaid is the real cost unless `flat`."""
    if expense.flat:
        return None
    if standing is Consulted.YES:
        return False
    plain = _counts_at_work(expense, payment)
    if standing is Consulted.NO:
        return plain
    return False if plain is False else None


def _counts_at_work(expense: Expense, payment: Payment) -> bool | None:
    """For somebody who is not being consulted (DMG 15118, 86085; ADM S2080, H3141-H3145)."""
    if expense.taxed_as_pay:
        return True
    if expense.paid_by_university or expense.kind in _FOR_THE_WORK:
        return False
    if payment.activity is Activity.VOLUNTEERING and not payment.fee:
        return False
    if expense.kind == _TO_WORK:
        return True
    return False if expense.kind == "travel" and expense.taxed_as_pay is False else None


def _reasons_of_expenses(
    scheme: Scheme, standing: Consulted, ignored: tuple[Expense, ...], unsettled: tuple[Expense, ...]
) -> set[Reason]:
    reasons: set[Reason] = set()
    if any(expense.flat for expense in unsettled):
        reasons.add(Reason.FLAT_SUM)
    if standing is Consulted.NO and any(not expense.flat for expense in unsettled):
        reasons.add(Reason.EXPENSE_UNCLEAR)
    if scheme is Scheme.CARER_SUPPORT_PAYMENT and ignored:
        reasons.add(Reason.CLAUSE_NOT_SEEN)
    return reasons


def _turned_down(
    payment: Payment, scheme: Scheme, standing: Consulted, offered: Payment | None
) -> tuple[Decimal, set[Reason]]:
    """Pay refused that an office might count (UC Regs 2013 reg 60; ADM H3220-H3230). Barred for a service user."""
    if scheme in _NOTIONAL_NEVER or standing is Consulted.YES or payment.activity is Activity.VOLUNTEERING:
        return NOUGHT, set()
    refused = offered.fee - payment.fee if offered else NOUGHT
    unpaid = offered is not None and not payment.fee
    return (max(refused, NOUGHT), {Reason.NOTIONAL}) if refused > 0 or unpaid else (NOUGHT, set())


def _sum(expenses: tuple[Expense, ...]) -> Decimal:
    return sum((expense.amount for expense in expenses), NOUGHT)
