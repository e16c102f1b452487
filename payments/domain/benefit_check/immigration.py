"""Whether somebody may be paid at all. Asked of nobody: it says something only about what a person chose to say.

"Not payable" is about the payment, never about the person's place in the work: costs can still be paid back.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from payments.domain.benefit_check.calendar import week_of
from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.facts import Immigration, PaidAs, Payment, Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.words import translated as _

RULES = {
    Immigration.SETTLED: "immigration.free_to_work",
    Immigration.ASYLUM_NO_PERMISSION: "immigration.asylum",
    Immigration.ASYLUM_LISTED_JOBS: "immigration.listed_jobs",
    Immigration.STUDENT_20H: "immigration.student",
    Immigration.STUDENT_10H: "immigration.student",
    Immigration.VISITOR: "immigration.visitor",
    Immigration.SKILLED_WORKER: "immigration.skilled_worker",
    Immigration.MAY_NOT_BE_PAID: "immigration.own_word",
    Immigration.NOT_STATED: "immigration.not_stated",
}
STUDENT_HOURS = {
    Immigration.STUDENT_20H: "visa.student.term_hours",
    Immigration.STUDENT_10H: "visa.student.term_hours_some_courses",
}
_PASSED_ON = {PaidAs.CHARITY, PaidAs.GROUP}
_MONDAY = 0

Says = Callable[..., Finding]


def assess_immigration(case: Case, pack: RulesPack) -> SchemeResult:
    """The right to be paid (section 8 of the reference). Raises ValueError when nothing was said about it."""
    status = case.circumstances.immigration
    if status is None:
        raise ValueError("Nobody is asked about this, so there is nothing to say.")
    day = min(payment.worked_on for payment in case.chosen)
    rule = pack.rule(RULES[status], day)

    def says(outcome: Outcome, sentence: str, *needs: str) -> Finding:
        return Finding(Scheme.IMMIGRATION, outcome, sentence, rule, adviser_needs=needs)

    found = [_about_pay(case, payment, pack, says) for payment in case.chosen if payment.fee > 0]
    found += [_about_costs(status, payment, says) for payment in case.chosen if payment.expenses]
    if not found:
        found = [_about_no_money(status, says)]
    return SchemeResult(Scheme.IMMIGRATION, tuple(dict.fromkeys(found)))


def _about_pay(case: Case, payment: Payment, pack: RulesPack, says: Says) -> Finding:
    status = case.circumstances.immigration
    if payment.paid_as in _PASSED_ON and status != Immigration.SETTLED:
        passed_on = _("Money that goes to somebody else at your wish may still count as yours. Ask first.")
        return says(Outcome.GET_ADVICE, passed_on, _("your permission to work"))
    match status:
        case Immigration.SETTLED:
            check = _(
                "Nothing here stops the payment. Everybody is asked for a right-to-work check before the first one."
            )
            return says(Outcome.NO_EFFECT, check)
        case Immigration.ASYLUM_NO_PERMISSION:
            waiting = _("While you wait for asylum without permission to work, you may not get a fee or a voucher.")
            return says(Outcome.NOT_PAYABLE, f"{waiting} {_welcome()}")
        case Immigration.VISITOR:
            return says(Outcome.NOT_PAYABLE, _("A visitor may not be paid for work in the UK."))
        case Immigration.MAY_NOT_BE_PAID:
            return says(Outcome.NOT_PAYABLE, f"{_('You told us that you may not be paid.')} {_welcome()}")
        case Immigration.STUDENT_20H | Immigration.STUDENT_10H:
            return _student(case, payment, pack, says)
        case Immigration.ASYLUM_LISTED_JOBS:
            listed = _("You may be paid only for jobs on the Home Office list. Ask whether this is one.")
            return says(Outcome.GET_ADVICE, listed, _("your permission to work"), _("what the work is"))
        case Immigration.SKILLED_WORKER:
            limits = _("Your permission has limits on hours and jobs. Ask the visa team first.")
            return says(Outcome.GET_ADVICE, limits, _("your permission to work"), _("the hours"))
        case _:
            wait = _("A fee waits until the right to work has been checked. Your costs can be paid back.")
            return says(Outcome.GET_ADVICE, wait, _("a right-to-work check by the people team"))


def _student(case: Case, payment: Payment, pack: RulesPack, says: Says) -> Finding:
    """In term: so many hours from Monday to Sunday, unpaid work included; never self-employed."""
    if payment.paid_as == PaidAs.SELF_EMPLOYED_INVOICE:
        return says(Outcome.NOT_PAYABLE, _("A student visa does not allow work as self-employed, so not by invoice."))
    hours = _hours_in_week(case, payment)
    if payment.paid_as is None or hours is None:
        unknown = _("A student visa limits the hours in a week, unpaid work included, and how you are paid. Ask first.")
        return says(Outcome.GET_ADVICE, unknown, _("all your work from Monday to Sunday"), _("how you are paid"))
    if hours > pack.amount(STUDENT_HOURS[_known(case)], payment.worked_on):
        over = _("With this you would work more hours in a week of term than your visa allows.")
        return says(Outcome.NOT_PAYABLE, f"{over} {_welcome()}")
    return says(Outcome.WITHIN_DISREGARD, _("With this you stay within the hours that your visa allows in term."))


def _hours_in_week(case: Case, payment: Payment) -> Decimal | None:
    """Other work and all payments of the same Monday to Sunday; None when any of it is not known."""
    week = week_of(payment.worked_on, starts=_MONDAY)
    same = [p.hours for p in case.payments if week.first_day <= p.worked_on <= week.last_day]
    known = [hours for hours in [case.circumstances.hours_this_week, *same] if hours is not None]
    return sum(known, Decimal(0)) if len(known) == len(same) + 1 else None


def _known(case: Case) -> Immigration:
    return case.circumstances.immigration or Immigration.NOT_STATED


def _about_costs(status: Immigration, payment: Payment, says: Says) -> Finding:
    if status == Immigration.VISITOR:
        return says(Outcome.GET_ADVICE, _("Ask the visa team whether a visitor may have costs paid back."))
    if status == Immigration.SETTLED:
        return says(Outcome.EXPENSES_IGNORED, _("Your costs may be paid back."))
    if any(expense.flat for expense in payment.expenses):
        flat = _("A set sum, whatever you spent, is a payment. Only what you really spent can be paid back.")
        return says(Outcome.NOT_PAYABLE if status in _NO_PAY else Outcome.GET_ADVICE, flat)
    if any(expense.flat is None for expense in payment.expenses):
        return says(
            Outcome.GET_ADVICE, _("Only what you really spent can be paid back. Ask how your costs are counted.")
        )
    return says(Outcome.EXPENSES_IGNORED, _("What you really spend on coming can be paid back."))


_NO_PAY = {Immigration.ASYLUM_NO_PERMISSION, Immigration.MAY_NOT_BE_PAID}


def _about_no_money(status: Immigration, says: Says) -> Finding:
    """Nothing is paid. For some permissions unpaid work is limited too."""
    if status in {Immigration.VISITOR, Immigration.STUDENT_20H, Immigration.STUDENT_10H}:
        unpaid = _("Some visas limit unpaid work too. Ask the visa team whether this counts as work.")
        return says(Outcome.GET_ADVICE, unpaid)
    return says(Outcome.NO_EFFECT, _("No money is paid, so nothing here is about pay."))


def _welcome() -> str:
    return _("You are very welcome without pay, and we can pay back what you really spend on coming.")
