"""New Style Employment and Support Allowance: permitted work, in pounds and in hours (ESA Regs 2013 regs 37 and 39)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from payments.domain.benefit_check.case import Case
from payments.domain.benefit_check.counting import Counted, count_all
from payments.domain.benefit_check.facts import NewStyleEsa, Scheme
from payments.domain.benefit_check.findings import Finding, Line, Outcome, SchemeResult
from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.weekly import (
    WeekOfPay,
    different_weeks,
    how_often_is_unknown,
    works_on,
)
from payments.domain.benefit_check.words import pounds
from payments.domain.benefit_check.words import translated as _

NOUGHT = Decimal(0)
PERMITTED, REPORT = "esa.permitted_work", "esa.report"
Figures = dict[str, Decimal | int | bool | str]


class Stands(IntEnum):
    """Where a week stands, gravest last."""

    LOWER_LIMIT = 0  # up to the lower limit, any hours
    PERMITTED_WORK = 1
    NOT_TOLD = 2
    OVER = 3


@dataclass(frozen=True)
class EsaWeek:
    """All jobs and all payers together (ADM V3056), on the cautious reading; `hours` None when not told."""

    pay: WeekOfPay
    net: Decimal
    hours: Decimal | None
    lower: Rate
    higher: Rate
    most_hours: Rate
    stands: Stands


def assess_esa(case: Case, pack: RulesPack) -> SchemeResult:
    scheme, facts = Scheme.ESA_NEW_STYLE, case.circumstances.esa
    counted = count_all(case, scheme)
    chosen = [one for one in counted if one.payment.offered]
    teller = Teller(scheme, pack, case.circumstances.nation)
    said = (*teller.about_counting(chosen), *_health(case, teller))
    if not any(one.high for one in chosen):
        return SchemeResult(scheme, (*_unpaid(chosen, teller), *said), {"change": NOUGHT, "esa_award": "not reduced"})
    week = _gravest(case, counted, pack)
    clear = facts.net_week is not None and not any(one.in_doubt or how_often_is_unknown(one.payment) for one in chosen)
    findings = [
        *_outcome(week, facts, teller, clear=clear),
        *_form(facts, teller),
        *_varying(facts, teller),
        *_beside(case, week, teller),
        *said,
        teller.must_tell(_("Tell the office about this work before you start, and each time it changes."), REPORT),
    ]
    return SchemeResult(scheme, tuple(findings), _figures(week, clear=clear))


def _gravest(case: Case, counted: tuple[Counted, ...], pack: RulesPack) -> EsaWeek:
    """The worst week over every start that the person's week may have."""
    facts = case.circumstances.esa
    weeks = [
        _week(pay, facts.net_week or NOUGHT, facts.hours_week, pack)
        for split in different_weeks(counted, week_starts=facts.week_starts, day=works_on)
        for pay in split
    ]
    return max(weeks, key=lambda week: (week.stands, week.net, week.hours or NOUGHT))


def _week(pay: WeekOfPay, other_pay: Decimal, other_hours: Decimal | None, pack: RulesPack) -> EsaWeek:
    on = min(one.payment.worked_on for one in pay.chosen)
    lower, higher, most = (pack.rate(f"{PERMITTED}.{key}", on) for key in ("lower_limit", "higher_limit", "hours"))
    net = other_pay + pay.others_high + pay.chosen_high
    hours = None if pay.hours is None or other_hours is None else pay.hours + other_hours
    least_hours = (other_hours or NOUGHT) + (pay.hours or NOUGHT)
    if net <= lower.amount:
        stands = Stands.LOWER_LIMIT
    elif net > higher.amount or least_hours >= most.amount:
        stands = Stands.OVER
    else:
        stands = Stands.NOT_TOLD if hours is None else Stands.PERMITTED_WORK
    return EsaWeek(pay, net, hours, lower, higher, most, stands)


def _unpaid(chosen: list[Counted], teller: Teller) -> Iterator[Finding]:
    """Nothing is paid, or only costs that do not count: a volunteer (ADM V3091-V3092)."""
    if not any(one.in_doubt for one in chosen):
        words = _("You are not paid for this, so your benefit stays as it is.")
        yield teller.say(Outcome.NO_EFFECT, words, "esa.volunteer", change=NOUGHT)
    if any(one.payment.expenses for one in chosen):
        yield teller.must_tell(_("Tell the office that you help as a volunteer and only get expenses."), REPORT)


