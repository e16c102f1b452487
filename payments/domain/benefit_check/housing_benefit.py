"""Housing Benefit: whether pay counts at all, then a sum over rent, income and what a household needs (section 6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import Counted, count_all
from payments.domain.benefit_check.facts import HousingBenefit, Nation, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, SchemeResult
from payments.domain.benefit_check.housing_benefit_sums import Disregards, extra_disregard_key, housing_benefit
from payments.domain.benefit_check.means_tested import NOUGHT, AwardAt, Lost, how_often_is_needed, lost_pay, not_paid
from payments.domain.benefit_check.pack import NotKnown, Rate, RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

_HERE = Scheme.HOUSING_BENEFIT


def assess_housing_benefit(case: Case, pack: RulesPack) -> SchemeResult:
    """What the offered pay does to Housing Benefit, once it is known which of its rules the person comes under."""
    counted = count_all(case, _HERE)
    chosen = [one for one in counted if one.payment.offered]
    teller = Teller(_HERE, pack, case.circumstances.nation)
    counting = teller.about_counting(chosen)
    if not any(one.high for one in chosen):
        words = _("Nothing here counts as pay for this benefit, so your benefit stays as it is.")
        nothing = teller.say(Outcome.NO_EFFECT, words, "hb.earnings", change=NOUGHT)
        return SchemeResult(_HERE, (nothing, *counting), {"change": NOUGHT})
    on = min(pays_on(payment) for payment in case.chosen)
    gate = _gate(case, pack, teller, on)
    if gate:
        figures = {"change": NOUGHT} if gate[0].outcome is Outcome.NO_EFFECT else {}
        return SchemeResult(_HERE, (*gate, *counting), dict(figures))
    return _by_income(case.circumstances.housing_benefit, counted, teller, on, (*counting, *_told(teller)))


def _gate(case: Case, pack: RulesPack, teller: Teller, on: date) -> tuple[Finding, ...]:
    """The answers for which no sum is needed or possible; empty when the sum decides."""
    facts, nation = case.circumstances.housing_benefit, case.circumstances.nation
    if nation is None or nation is Nation.NORTHERN_IRELAND:
        own = _("Northern Ireland has rules of its own, and we do not know whether they are yours. Ask an adviser.")
        return (teller.advise(own, "hb.northern_ireland.rules", _("where you live")),)
    if facts.on_universal_credit:
        ignored = _("While you get Universal Credit, what you earn does not change your Housing Benefit.")
        return (teller.say(Outcome.NO_EFFECT, ignored, "hb.universal_credit", change=NOUGHT),)
    if facts.on_universal_credit is None:
        unknown = _("We do not know whether you get Universal Credit, so we cannot say.")
        return (teller.advise(unknown, "hb.universal_credit", _("whether you get Universal Credit")),)
    if facts.pension_age is None:
        unknown = _("There are different rules above and below State Pension age. Ask an adviser.")
        return (teller.advise(unknown, "hb.earnings", _("your age")),)
    return _pension_age(facts, teller) if facts.pension_age else _working_age(facts, pack, teller, on)


def _pension_age(facts: HousingBenefit, teller: Teller) -> tuple[Finding, ...]:
    if facts.guarantee_credit is False:
        return ()
    if facts.guarantee_credit and facts.guarantee_credit_left:
        whole = _("While some guarantee Pension Credit is left, your Housing Benefit stays whole.")
        return (teller.say(Outcome.NO_EFFECT, whole, "hb.guarantee_credit", change=NOUGHT),)
    gone = _("If no guarantee Pension Credit is left, Housing Benefit is worked out anew. Ask an adviser first.")
    needs = (_("whether some guarantee Pension Credit is left after this pay"), _("your last council letter"))
    return (teller.advise(gone, "hb.guarantee_credit", *needs), *_told(teller))


def _working_age(facts: HousingBenefit, pack: RulesPack, teller: Teller, on: date) -> tuple[Finding, ...]:
    if facts.specified_or_temporary:
        return ()
    if facts.specified_or_temporary is None:
        unknown = _("We do not know whether your home is supported or temporary, so we cannot say.")
        return (teller.advise(unknown, "hb.working_age_ended", _("what kind of home it is")),)
    if not pack.abolished("status.hb_working_age_general", on):
        return ()
    ended = _("Housing Benefit has ended for most people of working age, so we show no sum.")
    ask = _("If you still get it, ask an adviser what this pay does.")
    rule = "hb.working_age_ended"
    return (teller.say(Outcome.NOT_COVERED, ended, rule), teller.advise(ask, rule, _("your last council letter")))


def _told(teller: Teller) -> tuple[Finding, ...]:
    """A council may average pay that changes (HB Regs 2006 reg 29)."""
    words = _("Tell the council what you earn, and list your expenses apart. It may average pay that changes.")
    return (teller.must_tell(words, "hb.report"),)


def _by_income(
    facts: HousingBenefit, counted: tuple[Counted, ...], teller: Teller, on: date, more: tuple[Finding, ...]
) -> SchemeResult:
    missing = tuple(_missing(facts, how_often=how_often_is_needed(counted)))
    if missing:
        words = _("Part of your pay is left out, and a share of the rest is taken off. We lack facts for the sum.")
        return SchemeResult(_HERE, (teller.advise(words, "hb.earnings", *missing), *more))
    disregards, rates = disregards_of(facts, teller.pack, on)
    if facts.permitted_work and not _knows_income(facts):
        lost = lost_pay(counted, facts.net_week or NOUGHT, lambda net: disregards.of(net) - net)
    else:
        lost = lost_pay(counted, facts.net_week or NOUGHT, _award_at(facts, disregards, teller.pack, on))
    figures = {"disregard": disregards.of(lost.pay)}
    if lost.change is not None:
        figures["change"] = lost.change
    return SchemeResult(_HERE, (*_says(facts, lost, disregards, rates, teller), *more), dict(figures))


def disregards_of(facts: HousingBenefit, pack: RulesPack, on: date) -> tuple[Disregards, tuple[Rate, ...]]:
    """One of the usual disregards, or permitted work instead; with the extra one and the hours one (Sch 4)."""
    if facts.permitted_work:
        usual = pack.rate("hb.permitted_work_disregard", on)
    elif facts.lone_parent:
        usual = pack.rate("hb.earnings_disregard.lone_parent", on)
    elif facts.carer_or_disability:
        usual = pack.rate("hb.earnings_disregard.special", on)
    else:
        usual = pack.rate(f"hb.earnings_disregard.{'couple' if facts.couple else 'single'}", on)
    rates = [usual]
    extra = _extra(facts, pack, on)
    hours = pack.rate("hb.earnings_disregard.additional", on) if facts.thirty_hours else None
    rates += [rate for rate in (extra, hours) if rate]
    amounts = [rate.amount if rate else NOUGHT for rate in (extra, hours)]
    return Disregards(usual.amount, *amounts), tuple(rates)


def _extra(facts: HousingBenefit, pack: RulesPack, on: date) -> Rate | None:
    """For working age in specified or temporary accommodation, from its first day."""
    if facts.pension_age or not facts.specified_or_temporary or facts.age is None:
        return None
    couple = bool(facts.couple)
    elder = max(facts.age, facts.partner_age or 0) if couple else facts.age
    try:
        return pack.rate(extra_disregard_key(elder, couple=couple), on)
    except NotKnown:
        return None


def _award_at(facts: HousingBenefit, disregards: Disregards, pack: RulesPack, on: date) -> AwardAt:
    taper, least = pack.amount("hb.taper", on), pack.amount("hb.minimum_award", on)
    rent, other, needed = (
        amount or NOUGHT for amount in (facts.eligible_rent, facts.income_week, facts.applicable_week)
    )

    def award(net: Decimal) -> Decimal:
        income = other + net - disregards.of(net)
        return housing_benefit(rent=rent, income=income, applicable=needed, taper=taper, least=least)

    return award


def _knows_income(facts: HousingBenefit) -> bool:
    return None not in (facts.eligible_rent, facts.income_week, facts.applicable_week)


def _missing(facts: HousingBenefit, *, how_often: bool) -> Iterator[str]:
    """What the sum needs and nobody told. Pay within the permitted work limit needs no more than the pay."""
    if facts.net_week is None:
        yield _("your other pay in a week, after tax")
    if how_often:
        yield _("how often you are paid and for what time")
    if facts.permitted_work:
        return
    if facts.permitted_work is None and not facts.pension_age:
        yield _("whether you get ESA and do permitted work")
    if None in (facts.lone_parent, facts.carer_or_disability, facts.couple, facts.thirty_hours):
        yield _("who lives with you, whether you care or are disabled, and the hours you work")
    if facts.specified_or_temporary and not facts.pension_age and _ages_unknown(facts):
        yield _("your age, and your partner's")
    if not _knows_income(facts):
        yield _("your rent, your income and what the council says you need to live on")


def _ages_unknown(facts: HousingBenefit) -> bool:
    return facts.age is None or (bool(facts.couple) and facts.partner_age is None)


def _says(
    facts: HousingBenefit, lost: Lost, disregards: Disregards, rates: tuple[Rate, ...], teller: Teller
) -> Iterator[Finding]:
    if not lost.paid and _knows_income(facts):
        yield not_paid("hb.earnings", teller)
        return
    if not lost.certain:
        yield teller.advise(_("Ask an adviser how this pay is counted."), "hb.earnings")
    if lost.outcome is Outcome.WITHIN_DISREGARD and not lost.certain:
        return
    rule = "hb.permitted_work" if facts.permitted_work else "hb.earnings"
    if facts.permitted_work and lost.high and not _knows_income(facts):
        over = _("This is more than permitted work leaves out. We lack facts for the sum. Ask an adviser.")
        yield teller.advise(over, rule, _("your rent, your income and what the council says you need to live on"))
        return
    working = (
        Line(_("Pay in the week, all together"), lost.pay),
        Line(_("Left out"), disregards.of(lost.pay)),
        Line(_("Counts"), lost.pay - disregards.of(lost.pay)),
    )
    words = {
        Outcome.WITHIN_DISREGARD: _(
            "%(left)s of your pay in a week is left out, and this does not change the rent help."
        ),
        Outcome.REDUCES: _(
            "%(left)s of your pay in a week is left out. %(pence)dp of each pound of the rest comes off."
        ),
        Outcome.AWARD_ENDS: _("What is left would be too little to be paid, so Housing Benefit would end."),
    }[lost.outcome] % {"left": pounds(disregards.of(lost.pay)), "pence": _pence(teller.pack, lost)}
    yield teller.say(
        lost.outcome,
        words,
        rule,
        change=lost.change,
        change_range=lost.change_range,
        period=lost.week,
        working=working,
        rates=rates,
    )


def _pence(pack: RulesPack, lost: Lost) -> int:
    """What comes off of each pound, in pence."""
    return int(pack.amount("hb.taper", lost.week.first_day) * 100)
