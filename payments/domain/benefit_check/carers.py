"""Benefits for carers: one penny over the limit loses a whole week (ICA Regs 1976 reg 8; SSI 2023/302 reg 14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import ngettext

from payments.domain.benefit_check.carer_weeks import CarerWeek, CarerWeeks, look_at_weeks
from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.counting import Counted, count_all
from payments.domain.benefit_check.facts import CarerBenefit, Covers, Nation, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, Period, PeriodKind, Range, SchemeResult
from payments.domain.benefit_check.formulas import average_week, average_without_unusual_week
from payments.domain.benefit_check.pack import NotKnown, Rate, RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.words import day, pounds
from payments.domain.benefit_check.words import translated as _

NOUGHT = Decimal(0)
_ONE_DAY = timedelta(days=1)
Figures = dict[str, Decimal | int | bool | str]


@dataclass(frozen=True)
class CarerScheme:
    """What sets one carer's benefit apart. `awards`: keys of the weekly amounts that stand or fall together."""

    scheme: Scheme
    prefix: str
    awards: tuple[str, ...]
    week_starts: int | None  # None: the person's own
    averages_used: bool  # the office may use average pay as a matter of course

    def rule(self, name: str) -> str:
        return f"{self.prefix}.{name}"


@dataclass(frozen=True)
class _Asked:
    """One question to one carer's benefit; `figures` are filled on the way."""

    case: Case
    weeks: CarerWeeks
    teller: Teller
    which: CarerScheme
    figures: Figures


def assess_carer(case: Case, pack: RulesPack, which: CarerScheme) -> SchemeResult:
    """What the offered pay does to the weeks of a carer's benefit."""
    counted = count_all(case, which.scheme)
    facts = case.circumstances.carer
    teller = Teller(which.scheme, pack, case.circumstances.nation)
    chosen = [one for one in counted if one.payment.offered]
    findings = [*teller.about_counting(chosen), *_wrong_nation(case, teller, which)]
    figures: Figures = {"counted_net_earnings": sum((one.high for one in chosen), NOUGHT)}
    if not any(one.high for one in chosen):
        if facts.net_week is not None:
            figures["counted"] = facts.net_week
        clear = () if any(one.in_doubt for one in chosen) else _nothing(teller, which)
        return SchemeResult(which.scheme, (*clear, *findings), {**figures, "change": NOUGHT})
    if facts.break_in_care:
        return SchemeResult(which.scheme, (*_break(teller, which, chosen), *findings), {**figures, "change": NOUGHT})
    weeks = weeks_of(case, counted, pack, which)
    figures |= _figures(weeks) | _averages(facts)
    asked = _Asked(case, weeks, teller, which, figures)
    findings = [*_outcome(asked, chosen), *findings, *_average_note(facts, teller, which)]
    told = _("Tell the office what you earn each time it changes, and list your expenses apart.")
    findings.append(teller.must_tell(told, which.rule("report")))
    return SchemeResult(which.scheme, tuple(findings), figures)


def weeks_of(case: Case, counted: tuple[Counted, ...], pack: RulesPack, which: CarerScheme) -> CarerWeeks:
    facts = case.circumstances.carer
    starts = which.week_starts if which.week_starts is not None else facts.week_starts
    return look_at_weeks(facts, counted, pack, prefix=which.prefix, week_starts=starts)


def weekly_award(week: CarerWeek, pack: RulesPack, which: CarerScheme) -> tuple[Rate, ...]:
    """The amounts at stake in the week after the pay, by the latest rate that is known; empty when none is."""
    found = []
    for key in which.awards:
        for on in (week.lost_week.first_day, week.pay.week.first_day):
            try:
                found.append(pack.rate(key, on))
            except NotKnown:
                continue
            break
    return tuple(found)


def _nothing(teller: Teller, which: CarerScheme) -> Iterator[Finding]:
    words = _("Nothing here counts as pay for this benefit, so your benefit stays as it is.")
    yield teller.say(Outcome.NO_EFFECT, words, which.rule("earnings_limit"), change=NOUGHT)