def _outcome(week: EsaWeek, facts: NewStyleEsa, teller: Teller, *, clear: bool) -> Iterator[Finding]:
    if week.stands is Stands.OVER:
        yield _over(week, teller)
        words = _("The rules differ if a council or charity supports you in your work. Ask an adviser first.")
        yield teller.advise(words, PERMITTED, *_needs(week, facts))
    elif week.stands is Stands.NOT_TOLD or not clear:
        words = _("Some facts are missing, so we cannot say that this work is allowed.")
        yield teller.advise(words, PERMITTED, *_needs(week, facts))
    else:
        yield _within(week, teller)


def _over(week: EsaWeek, teller: Teller) -> Finding:
    if week.net > week.higher.amount:
        words = _("Your pay in the week is %(net)s. Over %(limit)s you could lose the whole benefit for the week.")
    else:
        words = _("You work %(hours)s hours or more in the week. You could lose the whole benefit for the week.")
    said = words % {
        "net": pounds(week.net),
        "limit": pounds(week.higher.amount),
        "hours": f"{week.most_hours.amount:f}",
    }
    return teller.say(
        Outcome.CLIFF_EDGE, said, PERMITTED, working=_working(week), rates=(week.higher,), period=week.pay.week
    )


def _within(week: EsaWeek, teller: Teller) -> Finding:
    if week.stands is Stands.LOWER_LIMIT:
        words = _("Your pay in the week is %(net)s. Up to %(lower)s a week is allowed for any hours.")
    else:
        words = _("Your pay in the week is %(net)s. Up to %(higher)s is allowed if you work under %(hours)s hours.")
    said = words % {
        "net": pounds(week.net),
        "lower": pounds(week.lower.amount),
        "higher": pounds(week.higher.amount),
        "hours": f"{week.most_hours.amount:f}",
    }
    return teller.say(
        Outcome.WITHIN_DISREGARD,
        said,
        PERMITTED,
        change=NOUGHT,
        working=_working(week),
        rates=(week.lower, week.higher),
        period=week.pay.week,
    )


def _needs(week: EsaWeek, facts: NewStyleEsa) -> tuple[str, ...]:
    needs = [_("your hours, with time to prepare, and your pay in each week")] if week.hours is None else []
    if facts.net_week is None:
        needs.append(_("your other pay in the week, after tax"))
    return (*needs, _("the form PW1 and the letter about the work"))


def _form(facts: NewStyleEsa, teller: Teller) -> Iterator[Finding]:
    if not facts.pw1_sent:
        words = _("Send form PW1 before you start. Do not accept a date until it is sent.")
        yield teller.say(Outcome.FORM_FIRST, words, "esa.form", report=teller.office("esa.form"))


def _varying(facts: NewStyleEsa, teller: Teller) -> Iterator[Finding]:
    if facts.varies:
        words = _("Your hours or pay change from week to week, so the office may use an average. Ask first.")
        yield teller.advise(words, PERMITTED, _("your hours and pay week by week"))


def _beside(case: Case, week: EsaWeek, teller: Teller) -> Iterator[Finding]:
    if week.stands is Stands.OVER and Scheme.UNIVERSAL_CREDIT in case.circumstances.held:
        words = _("If this benefit stops for a week, your Universal Credit can change too.")
        yield teller.advise(words, PERMITTED, _("your last statement of Universal Credit"))


def _health(case: Case, teller: Teller) -> Iterator[Finding]:
    if case.circumstances.activity_shows_change:
        told = _("If the work shows that you can do more or less than before, you must tell the office.")
        yield teller.must_tell(told, "esa.health")
        asked = _("Talk to an adviser about what the work shows before you say yes.")
        yield teller.advise(asked, "esa.health", _("what you do on the day"))


def _working(week: EsaWeek) -> tuple[Line, ...]:
    pay = week.pay
    lines = (
        Line(_("Your other pay in the week"), week.net - pay.others_high - pay.chosen_high),
        Line(_("Other payments we know of in the week"), pay.others_high),
        Line(_("This pay"), pay.chosen_high),
        Line(_("All pay in the week"), week.net),
        Line(_("The limit for a week"), week.higher.amount),
    )
    return tuple(line for line in lines if line.amount)


def _figures(week: EsaWeek, *, clear: bool) -> Figures:
    figures: Figures = {"higher_limit": week.higher.amount, "net_week": week.net}
    if week.hours is not None:
        figures["hours_week"] = week.hours
    if week.stands is Stands.OVER:
        return figures | {"esa_award": "not entitled that week"}
    if week.stands is Stands.NOT_TOLD or not clear:
        return figures
    kind = "lower limit" if week.stands is Stands.LOWER_LIMIT else "permitted work"
    return figures | {"esa_award": "not reduced", "type": kind, "change": NOUGHT}
