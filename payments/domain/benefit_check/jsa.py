"""New Style Jobseeker's Allowance: pound for pound above a small sum; it ends at 16 hours (Jobseekers Act 1995 s.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import Counted, count_all
from payments.domain.benefit_check.facts import Circumstances, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, Period, Range, SchemeResult
from payments.domain.benefit_check.formulas import jsa_award, jsa_counted, jsa_weeks_of_one_off
from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.weekly import (
    WeekOfPay,
    different_weeks,
    how_often_is_unknown,
    is_periodic,
    works_on,
)
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

NOUGHT = Decimal(0)
AWARD, REPORT = "jsa.award", "jsa.report"
ADULT_RATE_FROM = 25  # an age, not an amount: JSA Regs 2013 reg 49
Figures = dict[str, Decimal | int | bool | str]


@dataclass(frozen=True)
class JsaWeek:
    """One week by one rate. `low` and `high` are the change of the award, the larger loss first."""

    pay: WeekOfPay
    rate: Rate
    disregard: Rate
    net: Decimal
    after: Decimal
    low: Decimal
    high: Decimal

    @property
    def paid_without(self) -> Decimal:
        """The allowance of the week without the offered pay."""
        other = self.net - self.pay.chosen_high
        return jsa_award(rate=self.rate.amount, net=other, disregard=self.disregard.amount)


@dataclass(frozen=True)
class JsaLook:
    """Everything on the cautious reading. `hours` None when not told; `hours_before` without the offered work."""

    weeks: tuple[JsaWeek, ...]
    low: Decimal
    high: Decimal
    hours: Decimal | None
    least_hours: Decimal
    hours_before: Decimal
    most_hours: Rate
    one_off: bool
    known: bool


def assess_jsa(case: Case, pack: RulesPack) -> SchemeResult:
    scheme = Scheme.JSA_NEW_STYLE
    counted = count_all(case, scheme)
    chosen = [one for one in counted if one.payment.offered]
    teller = Teller(scheme, pack, case.circumstances.nation)
    said = teller.about_counting(chosen)
    if not any(one.high for one in chosen):
        clear = () if any(one.in_doubt for one in chosen) else (_nothing(teller),)
        return SchemeResult(scheme, (*clear, *said), {"counted_after_disregard": NOUGHT, "change": NOUGHT})
    look = _look(case, counted, pack)
    doubt = not look.known or any(one.in_doubt for one in chosen)
    findings = [
        *_outcome(look, case.circumstances, teller, doubt=doubt),
        *said,
        teller.must_tell(_("Tell the Jobcentre about the work, the hours and the pay."), REPORT),
    ]
    return SchemeResult(scheme, tuple(findings), _figures(look))


def _look(case: Case, counted: tuple[Counted, ...], pack: RulesPack) -> JsaLook:
    facts = case.circumstances.jsa
    readings = [
        tuple(_week(pay, rate, facts.net_week or NOUGHT, pack) for pay in weeks)
        for weeks in different_weeks(counted, week_starts=facts.week_starts, day=pays_on)
        for rate in _rates(case.circumstances.age)
    ]
    worst = min(readings, key=_low)
    hours, least = _most_hours(case, counted)
    on = min(one.payment.worked_on for one in counted if one.payment.offered)
    offered = [one.payment for one in counted if one.payment.offered and one.high]
    sure = len({(_low(one), _high(one)) for one in readings}) == 1
    often = not any(how_often_is_unknown(payment) for payment in offered)
    alone = sum(bool(one.high) for one in counted) == 1
    dated = alone or all(payment.paid_on for payment in offered)
    return JsaLook(
        weeks=worst,
        low=_low(worst),
        high=max(map(_high, readings)),
        hours=hours,
        least_hours=least,
        hours_before=case.circumstances.jsa.hours_week or NOUGHT,
        most_hours=pack.rate("jsa.remunerative_work_hours", on),
        one_off=any(not is_periodic(payment) and payment.covers != "day" for payment in offered),
        known=sure and often and dated and facts.net_week is not None and hours is not None,
    )


def _rates(age: int | None) -> tuple[str, ...]:
    if age is None:
        return ("jsa.rate.25_plus", "jsa.rate.under_25")
    return ("jsa.rate.25_plus",) if age >= ADULT_RATE_FROM else ("jsa.rate.under_25",)


def _week(pay: WeekOfPay, key: str, other_pay: Decimal, pack: RulesPack) -> JsaWeek:
    on = min(pays_on(one.payment) for one in pay.chosen)
    rate, disregard = pack.rate(key, on), pack.rate("jsa.earnings_disregard", on)

    def award(net: Decimal) -> Decimal:
        return jsa_award(rate=rate.amount, net=net, disregard=disregard.amount)

    changes = [
        award(other_pay + others + mine) - award(other_pay + others)
        for others in (pay.others_low, pay.others_high)
        for mine in (pay.chosen_low, pay.chosen_high)
    ]
    net = other_pay + pay.others_high + pay.chosen_high
    return JsaWeek(pay, rate, disregard, net, award(net), min(changes), max(changes))


def _low(weeks: tuple[JsaWeek, ...]) -> Decimal:
    return sum((week.low for week in weeks), NOUGHT)


def _high(weeks: tuple[JsaWeek, ...]) -> Decimal:
    return sum((week.high for week in weeks), NOUGHT)


def _most_hours(case: Case, counted: tuple[Counted, ...]) -> tuple[Decimal | None, Decimal]:
    """Hours in the fullest week by the day of the work: all of them when told, and at least so many."""
    other = case.circumstances.jsa.hours_week
    found = [
        pay.hours
        for weeks in different_weeks(counted, week_starts=case.circumstances.jsa.week_starts, day=works_on)
        for pay in weeks
    ]
    told = [hours for hours in found if hours is not None]
    least = (other or NOUGHT) + max(told, default=NOUGHT)
    return (least if other is not None and len(told) == len(found) else None), least


def _nothing(teller: Teller) -> Finding:
    words = _("Nothing here counts as pay, so your benefit stays as it is.")
    return teller.say(Outcome.NO_EFFECT, words, AWARD, change=NOUGHT)


def _outcome(look: JsaLook, person: Circumstances, teller: Teller, *, doubt: bool) -> Iterator[Finding]:
    if look.least_hours >= look.most_hours.amount:
        yield from _ends(look, teller)
        return
    if look.one_off and look.low:
        yield _spread(look, person, teller)
    elif look.low:
        yield from _reduces(look, person, teller)
    elif not any(week.paid_without for week in look.weeks):
        words = _("Your other pay alone leaves nothing of this benefit for the week. Ask whether you get it.")
        yield teller.advise(words, AWARD, _("your pay in each week"))
    elif not doubt:
        yield _within(look, teller)
    if not look.known:
        yield teller.advise(_("Some facts are missing, so we cannot be sure."), AWARD, *_needs(look, person))


def _ends(look: JsaLook, teller: Teller) -> Iterator[Finding]:
    hours = {"hours": f"{look.most_hours.amount:f}"}
    if look.hours_before >= look.most_hours.amount:
        words = _("Your other work alone is %(hours)s hours or more in the week. Ask if the benefit is due at all.")
        yield teller.advise(words % hours, "jsa.hours", _("your hours in each week"))
        return
    words = _("With %(hours)s hours or more of paid work in the week this benefit ends. You may need to claim again.")
    yield teller.say(Outcome.AWARD_ENDS, words % hours, "jsa.hours", rates=(look.most_hours,))


def _spread(look: JsaLook, person: Circumstances, teller: Teller) -> Finding:
    """The weeks that the formula gives, as a pointer only: regulation 54(13) on part of a week was not read."""
    week = look.weeks[0]
    weeks = _weeks_of_one_off(week)
    words = _("A one-off is spread over weeks of benefit. Ask how many it takes.")
    if weeks is not None:
        words = _("A one-off is spread over weeks of benefit. By our reading it takes about %(weeks)s. Ask first.")
        words %= {"weeks": weeks}
    needs = [_("the letter about the fee, and what time it is for")]
    if person.age is None:
        needs.append(_("your age"))
    working = (
        Line(_("This pay"), week.pay.chosen_high),
        Line(_("Your benefit for a week without pay"), week.rate.amount),
        Line(_("Pay that does not count"), week.disregard.amount),
    )
    return teller.say(Outcome.GET_ADVICE, words, "jsa.one_off", adviser_needs=tuple(needs), working=working)


def _weeks_of_one_off(week: JsaWeek) -> Decimal | None:
    """By what is payable and left out beside the other pay of the week; None where nothing is payable anyway."""
    other, left_out = week.net - week.pay.chosen_high, week.disregard.amount
    if not week.paid_without:
        return None
    return jsa_weeks_of_one_off(
        net=week.pay.chosen_high, payable=week.paid_without, disregard=max(NOUGHT, left_out - other)
    )


def _reduces(look: JsaLook, person: Circumstances, teller: Teller) -> Iterator[Finding]:
    exact = look.low == look.high
    words = (
        _("Your benefit goes down by %(most)s.") if exact else _("Your benefit goes down by %(least)s to %(most)s.")
    ) % {"least": pounds(look.high), "most": pounds(look.low)}
    yield teller.say(
        Outcome.REDUCES,
        words,
        AWARD,
        change=look.low if exact else None,
        change_range=None if exact else Range(look.low, look.high),
        period=_period(look, person),
        working=_working(look),
        rates=(look.weeks[0].rate, look.weeks[0].disregard),
    )
    if any(week.after == 0 and week.low for week in look.weeks):
        words = _("Nothing is left of the benefit for that week. Ask whether you must claim again.")
        yield teller.say(Outcome.AWARD_ENDS, words, AWARD, period=_period(look, person))


def _within(look: JsaLook, teller: Teller) -> Finding:
    words = _("The first %(sum)s of pay in a week does not count, and you are within it.") % {
        "sum": pounds(look.weeks[0].disregard.amount)
    }
    return teller.say(
        Outcome.WITHIN_DISREGARD, words, AWARD, change=NOUGHT, working=_working(look), rates=(look.weeks[0].disregard,)
    )


def _needs(look: JsaLook, person: Circumstances) -> Iterator[str]:
    if person.jsa.net_week is None:
        yield _("your other pay in the week, after tax")
    if look.hours is None:
        yield _("your hours of work in the week, with time to prepare")
    if person.jsa.week_starts is None:
        yield _("the day your benefit week starts")
    if person.age is None:
        yield _("your age")
    yield _("the day on which you will be paid, and how often")


def _period(look: JsaLook, person: Circumstances) -> Period | None:
    return look.weeks[0].pay.week if person.jsa.week_starts is not None and len(look.weeks) == 1 else None


def _working(look: JsaLook) -> tuple[Line, ...]:
    week = look.weeks[0]
    pay = week.pay
    lines = (
        Line(_("Your other pay in the week"), week.net - pay.others_high - pay.chosen_high),
        Line(_("Other payments we know of in the week"), pay.others_high),
        Line(_("This pay"), pay.chosen_high),
        Line(_("Pay that does not count"), -week.disregard.amount),
        Line(_("Your benefit for a week without pay"), week.rate.amount),
        Line(_("Your benefit for the week with this pay"), week.after),
    )
    return tuple(line for line in lines if line.amount)


def _figures(look: JsaLook) -> Figures:
    week = max(look.weeks, key=lambda one: one.net)
    figures: Figures = {
        "counted_after_disregard": jsa_counted(net=week.net, disregard=week.disregard.amount),
        "award_after": week.after,
    }
    weeks = _weeks_of_one_off(week) if look.one_off else None
    if weeks is not None:
        figures["weeks_of_one_off"] = weeks
    elif not look.one_off and look.low == look.high and look.least_hours < look.most_hours.amount:
        figures["change"] = look.low
    return figures
