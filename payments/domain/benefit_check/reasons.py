"""Why one payment counts as it does, or why nobody can say: in plain words, with the rule behind each."""

from __future__ import annotations

from enum import StrEnum

from payments.domain.benefit_check.words import translated as _


class Reason(StrEnum):
    OPEN_QUESTION = "open_question"
    NOT_TOLD = "not_told"
    EXPENSE_UNCLEAR = "expense_unclear"
    FLAT_SUM = "flat_sum"
    VOUCHER = "voucher"
    CASH_VOUCHER = "cash_voucher"
    GOODS = "goods"
    CHARITY = "charity"
    GROUP = "group"
    NOTIONAL = "notional"
    CLAUSE_NOT_SEEN = "clause_not_seen"


RULES = {
    Reason.OPEN_QUESTION: "counting.open_question",
    Reason.NOT_TOLD: "counting.not_told",
    Reason.EXPENSE_UNCLEAR: "counting.ordinary_expenses",
    Reason.FLAT_SUM: "counting.ordinary_expenses",
    Reason.VOUCHER: "counting.vouchers",
    Reason.CASH_VOUCHER: "counting.vouchers",
    Reason.GOODS: "counting.vouchers",
    Reason.CHARITY: "counting.redirecting",
    Reason.GROUP: "counting.redirecting",
    Reason.NOTIONAL: "counting.declining",
    Reason.CLAUSE_NOT_SEEN: "counting.service_user.carer_support_payment",
}
"""The rule each reason stands on."""


def sentence_for(reason: Reason) -> str:
    match reason:
        case Reason.OPEN_QUESTION:
            return _("It is not settled whether this work counts as being asked for your views. We show both answers.")
        case Reason.NOT_TOLD:
            return _("We do not know what this work is, why you were asked, or how you would be paid.")
        case Reason.EXPENSE_UNCLEAR:
            return _("We cannot tell whether these expenses count as pay.")
        case Reason.FLAT_SUM:
            return _("A set sum, whatever you spent, may count as pay.")
        case Reason.VOUCHER:
            return _("A voucher is not a way round these rules. Guidance disagrees; ask first.")
        case Reason.CASH_VOUCHER:
            return _("A gift card you can use like cash is likely to count as money. Ask first.")
        case Reason.GOODS:
            return _("Gifts are not always left out. Guidance disagrees; ask first.")
        case Reason.CHARITY:
            return _("Money sent to a charity because you asked may still count as yours.")
        case Reason.GROUP:
            return _("Money sent to a group because you asked may still count as yours.")
        case Reason.NOTIONAL:
            return _("The office may count pay that you could have had, even if you say no to it.")
        case Reason.CLAUSE_NOT_SEEN:
            return _("Ask Social Security Scotland to confirm that repaid expenses do not count.")


def adviser_needs(reason: Reason) -> tuple[str, ...]:
    """What somebody who advises would want to see."""
    match reason:
        case Reason.OPEN_QUESTION | Reason.NOTIONAL:
            return (_("what you do on the day, and why you were asked"),)
        case Reason.NOT_TOLD:
            return (_("what you do on the day, and why you were asked"), _("how you would be paid"))
        case Reason.EXPENSE_UNCLEAR | Reason.FLAT_SUM | Reason.CLAUSE_NOT_SEEN:
            return (_("each expense, what it was for, and how it is repaid"),)
        case Reason.VOUCHER | Reason.CASH_VOUCHER | Reason.GOODS:
            return (_("what the voucher or gift is worth and where it can be used"),)
        case Reason.CHARITY | Reason.GROUP:
            return (_("who asked for the money to go there, and whose work it pays for"),)