def _break(teller: Teller, which: CarerScheme, chosen: list[Counted]) -> Iterator[Finding]:
    words = _("Pay for a week that counts as a break from caring is left out.")
    if not any(one.in_doubt for one in chosen):
        yield teller.say(Outcome.NO_EFFECT, words, which.rule("break_in_care"), change=NOUGHT)
    ask = _("Ask the office to confirm that the week counts as a break from caring.")
    yield teller.advise(ask, which.rule("break_in_care"), _("the dates of the break"))
    yield teller.must_tell(_("Tell the office about the break and the pay."), which.rule("report"))


def _outcome(asked: _Asked, chosen: list[Counted]) -> Iterator[Finding]:
    which, teller, weeks = asked.which, asked.teller, asked.weeks
    other_pay_known = asked.case.circumstances.carer.net_week is not None
    told = not any(one.in_doubt for one in chosen)
    if not other_pay_known:
        ask = _("We do not know your other pay for this week, so we cannot say you are under the limit.")
        yield teller.advise(ask, which.rule("earnings_limit"), _("your other pay in the week, after tax"))
    if weeks.lost_high:
        yield from _cliff(asked)
    elif other_pay_known and told and weeks.certain:
        yield _within(weeks, teller, which)
        asked.figures["change"] = NOUGHT
    elif other_pay_known and told:
        ask = _("We do not know how often this is paid, so we cannot say you are under the limit.")
        yield teller.advise(ask, which.rule("earnings_limit"), _("how often you are paid"))


def _within(weeks: CarerWeeks, teller: Teller, which: CarerScheme) -> Finding:
    week = max(weeks.weeks, key=lambda one: one.counted)
    words = _("Your pay in the week is %(counted)s. The limit is %(limit)s, so the whole benefit stays.") % {
        "counted": pounds(week.counted),
        "limit": pounds(week.limit.amount),
    }
    return teller.say(
        Outcome.WITHIN_DISREGARD,
        words,
        which.rule("earnings_limit"),
        change=NOUGHT,
        period=week.pay.week,
        working=_working(week),
        rates=(week.limit,),
    )


def _cliff(asked: _Asked) -> Iterator[Finding]:
    weeks, which, teller = asked.weeks, asked.which, asked.teller
    over = [week for week in weeks.weeks if week.lost_high]
    award = weekly_award(over[0], teller.pack, which)
    amount = sum((rate.amount for rate in award), NOUGHT) if award else None
    already = all(week.over_already for week in over)
    change, lost = _loss(weeks, amount, already=already)
    if change is not None:
        asked.figures["change"] = change
    yield teller.say(
        Outcome.CLIFF_EDGE,
        _cliff_words(already, amount, weeks.lost_high),
        which.rule("earnings_limit"),
        change=change,
        change_range=lost,
        period=_lost_period(over[0], weeks.lost_high, asked.case, which),
        working=_working(over[0]),
        rates=(over[0].limit, *award),
    )
    if not weeks.certain or weeks.lost_low != weeks.lost_high or which.averages_used:
        yield _readings(over[0], weeks.lost_high, teller, which)
    if asked.case.circumstances.held & {Scheme.PENSION_CREDIT, Scheme.HOUSING_BENEFIT}:
        words = _("A carer amount in your Pension Credit or Housing Benefit can stop too.")
        yield teller.advise(words, which.rule("knock_on"), _("the letters about your other benefits"))


def _loss(weeks: CarerWeeks, amount: Decimal | None, *, already: bool) -> tuple[Decimal | None, Range | None]:
    """One sum, or a range where readings differ, or neither when the amount of the benefit is not known."""
    if already:
        return NOUGHT, None
    if amount is None:
        return None, None
    if weeks.lost_low == weeks.lost_high:
        return -amount * weeks.lost_high, None
    return None, Range(-amount * weeks.lost_high, -amount * weeks.lost_low)


def _cliff_words(already: bool, amount: Decimal | None, weeks: int) -> str:
    if already:
        return _("Your other pay alone is over the limit already, so the whole benefit for the week is at risk.")
    if amount is None:
        return _("You could lose the whole benefit for the week after, not only part of it.")
    return ngettext(
        "You could lose the whole %(amount)s for %(n)d week, not only part of it.",
        "You could lose the whole %(amount)s for %(n)d weeks, not only part of it.",
        weeks,
    ) % {"amount": pounds(amount), "n": weeks}


