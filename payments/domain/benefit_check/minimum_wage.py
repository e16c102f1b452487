"""Whether a fee, over all hours with preparation, is below the minimum wage, and whether a set sum makes a worker."""

from __future__ import annotations

from decimal import Decimal

from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import PaidAs, Payment, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

_HERE = Scheme.MINIMUM_WAGE
_SCHOOL_LEAVING = 16


def assess_minimum_wage(case: Case, pack: RulesPack) -> SchemeResult:
    """Each offered payment by itself, on the day of the work. A set sum may make a volunteer a worker."""
    teller = Teller(_HERE, pack, case.circumstances.nation)
    found = [_one(case, payment, teller) for payment in case.chosen]
    possible = any(_set_sum(payment) for payment in case.chosen)
    figures: dict[str, Decimal | int | bool | str] = {"worker_for_nmw": "possible"} if possible else {}
    return SchemeResult(_HERE, tuple(dict.fromkeys(found)), figures)


def rate_key(age: int) -> str:
    """The row for an age on the day of the work."""
    if age >= 21:
        return "nmw.nlw_21"
    return "nmw.nmw_18_20" if age >= 18 else "nmw.nmw_under_18"


def _set_sum(payment: Payment) -> bool:
    return not payment.fee and any(cost.flat for cost in payment.expenses)


def _one(case: Case, payment: Payment, teller: Teller) -> Finding:
    if _set_sum(payment):
        words = _("A set sum, whatever was spent, may make a volunteer a worker. Pay back what was really spent.")
        return teller.advise(words, "nmw.flat_sum", _("each cost and its receipt"))
    if not payment.fee:
        return teller.say(Outcome.NO_EFFECT, _("No fee is paid, so there is no wage to look at."), "nmw.rate")
    age = case.circumstances.age
    if case.circumstances.tax.status_decided is PaidAs.SELF_EMPLOYED_INVOICE:
        return teller.say(Outcome.NO_EFFECT, _("The minimum wage is not for self-employed work."), "nmw.rate")
    if age is None or not payment.hours:
        ask = _("We do not know the hours with preparation, or the age, so we cannot compare with the minimum wage.")
        return teller.advise(ask, "nmw.rate", _("all hours, with preparation"), _("your age"))
    if age < _SCHOOL_LEAVING:
        return teller.say(Outcome.NO_EFFECT, _("Below school-leaving age there is no minimum wage."), "nmw.rate")
    rate = teller.pack.rate(rate_key(age), payment.worked_on)
    least = rate.amount * payment.hours
    working = (Line(_("The fee"), payment.fee), Line(_("Minimum wage for the hours"), least))
    if payment.fee < least:
        below = _("The fee is %(fee)s. For a worker the minimum wage for these hours is %(least)s. Ask payroll.")
        words = below % {"fee": pounds(payment.fee), "least": pounds(least)}
        return teller.say(Outcome.GET_ADVICE, words, "nmw.rate", working=working, rates=(rate,))
    words = _("The fee is at least the minimum wage for these hours.")
    return teller.say(Outcome.NO_EFFECT, words, "nmw.rate", working=working, rates=(rate,))
