"""What the rules do not decide, or hardly: somebody else must be asked, and the answer says whom."""

from __future__ import annotations

from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import count_all
from payments.domain.benefit_check.facts import Scheme
from payments.domain.benefit_check.findings import Outcome, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

NOUGHT = Decimal(0)
SCHEMES = (Scheme.ACCESS_TO_WORK, Scheme.STUDENT_FINANCE, Scheme.SICK_PAY_OR_INSURANCE, Scheme.OTHER)


def assess_other(case: Case, pack: RulesPack, scheme: Scheme) -> SchemeResult:
    """No sum: one question to one person (sections 6.9 and 6.10 of the reference)."""
    teller = Teller(scheme, pack, case.circumstances.nation)
    words, needs = _question(scheme)
    return SchemeResult(scheme, (teller.advise(words, f"others.{scheme}", needs),))


def assess_child_benefit(case: Case, pack: RulesPack) -> SchemeResult:
    """Child Benefit itself is not touched; above an income a year a charge is due that is not worked out here."""
    scheme = Scheme.CHILD_BENEFIT
    teller = Teller(scheme, pack, case.circumstances.nation)
    income = case.circumstances.tax.income_year
    fees = sum((one.high for one in count_all(case, scheme)), start=NOUGHT)
    limit = pack.rate("child_benefit.charge_from", max(pays_on(payment) for payment in case.chosen))
    rule = "others.child_benefit"
    if not any(one.fee for one in case.chosen):
        words = _("You are not paid for this, so your benefit stays as it is.")
        return SchemeResult(scheme, (teller.say(Outcome.NO_EFFECT, words, rule, change=NOUGHT),))
    if income is not None and income + fees < limit.amount:
        words = _("Child Benefit stays as it is while the income of each of you is under %(limit)s a year.") % {
            "limit": pounds(limit.amount)
        }
        return SchemeResult(scheme, (teller.say(Outcome.NO_EFFECT, words, rule, change=NOUGHT, rates=(limit,)),))
    words = _("With an income of %(limit)s a year, yours or your partner's, a charge may be due. Ask first.") % {
        "limit": pounds(limit.amount)
    }
    return SchemeResult(scheme, (teller.advise(words, rule, _("the yearly income of each of you")),))


def rather_not_say(case: Case, pack: RulesPack) -> SchemeResult:
    """Nothing was told, so nothing is guessed and nothing is called clear."""
    teller = Teller(Scheme.OTHER, pack, case.circumstances.nation)
    words = _("You chose not to say, so we worked nothing out. An adviser can look at it with you in private.")
    return SchemeResult(Scheme.OTHER, (teller.advise(words, "others.other", _("which benefits you get")),))


def _question(scheme: Scheme) -> tuple[str, str]:
    match scheme:
        case Scheme.ACCESS_TO_WORK:
            return (
                _("Access to Work needs a paid job, and is not for volunteers. Ask your Access to Work adviser."),
                _("how you are paid, and for how many hours"),
            )
        case Scheme.STUDENT_FINANCE:
            return (
                _("Pay seems not to touch student loans, but we found no sure source. Ask your student money adviser."),
                _("which loans, grants or bursaries you get"),
            )
        case Scheme.SICK_PAY_OR_INSURANCE:
            return (
                _("Sick pay, insurance and pensions have rules of their own. Ask who pays you before you say yes."),
                _("your policy or contract"),
            )
        case _:
            return (
                _("We have no rules for this. Ask the office that pays it, or an adviser."),
                _("your last letter about it"),
            )
