"""Income tax that a fee adds, once the institution's finance has decided how the activity is paid (section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from payments.domain.benefit_check.calendar import tax_year_of
from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.facts import Nation, PaidAs, Payment, Scheme, TaxPosition
from payments.domain.benefit_check.findings import Finding, Line, Outcome, Period, SchemeResult
from payments.domain.benefit_check.formulas import to_the_penny
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.tax_sums import bands_on, tax_on_fee, taxable_receipts
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

_HERE = Scheme.TAX
_NOUGHT = Decimal(0)
_RECEIPTS = frozenset({PaidAs.SELF_EMPLOYED_INVOICE, PaidAs.CASUAL_NO_PAYROLL})
_BASIC_RATE = "BR"
_NO_ALLOWANCE = frozenset({"0T", "D0", "D1"})


def questions_for_finance() -> tuple[str, ...]:
    """What the institution's payroll or tax team is asked before the first payment for an activity."""
    return (
        _("whether this activity is paid through payroll, by invoice, or in another way"),
        _("the day and the reference of that decision"),
        _("which costs are taxed, above all travel from home"),
    )


def tax_was_told(facts: TaxPosition) -> bool:
    """Whether somebody gave anything from which tax can be worked out."""
    return bool(facts.code) or facts.income_year is not None or facts.casual_receipts_year is not None


def assess_tax(case: Case, pack: RulesPack) -> SchemeResult:
    """What the offered fees add to the tax of the year in which they are paid."""
    facts, teller = case.circumstances.tax, Teller(_HERE, pack, case.circumstances.nation)
    paid = [payment for payment in case.chosen if _taxable(payment)]
    if not paid:
        words = _("No fee is paid, so there is nothing to tax.")
        return SchemeResult(_HERE, (teller.say(Outcome.NO_EFFECT, words, "tax.fee", change=_NOUGHT),), {"tax": _NOUGHT})
    missing = tuple(_missing(case))
    if missing:
        ask = _("Whether and how a fee is taxed is decided case by case. Ask the university's payroll team.")
        return SchemeResult(_HERE, (teller.advise(ask, "tax.status", *missing),))
    years = sorted({tax_year_of(pays_on(payment)) for payment in paid}, key=lambda year: year.first_day)
    tax = sum((_of_year(case, year, pack) for year in years), _NOUGHT)
    tax = to_the_penny(tax)
    return SchemeResult(_HERE, tuple(_says(tax, years, facts, case, teller)), {"tax": tax, "change": -tax})


def _missing(case: Case) -> Iterator[str]:
    facts = case.circumstances.tax
    if facts.status_decided is None:
        yield from questions_for_finance()
        return
    if facts.status_decided not in {PaidAs.PAYROLL, *_RECEIPTS}:
        yield from questions_for_finance()
    if case.circumstances.nation is None:
        yield _("where you live")
    if facts.code.upper().lstrip("SC") in _NO_ALLOWANCE:
        yield _("your tax code, which takes tax in a way of its own")
    if facts.income_year is None and not _is_basic_rate(facts):
        yield _("your taxable income of the year")
    if facts.status_decided in _RECEIPTS and facts.casual_receipts_year is None:
        yield _("all you got this year from invoices and casual work, before costs")


def _is_basic_rate(facts: TaxPosition) -> bool:
    """BR, also as SBR or CBR; it matters only to pay through payroll."""
    return facts.code.upper().lstrip("SC") == _BASIC_RATE and facts.status_decided is PaidAs.PAYROLL


def _of_year(case: Case, year: Period, pack: RulesPack) -> Decimal:
    """Other payments of the same year come first, so that the offered ones bear the tax that they add."""
    facts = case.circumstances.tax
    in_year = [p for p in case.payments if year.first_day <= pays_on(p) <= year.last_day]
    offered = sum((_taxable(p) for p in in_year if p.offered), _NOUGHT)
    before = sum((_taxable(p) for p in in_year if not p.offered), _NOUGHT)
    on = max(pays_on(p) for p in in_year if p.offered)
    if _is_basic_rate(facts):
        key = "tax.scotland.basic_rate" if case.circumstances.nation is Nation.SCOTLAND else "tax.basic_rate.ruk"
        return offered * pack.amount(key, on)
    income = facts.income_year or _NOUGHT
    if facts.status_decided in _RECEIPTS:
        before += facts.casual_receipts_year or _NOUGHT
        allowance = pack.amount("tax.trading_allowance", on)
        offered = taxable_receipts(before + offered, allowance) - taxable_receipts(before, allowance)
        before = _NOUGHT
    return tax_on_fee(income + before, offered, bands_on(pack, case.circumstances.nation or Nation.ENGLAND, on))


def _taxable(payment: Payment) -> Decimal:
    """The fee before tax, with the costs that are taxed as pay. What is turned down or given on is looked at as nil."""
    if payment.paid_as in {PaidAs.DECLINED, PaidAs.GROUP}:
        return _NOUGHT
    return payment.fee + sum((cost.amount for cost in payment.expenses if cost.taxed_as_pay), _NOUGHT)


def _says(tax: Decimal, years: list[Period], facts: TaxPosition, case: Case, teller: Teller) -> Iterator[Finding]:
    working = (Line(_("Tax on the fee"), tax),)
    if not tax:
        words = _("Your tax-free allowance covers this fee, so it adds no tax.")
        outcome = Outcome.WITHIN_DISREGARD
    else:
        words = _("This fee adds about %(tax)s of tax in the tax year.") % {"tax": pounds(tax)}
        outcome = Outcome.REDUCES
    yield teller.say(outcome, words, "tax.fee", change=-tax, period=years[0], working=working)
    if _is_basic_rate(facts):
        back = _("Your tax code takes tax at once. If it is too much, you can get it back after the tax year.")
        yield teller.advise(back, "tax.code", _("your tax code and all your income of the year"))
    if facts.status_decided in _RECEIPTS and any(_return_is_due(case, year, teller.pack) for year in years):
        told = _("Above the trading allowance you send in a tax return, even if no tax is due.")
        yield teller.must_tell(told, "tax.report")


def _return_is_due(case: Case, year: Period, pack: RulesPack) -> bool:
    """Gross receipts of the year, all of them together, are above the trading allowance (ITTOIA 2005 s.783A)."""
    in_year = [p for p in case.payments if year.first_day <= pays_on(p) <= year.last_day]
    receipts = sum((_taxable(p) for p in in_year), case.circumstances.tax.casual_receipts_year or _NOUGHT)
    return receipts > pack.amount("tax.trading_allowance", max(pays_on(p) for p in in_year))