def _readings(week: CarerWeek, most: int, teller: Teller, which: CarerScheme) -> Finding:
    words = _(
        "The office may read this pay in different ways. As pay for one week it takes %(week)d week of benefit, "
        "as a one-off %(one_off)d, at most %(most)d in all. Ask an adviser before you say yes."
    ) % {"week": min(week.as_week, 1), "one_off": week.as_one_off, "most": most}
    needs = (
        _("the day your benefit week starts"),
        _("your pay for the weeks around it"),
        _("what time the fee is for"),
    )
    return teller.advise(words, which.rule("one_off"), *needs)


def _lost_period(week: CarerWeek, count: int, case: Case, which: CarerScheme) -> Period | None:
    """The weeks lost, where the person's own week is known."""
    if which.week_starts is None and case.circumstances.carer.week_starts is None:
        return None
    lost = week.lost_week
    days = lost.last_day - lost.first_day
    return Period(PeriodKind.WEEK, lost.first_day, lost.first_day + (days + _ONE_DAY) * count - _ONE_DAY, count)


def _working(week: CarerWeek) -> tuple[Line, ...]:
    pay = week.pay
    other = week.net - pay.chosen_high - pay.others_high
    lines = [
        Line(_("Your other pay in the week"), other),
        Line(_("Other payments we know of in the week"), pay.others_high),
        *(Line(_("Work on %(day)s") % {"day": day(one.payment.worked_on)}, one.high) for one in pay.chosen),
        Line(_("Comes off for care while you work"), -week.care),
        Line(_("Comes off for pension and costs of the work"), week.counted + week.care - week.net),
        Line(_("Counts as pay in the week"), week.counted),
        Line(_("The limit for a week"), week.limit.amount),
    ]
    return tuple(line for line in lines if line.amount)


def _figures(weeks: CarerWeeks) -> Figures:
    if not weeks.weeks:
        return {}
    week = max(weeks.weeks, key=lambda one: one.counted)
    return {
        "week_total": week.net,
        "weekly_amount": week.pay.chosen_high,
        "counted": week.counted,
        "care_deduction": week.care,
        "limit": week.limit.amount,
        "weeks_affected": _affected(week, weeks),
        "weeks_affected_low": weeks.lost_low,
        "weeks_affected_high": weeks.lost_high,
    }


def _affected(week: CarerWeek, weeks: CarerWeeks) -> int:
    """By the formula where no period can be named; otherwise the cautious reading."""
    one_off = all(one.payment.covers in {Covers.NONE, None} for one in week.pay.chosen)
    return sum(one.as_one_off for one in weeks.weeks) if one_off else weeks.lost_high


def _averages(facts: CarerBenefit) -> Figures:
    if not facts.recent_weeks:
        return {}
    weeks = facts.recent_weeks[-(facts.cycle_weeks or 5) :]
    figures: Figures = {"average_week": average_week(weeks)}
    if len(weeks) > 1:
        figures["average_week_if_unusual_week_left_out"] = average_without_unusual_week(weeks)
    return figures


def _average_note(facts: CarerBenefit, teller: Teller, which: CarerScheme) -> Iterator[Finding]:
    if len(set(facts.recent_weeks)) > 1:
        words = _("Your pay changes. The office may look at an average, %(average)s a week. Do not rely on it.") % {
            "average": pounds(Decimal(_averages(facts)["average_week"]))
        }
        yield teller.advise(words, which.rule("averaging"), _("your pay week by week"))


def _wrong_nation(case: Case, teller: Teller, which: CarerScheme) -> Iterator[Finding]:
    nation = case.circumstances.nation
    in_scotland = nation is Nation.SCOTLAND
    if nation is not None and in_scotland != (which.scheme is Scheme.CARER_SUPPORT_PAYMENT):
        words = _("In Scotland carers get Carer Support Payment instead of Carer's Allowance. Check which one you get.")
        yield teller.advise(words, which.rule("earnings_limit"), _("your last letter about the benefit"))
