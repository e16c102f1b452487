"""What stands beside a Universal Credit sum: health, self-employment, surplus, savings, a carer's benefit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from payments.domain.benefit_check.carer_support_payment import CARER_SUPPORT_PAYMENT
from payments.domain.benefit_check.carers import weekly_award, weeks_of
from payments.domain.benefit_check.carers_allowance import CARERS_ALLOWANCE
from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.counting import count_all
from payments.domain.benefit_check.facts import Scheme, UniversalCredit
from payments.domain.benefit_check.findings import Confidence, Finding, Line, Outcome
from payments.domain.benefit_check.formulas import NOUGHT, uc_month_of
from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.uc_savings import assumed_from
from payments.domain.benefit_check.uc_sums import UcPeriod, has_allowance
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _


def beside(
    case: Case, periods: tuple[UcPeriod, ...], teller: Teller, *, carer: tuple[Decimal, bool] | None
) -> Iterator[Finding]:
    facts = case.circumstances.universal_credit
    for found in periods:
        yield from _gateway(found, facts, teller)
        yield from _surplus(found, teller)
    if facts.gainfully_self_employed:
        words = _("Your Universal Credit may count more than you earned, because you are self-employed. Ask first.")
        yield teller.advise(words, "uc.minimum_income_floor", _("the letter about your self-employed work"))
    if facts.housing_costs and Scheme.HOUSING_BENEFIT in case.circumstances.held and has_allowance(facts):
        words = _("Rent that Housing Benefit pays is not housing money in Universal Credit. Check which you get.")
        yield teller.advise(words, "uc.award", _("who pays for your rent"))
    yield from _savings(facts, periods, teller)
    yield from _health(case, teller)
    yield from _carer(carer, teller)


def _gateway(found: UcPeriod, facts: UniversalCredit, teller: Teller) -> Iterator[Finding]:
    """Earnings that stop a first assessment of capability for work (ADM G1030-G1036)."""
    waiting = facts.awaiting_first_assessment and not facts.disability_payment
    if waiting and found.earned_after >= found.rates.gateway.amount:
        words = _("You wait for a health assessment. Pay of %(limit)s or more in a month can stop it. Ask first.") % {
            "limit": pounds(found.rates.gateway.amount)
        }
        yield teller.advise(words, "uc.in_work_gateway", _("what you earn in each month, and your fit notes"))


def _surplus(found: UcPeriod, teller: Teller) -> Iterator[Finding]:
    """Settled by its sum, unless the margin itself is not settled (UC Regs 2013 reg 54A)."""
    if found.de_minimis.confidence is Confidence.LOW and found.falls_to_nil:
        words = _("Some of this pay may be carried into a claim in the next six months. Ask an adviser.")
        yield teller.advise(words, "uc.surplus", _("your pay in each of the last six months"))
    elif found.surplus:
        words = _("%(surplus)s of this pay is carried into a claim in the next six months. Say so if you claim again.")
        words %= {"surplus": pounds(found.surplus)}
        yield teller.say(Outcome.MUST_REPORT, words, "uc.surplus", report=teller.office("uc.report"))


def _savings(facts: UniversalCredit, periods: tuple[UcPeriod, ...], teller: Teller) -> Iterator[Finding]:
    """Pay that is kept becomes savings. Nothing is said where they stay within what is left out (regs 18 and 72)."""
    on = periods[0].pay.period.first_day
    lower, upper = (teller.pack.rate(f"uc.capital.{which}", on) for which in ("lower", "upper"))
    if facts.savings is None:
        if facts.saved_over_lower is not False:
            words = _("Pay you keep becomes savings. Over %(lower)s they lower this benefit, over %(upper)s it ends.")
            words %= {"lower": pounds(lower.amount), "upper": pounds(upper.amount)}
            yield teller.advise(words, "uc.savings", _("what you and your partner have saved"))
        return
    before = facts.savings + sum((period.pay.others_high for period in periods), NOUGHT)
    after = before + sum((period.pay.chosen_high for period in periods), NOUGHT)
    more = assumed_from(after, teller.pack, on) - assumed_from(before, teller.pack, on)
    if after > upper.amount:
        yield _too_much(after, upper, teller, already=facts.savings > upper.amount)
    elif more:
        words = _("If you still have this pay when your month ends, Universal Credit can go down by %(more)s a month.")
        words %= {"more": pounds(more)}
        yield teller.advise(words, "uc.savings", _("what you and your partner have saved"))


def _too_much(after: Decimal, upper: Rate, teller: Teller, *, already: bool) -> Finding:
    limit = {"limit": pounds(upper.amount)}
    if already:
        words = _("With more than %(limit)s saved Universal Credit is not paid. Ask an adviser what you get.")
        return teller.advise(words % limit, "uc.savings", _("what you and your partner have saved"))
    words = _("If you keep this pay, you have more than %(limit)s saved. You could lose the whole Universal Credit.")
    working = (Line(_("Savings with this pay"), after), Line(_("The limit for savings"), upper.amount))
    return teller.say(Outcome.CLIFF_EDGE, words % limit, "uc.savings", working=working, rates=(upper,))


def _health(case: Case, teller: Teller) -> Iterator[Finding]:
    facts = case.circumstances.universal_credit
    if case.circumstances.activity_shows_change and facts.limited_capability is not False:
        told = _("If the work shows that you can do more or less than before, you must tell the office.")
        yield teller.must_tell(told, "uc.health")
        asked = _("Talk to an adviser about what the work shows before you say yes.")
        yield teller.advise(asked, "uc.health", _("what you do on the day"))


def carer_month_at_stake(case: Case, pack: RulesPack) -> tuple[Decimal, bool] | None:
    """A month of the carer's benefit that this pay puts at risk, and whether it stops week after week."""
    for which in (CARERS_ALLOWANCE, CARER_SUPPORT_PAYMENT):
        if which.scheme not in case.circumstances.held:
            continue
        weeks = weeks_of(case, count_all(case, which.scheme), pack, which)
        lost = [week for week in weeks.weeks if week.lost_high and not week.over_already]
        award = weekly_award(lost[0], pack, which)[:1] if lost else ()
        if award:
            every_week = all(one.payment.regular for week in lost for one in week.pay.chosen)
            return uc_month_of(award[0].amount), every_week
    return None


def _carer(at_stake: tuple[Decimal, bool] | None, teller: Teller) -> Iterator[Finding]:
    """A carer's benefit comes off Universal Credit, so losing it for a whole period gives about as much back."""
    if at_stake:
        words = _(
            "If your carer's benefit stops for a whole month, Universal Credit goes up by about %(month)s. "
            "One lost week is not made up by itself. Your carer amount stays."
        ) % {"month": pounds(at_stake[0])}
        yield teller.advise(words, "uc.carer", _("which weeks of your carer's benefit are at risk"))
