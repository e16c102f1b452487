"""Benefits that have ended: the day decides. Before it they had rules of their own, which are not loaded."""

from __future__ import annotations

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import count_all
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.findings import Finding, Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import day
from payments.domain.benefit_check.words import translated as _

ENDED = {
    Scheme.INCOME_SUPPORT: "status.income_support",
    Scheme.JSA_INCOME_BASED: "status.jsa_income_based",
    Scheme.ESA_INCOME_RELATED: "status.esa_income_related",
    Scheme.TAX_CREDITS: "status.tax_credits",
}
"""The row that says from which day each is gone."""


def assess_legacy(case: Case, pack: RulesPack, scheme: Scheme) -> SchemeResult:
    """`not_covered` from the day it ended. Tax credits left nothing behind to advise on."""
    teller = Teller(scheme, pack, case.circumstances.nation)
    rule = f"legacy.{scheme}"
    last_paid = max(pays_on(payment) for payment in case.chosen)
    if not pack.abolished(ENDED[scheme], last_paid):
        words = _("This benefit was ending and we have no sums for it. Ask an adviser before you say yes.")
        said = teller.about_counting(one for one in count_all(case, scheme) if one.payment.offered)
        return SchemeResult(scheme, (teller.advise(words, rule, *_needs()), *said))
    return SchemeResult(scheme, tuple(_gone(scheme, teller, rule, pack)))


def _gone(scheme: Scheme, teller: Teller, rule: str, pack: RulesPack) -> list[Finding]:
    ended = pack.rates[ENDED[scheme]][0]
    words = _("This benefit ended on %(day)s, so we show no sum.") % {"day": day(ended.first_day)}
    findings = [teller.say(Outcome.NOT_COVERED, words, rule, rates=(ended,))]
    if scheme is not Scheme.TAX_CREDITS:
        ask = _("If you still get it, ask an adviser which benefit you are on now.")
        findings.append(teller.advise(ask, rule, *_needs()))
    return findings


def _needs() -> tuple[str, ...]:
    return (_("your last letter about the benefit"),)
