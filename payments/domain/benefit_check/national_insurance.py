"""National Insurance on a fee: per job and pay period for employees, by the year for the self-employed (section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.facts import Covers, PaidAs, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, SchemeResult
from payments.domain.benefit_check.formulas import to_the_penny
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.tax_sums import (
    class_4_bands,
    contributions,
    employee_ni_bands,
    taxable_receipts,
)
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

_HERE = Scheme.NATIONAL_INSURANCE
_NOUGHT = Decimal(0)
_FROM_AGE = 16
_PERIODS = {Covers.WEEK: "week", Covers.MONTH: "month", Covers.YEAR: "year"}


def assess_national_insurance(case: Case, pack: RulesPack) -> SchemeResult:
    """What the offered fees add, from 16 to State Pension age; nothing outside it."""
    told, teller = case.circumstances, Teller(_HERE, pack, case.circumstances.nation)
    fee = sum((payment.fee for payment in case.chosen if payment.paid_as is not PaidAs.DECLINED), _NOUGHT)
    if not fee or told.over_pension_age or (told.age is not None and told.age < _FROM_AGE):
        words = _("No National Insurance is taken from this.")
        none = teller.say(Outcome.NO_EFFECT, words, "ni.fee", change=_NOUGHT)
        return SchemeResult(_HERE, (none,), {"national_insurance": _NOUGHT, "change": _NOUGHT})
    missing = tuple(_missing(case))
    if missing:
        ask = _("National Insurance goes by each job and pay period. Ask the university's payroll team.")
        return SchemeResult(_HERE, (teller.advise(ask, "ni.fee", *missing),))
    due = to_the_penny(_due(case, fee, pack))
    return SchemeResult(_HERE, (_says(due, teller),), {"national_insurance": due, "change": -due})


def _missing(case: Case) -> Iterator[str]:
    facts, told = case.circumstances.tax, case.circumstances
    if facts.status_decided not in {PaidAs.PAYROLL, PaidAs.SELF_EMPLOYED_INVOICE}:
        yield _("whether you are paid through payroll or by invoice")
    if told.over_pension_age is None:
        yield _("whether you are over State Pension age")
    if told.age is None and not told.over_pension_age:
        yield _("your age")
    if facts.status_decided is PaidAs.SELF_EMPLOYED_INVOICE:
        if facts.casual_receipts_year is None:
            yield _("all you got this year from invoices, before costs")
    elif facts.pay_period_earnings is None:
        yield _("your other pay from the university in the same pay period")
    elif {payment.covers for payment in case.chosen} - set(_PERIODS) or len({p.covers for p in case.chosen}) > 1:
        yield _("whether you are paid by the week or by the month")


def _due(case: Case, fee: Decimal, pack: RulesPack) -> Decimal:
    facts, on = case.circumstances.tax, max(pays_on(payment) for payment in case.chosen)
    if facts.status_decided is PaidAs.SELF_EMPLOYED_INVOICE:
        allowance, bands = pack.amount("tax.trading_allowance", on), class_4_bands(pack, on)
        before = facts.casual_receipts_year or _NOUGHT
        return contributions(taxable_receipts(before + fee, allowance), bands) - contributions(
            taxable_receipts(before, allowance), bands
        )
    covers = case.chosen[0].covers or Covers.MONTH
    bands = employee_ni_bands(pack, _PERIODS[covers], on)
    before = facts.pay_period_earnings or _NOUGHT
    return contributions(before + fee, bands) - contributions(before, bands)


def _says(due: Decimal, teller: Teller) -> Finding:
    if not due:
        words = _("With this your pay stays below the point where National Insurance starts.")
        return teller.say(Outcome.WITHIN_DISREGARD, words, "ni.fee", change=_NOUGHT)
    words = _("About %(due)s of National Insurance is taken from this fee.") % {"due": pounds(due)}
    return teller.say(Outcome.REDUCES, words, "ni.fee", change=-due, working=(Line(_("National Insurance"), due),))
