"""Pension Credit: a small part of a week's pay is left out, the rest comes off pound for pound (section 6.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import count_all
from payments.domain.benefit_check.facts import Covers, PensionCredit, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, SchemeResult
from payments.domain.benefit_check.means_tested import NOUGHT, AwardAt, Lost, how_often_is_needed, lost_pay, not_paid
from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_check.pension_credit_sums import counted_earnings
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

_HERE = Scheme.PENSION_CREDIT


def assess_pension_credit(case: Case, pack: RulesPack) -> SchemeResult:
    """What the offered pay does to the week's guarantee credit."""
    counted = count_all(case, _HERE)
    chosen = [one for one in counted if one.payment.offered]
    teller = Teller(_HERE, pack, case.circumstances.nation)
    counting = teller.about_counting(chosen)
    if not any(one.high for one in chosen):
        words = _("Nothing here counts as pay for this benefit, so your benefit stays as it is.")
        nothing = teller.say(Outcome.NO_EFFECT, words, "pc.earnings", change=NOUGHT)
        return SchemeResult(_HERE, (nothing, *counting), {"change": NOUGHT, "counted": NOUGHT})
    told = teller.must_tell(_("Tell the office what you earn, and list your expenses apart."), "pc.report")
    facts = case.circumstances.pension_credit
    missing = tuple(_missing(facts, how_often=how_often_is_needed(counted)))
    if missing or facts.savings_credit:
        return SchemeResult(_HERE, (*_ask(facts, missing, teller), *counting, told))
    left_out = disregard_of(facts, pack, min(pays_on(payment) for payment in case.chosen))
    lost = lost_pay(counted, facts.net_week or NOUGHT, _award_at(facts, left_out.amount))
    earnings = _counted(facts, lost.pay, left_out.amount)
    figures = {"disregard": left_out.amount, "counted": earnings, "weekly_amount": lost.share}
    if lost.change is not None:
        figures["change"] = lost.change
    says = (
        *_says(lost, left_out, earnings, teller),
        *_term_time(case, teller),
        *_carer_addition(facts, lost, pack, teller),
    )
    return SchemeResult(_HERE, (*says, *counting, told), dict(figures))


def disregard_of(facts: PensionCredit, pack: RulesPack, on: date) -> Rate:
    """20 for carers, disability and listed work, else 10 for a couple and 5 for one (SPC Regs 2002 Sch VI)."""
    if facts.carer_addition or facts.disability_condition or facts.listed_work:
        return pack.rate("pc.earnings_disregard.higher", on)
    return pack.rate(f"pc.earnings_disregard.{'couple' if facts.couple else 'single'}", on)


def award_now(facts: PensionCredit, left_out: Decimal) -> Decimal:
    """Guarantee credit a week: as paid, else minimum guarantee less all income that counts."""
    if facts.guarantee_credit is not None:
        return facts.guarantee_credit
    income = (facts.income_week or NOUGHT) + _counted(facts, facts.net_week or NOUGHT, left_out)
    return max(NOUGHT, (facts.minimum_guarantee or NOUGHT) - income)


def _award_at(facts: PensionCredit, left_out: Decimal) -> AwardAt:
    award, before = award_now(facts, left_out), _counted(facts, facts.net_week or NOUGHT, left_out)
    return lambda net: max(NOUGHT, award - (_counted(facts, net, left_out) - before))


def _counted(facts: PensionCredit, net: Decimal, left_out: Decimal) -> Decimal:
    return counted_earnings(net, facts.pension_week or NOUGHT, left_out)


def _missing(facts: PensionCredit, *, how_often: bool) -> Iterator[str]:
    """What the sum needs and nobody told; with it missing there is no sum and no all-clear."""
    higher = (facts.carer_addition, facts.disability_condition, facts.listed_work)
    if facts.savings_credit is None:
        yield _("whether you get Savings Credit")
    if facts.net_week is None:
        yield _("your other pay in a week, after tax")
    if not any(higher) and None in higher:
        yield _("whether you have a carer addition, a disability benefit or a listed job")
    if not any(higher) and facts.couple is None:
        yield _("whether you claim as a couple")
    if facts.guarantee_credit is None and None in (facts.minimum_guarantee, facts.income_week):
        yield _("how much Pension Credit you get in a week")
    if how_often:
        yield _("how often you are paid and for what time")


def _ask(facts: PensionCredit, missing: tuple[str, ...], teller: Teller) -> Iterator[Finding]:
    if facts.savings_credit:
        words = _("With Savings Credit the change is not a simple sum. Ask an adviser to work it out.")
        yield teller.advise(words, "pc.savings_credit", _("your last Pension Credit letter"))
    if missing:
        words = _("Part of your pay is left out and the rest is taken off. We do not know enough for the sum.")
        yield teller.advise(words, "pc.earnings", *missing)


def _says(lost: Lost, left_out: Rate, earnings: Decimal, teller: Teller) -> Iterator[Finding]:
    if not lost.paid:
        yield not_paid("pc.earnings", teller)
        return
    if not lost.certain:
        yield teller.advise(_("Ask an adviser how this pay is counted."), "pc.earnings")
        if lost.outcome is Outcome.WITHIN_DISREGARD:
            return
    working = (
        Line(_("Pay in the week, all together"), lost.pay),
        Line(_("Left out"), left_out.amount),
        Line(_("Counts"), earnings),
    )
    words = {
        Outcome.WITHIN_DISREGARD: _("%(left)s of your pay in a week is left out, and this pay stays within it."),
        Outcome.REDUCES: _("%(left)s of your pay in a week is left out. The rest comes off, pound for pound."),
        Outcome.AWARD_ENDS: _("What counts is as much as your Pension Credit, so for that time you would get none."),
    }[lost.outcome] % {"left": pounds(left_out.amount)}
    yield teller.say(
        lost.outcome,
        words,
        "pc.earnings",
        change=lost.change,
        change_range=lost.change_range,
        period=lost.week,
        working=working,
        rates=(left_out,),
    )
    if lost.outcome is Outcome.AWARD_ENDS:
        tied = _("Help that comes with Pension Credit can end too: full rent, council tax and more. Ask first.")
        yield teller.advise(tied, "pc.award_ends", _("your last Pension Credit letter"))


def _term_time(case: Case, teller: Teller) -> Iterator[Finding]:
    """Pay for terms may be shared over the 52 weeks of a year (DMG 86021), which a single term does not settle."""
    if any(payment.covers is Covers.TERM for payment in case.chosen):
        words = _("The office may share pay for terms over the whole year, so less may come off in a week. Ask first.")
        yield teller.advise(words, "pc.earnings", _("which weeks of the year you are paid for"))


def _carer_addition(facts: PensionCredit, lost: Lost, pack: RulesPack, teller: Teller) -> Iterator[Finding]:
    """The addition rests on a carer's benefit, which has a limit of its own (section 6.2)."""
    if facts.carer_addition and lost.pay > pack.amount("ca.earnings_limit", lost.week.first_day):
        words = _("This is more than a carer may earn in a week, so the carer addition can go as well. Ask first.")
        yield teller.advise(words, "pc.carer_addition", _("your carer's benefit letter"))
