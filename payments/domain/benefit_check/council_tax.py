"""Help with council tax: a national scheme above pension age and outside England, else each council's own (6.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import Counted, count_all
from payments.domain.benefit_check.facts import CouncilTaxReduction, Nation, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, SchemeResult
from payments.domain.benefit_check.means_tested import NOUGHT, AwardAt, Lost, how_often_is_needed, lost_pay, not_paid
from payments.domain.benefit_check.pack import NotKnown, Rate, RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

_HERE = Scheme.COUNCIL_TAX_REDUCTION


def assess_council_tax(case: Case, pack: RulesPack) -> SchemeResult:
    """What the offered pay does to council tax reduction, where a national scheme says so."""
    counted = count_all(case, _HERE)
    chosen = [one for one in counted if one.payment.offered]
    facts, nation = case.circumstances.council_tax, case.circumstances.nation
    teller = Teller(_HERE, pack, nation)
    counting = teller.about_counting(chosen)
    if not any(one.high for one in chosen):
        words = _("Nothing here counts as pay for this help, so it stays as it is.")
        nothing = teller.say(Outcome.NO_EFFECT, words, "ctr.earnings", change=NOUGHT)
        return SchemeResult(_HERE, (nothing, *counting), {"change": NOUGHT})
    told = teller.must_tell(_("Tell the council what you earn, and list your expenses apart."), "ctr.report")
    on = min(pays_on(payment) for payment in case.chosen)
    asked = tuple(_ask(facts, nation, teller, on))
    if asked:
        return SchemeResult(_HERE, (*asked, *counting, told))
    return _by_income(facts, counted, teller, on, (*counting, told))


def local_tolerance(council: str, pack: RulesPack, on: date) -> Rate | None:
    """The change that a council's own scheme of that year leaves out, as far as one was read; examples, not a list."""
    try:
        return pack.rate(f"ctr.local.{council.strip().casefold().replace(' ', '_')}.change_left_out", on)
    except (KeyError, NotKnown):
        return None


def local_change_is_applied(council: str, change: Decimal, pack: RulesPack, on: date) -> bool | None:
    """Whether a council applies that change of the Universal Credit award; None when its scheme was not read.

    `change` in pounds for the period of the row: a month or a week. A change of just as much is left out.
    """
    tolerance = local_tolerance(council, pack, on)
    return None if tolerance is None else abs(change) > tolerance.amount


def _ask(facts: CouncilTaxReduction, nation: Nation | None, teller: Teller, on: date) -> Iterator[Finding]:
    if nation is Nation.NORTHERN_IRELAND:
        rates = _("Northern Ireland has rates, not council tax. Ask about Rate Rebate or Housing Benefit for rates.")
        yield teller.advise(rates, "ctr.northern_ireland.rates", _("who helps you with your rates"))
    elif nation is None or facts.pension_age is None:
        unknown = _("There are different schemes by country and age. We do not know which is yours.")
        yield teller.advise(unknown, "ctr.earnings", _("where you live and your age"))
    elif nation is Nation.ENGLAND and not facts.pension_age:
        council = facts.council or _("your council")
        own = _("Each council in England has its own scheme. Ask %(council)s.") % {"council": council}
        yield teller.advise(own, "ctr.local", _("your council's scheme of this year"))
        tolerance = local_tolerance(facts.council, teller.pack, on)
        if tolerance:
            small = _("In its scheme of this year, a change of Universal Credit of up to %(sum)s was left out.")
            yield teller.advise(small % {"sum": pounds(tolerance.amount)}, "ctr.local")


def _by_income(
    facts: CouncilTaxReduction, counted: tuple[Counted, ...], teller: Teller, on: date, more: tuple[Finding, ...]
) -> SchemeResult:
    missing = tuple(_missing(facts, how_often=how_often_is_needed(counted)))
    if missing:
        words = _("Part of your pay is left out, and a share of the rest is taken off. We lack facts for the sum.")
        return SchemeResult(_HERE, (teller.advise(words, "ctr.earnings", *missing), *more))
    kinder, left_out = _disregards(facts, teller.pack, on)
    taper = teller.pack.rate("ctr.pension_age.taper", on)
    least, lost = (
        lost_pay(counted, facts.net_week or NOUGHT, _award_at(facts, rate.amount, taper.amount))
        for rate in (kinder, left_out)
    )
    if least.low < lost.low:
        lost = replace(lost, low=least.low, certain=False)
        more = (*_about_disregard(teller), *more)
    figures = {"disregard": left_out.amount, "counted": max(NOUGHT, lost.pay - left_out.amount)}
    if lost.change is not None:
        figures["change"] = lost.change
    return SchemeResult(_HERE, (*_says(lost, left_out, taper, teller), *more), dict(figures))


def _disregards(facts: CouncilTaxReduction, pack: RulesPack, on: date) -> tuple[Rate, Rate]:
    """The kindest and the smallest that the facts leave open (SI 2012/2885 Sch 4: as for Housing Benefit)."""
    usual = pack.rate(f"hb.earnings_disregard.{'couple' if facts.couple else 'single'}", on)
    special = pack.rate("hb.earnings_disregard.special", on)
    if facts.carer_or_disability is None:
        return special, usual
    return (special, special) if facts.carer_or_disability else (usual, usual)


def _about_disregard(teller: Teller) -> Iterator[Finding]:
    words = _("More of your pay is left out if you are a carer or disabled. We do not know, so there is no one sum.")
    yield teller.advise(words, "ctr.earnings", _("whether you care for somebody or are disabled"))


def _award_at(facts: CouncilTaxReduction, left_out: Decimal, taper: Decimal) -> AwardAt:
    """The award as it is, less 20p for each pound that counts more than now (SI 2012/2885 Sch 1)."""
    award = facts.award_week or NOUGHT
    before = max(NOUGHT, (facts.net_week or NOUGHT) - left_out)
    return lambda net: max(NOUGHT, award - taper * (max(NOUGHT, net - left_out) - before))


def _missing(facts: CouncilTaxReduction, *, how_often: bool) -> Iterator[str]:
    if facts.net_week is None:
        yield _("your other pay in a week, after tax")
    if facts.couple is None:
        yield _("whether you claim as a couple")
    if facts.award_week is None:
        yield _("how much help with council tax you get in a week")
    if how_often:
        yield _("how often you are paid and for what time")


def _says(lost: Lost, left_out: Rate, taper: Rate, teller: Teller) -> Iterator[Finding]:
    if not lost.paid:
        yield not_paid("ctr.earnings", teller)
        return
    if not lost.certain:
        yield teller.advise(_("Ask an adviser how this pay is counted."), "ctr.earnings")
    if lost.outcome is Outcome.WITHIN_DISREGARD and not lost.certain:
        return
    words = {
        Outcome.WITHIN_DISREGARD: _("%(left)s of your pay in a week is left out, and this pay stays within it."),
        Outcome.REDUCES: _(
            "%(left)s of your pay in a week is left out. %(pence)dp of each pound of the rest comes off."
        ),
        Outcome.AWARD_ENDS: _("What comes off is as much as the help you get, so for that time you would get none."),
    }[lost.outcome] % {"left": pounds(left_out.amount), "pence": int(taper.amount * 100)}
    yield teller.say(
        lost.outcome,
        words,
        "ctr.earnings",
        change=lost.change,
        change_range=lost.change_range,
        period=lost.week,
        working=(Line(_("Pay in the week, all together"), lost.pay), Line(_("Left out"), left_out.amount)),
        rates=(left_out, taper),
    )
