"""Universal Credit: what is paid in an assessment period comes off by the taper (UC Regs 2013 regs 22, 53 to 62)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from payments.domain.benefit_check.case import Case, pays_on
from payments.domain.benefit_check.counting import Counted, count_all
from payments.domain.benefit_check.facts import PaidAs, Scheme, UniversalCredit
from payments.domain.benefit_check.findings import Finding, Line, Outcome, Period, Range, SchemeResult
from payments.domain.benefit_check.pack import RulesPack
from payments.domain.benefit_check.reasons import Reason
from payments.domain.benefit_check.telling import Teller
from payments.domain.benefit_check.uc_beside import beside, carer_month_at_stake
from payments.domain.benefit_check.uc_periods import period_days_to_try, periods_of_pay
from payments.domain.benefit_check.uc_sums import UcPeriod, alike, days_of_uprating, has_allowance, look_at_period
from payments.domain.benefit_check.words import day, pounds
from payments.domain.benefit_check.words import translated as _

NOUGHT = Decimal(0)
AWARD, REPORT = "uc.award", "uc.report"
Figures = dict[str, Decimal | int | bool | str]


@dataclass(frozen=True)
class UcLook:
    """The periods on the most cautious reading; `sure` when every possible start of the periods says the same."""

    periods: tuple[UcPeriod, ...]
    sure: bool
    needs: tuple[str, ...]


def assess_universal_credit(case: Case, pack: RulesPack) -> SchemeResult:
    scheme, facts = Scheme.UNIVERSAL_CREDIT, case.circumstances.universal_credit
    counted = count_all(case, scheme)
    chosen = [one for one in counted if one.payment.offered]
    teller = Teller(scheme, pack, case.circumstances.nation)
    figures: Figures = {"counted_as_earned_income": sum((one.high for one in chosen), NOUGHT)}
    said = teller.about_counting(chosen)
    if not any(one.high for one in chosen):
        return SchemeResult(scheme, (*_nothing(teller, chosen), *said), {**figures, "change": NOUGHT})
    look = _look(counted, facts, pack)
    carer = carer_month_at_stake(case, pack)
    doubt = bool(look.needs) or any(one.in_doubt for one in chosen)
    findings = [
        *(finding for period in look.periods for finding in _about(period, facts, teller, look, doubt=doubt)),
        *_missing(look, teller),
        *beside(case, look.periods, teller, carer=carer),
        *said,
        _tell(chosen, facts, teller),
    ]
    return SchemeResult(scheme, tuple(findings), figures | _figures(look) | _without_carer(look, facts, pack, carer))


def _look(counted: tuple[Counted, ...], facts: UniversalCredit, pack: RulesPack) -> UcLook:
    uprated = days_of_uprating(pack)
    days = period_days_to_try(facts.period_day, counted, uprated)
    splits = (periods_of_pay(counted, period_day=start) for start in days)
    different = {tuple(alike(pay, uprated) for pay in split): split for split in splits}
    readings = [tuple(look_at_period(pay, facts, pack) for pay in split) for split in different.values()]
    worst = min(readings, key=_low)
    sure = all((_low(one), _high(one)) == (_low(worst), _high(worst)) for one in readings)
    if not sure:
        first, *rest = worst
        kindest = max(map(_high, readings)) - sum((period.low for period in rest), NOUGHT)
        worst = (replace(first, high=max(first.low, kindest)), *rest)
    often = all(period.pay.how_often_is_known for period in worst)
    dated = all(one.payment.paid_on for one in counted if one.payment.offered)
    needs = (*_needs(facts, sure=sure, often=often, dated=dated), *_needs_of_cap(facts, worst))
    return UcLook(worst, sure, needs)


def _low(periods: tuple[UcPeriod, ...]) -> Decimal:
    return sum((period.low for period in periods), NOUGHT)


def _high(periods: tuple[UcPeriod, ...]) -> Decimal:
    return sum((period.high for period in periods), NOUGHT)


def _needs(facts: UniversalCredit, *, sure: bool, often: bool, dated: bool) -> Iterator[str]:
    """What is missing for the sum. Where there is no work allowance the other pay does not matter."""
    has = has_allowance(facts)
    if has is None:
        yield _("whether you have a limited capability for work, and whether a child lives with you")
    if has is not False and facts.housing_costs is None:
        yield _("whether your Universal Credit has money for housing")
    if (has is not False or facts.benefit_capped) and facts.net_earnings is None:
        yield _("all pay, yours and your partner's, in the month of your Universal Credit")
    if not sure:
        yield _("the day on which your month of Universal Credit starts")
    if not often:
        yield _("how often you are paid")
    if not dated:
        yield _("the day on which you will be paid")


def _needs_of_cap(facts: UniversalCredit, periods: tuple[UcPeriod, ...]) -> Iterator[str]:
    """What is missing to know how much the benefit cap lets be paid (UC Regs 2013 reg 80A)."""
    if facts.benefit_capped and facts.maximum is None and any(period.low for period in periods):
        yield _("your last statement of Universal Credit, with the benefit cap on it")
    if all(len(period.ceilings) == 1 for period in periods):
        return
    if facts.benefit_capped is None:
        yield _("whether the benefit cap lowers your Universal Credit")
    if facts.greater_london is None:
        yield _("whether your home is in Greater London")
    if facts.other_capped is None:
        yield _("what Universal Credit paid you last month, or your Child Benefit and other benefits")


def _about(found: UcPeriod, facts: UniversalCredit, teller: Teller, look: UcLook, *, doubt: bool) -> Iterator[Finding]:
    """One finding for one assessment period, or none when nothing sure can be said."""
    period = found.pay.period if facts.period_day is not None else None
    if found.before == 0:
        yield from _not_in_payment(teller, period, doubt=doubt or found.nil_point is None)
    elif found.cap_lifted:
        yield _cap_goes(found, teller, period)
    elif found.low == found.high == 0:
        if not doubt:
            yield _say(found, Outcome.WITHIN_DISREGARD, _within(found, facts), teller, period)
    elif found.falls_to_nil:
        words = _("Your Universal Credit falls to nothing for this month. Check that your claim stays open.")
        yield _say(found, Outcome.AWARD_ENDS, words, teller, period)
    else:
        yield _say(found, Outcome.REDUCES, _reduces(found, period), teller, period)


def _not_in_payment(teller: Teller, period: Period | None, *, doubt: bool) -> Iterator[Finding]:
    words = _("By these figures no Universal Credit is paid for this month, with or without this pay.")
    if not doubt:
        yield teller.say(Outcome.NO_EFFECT, words, AWARD, change=NOUGHT, period=period)
    ask = _("Check with an adviser whether you get Universal Credit for this month.")
    yield teller.advise(ask, AWARD, _("your last statement of Universal Credit"), period=period)


def _say(found: UcPeriod, outcome: Outcome, words: str, teller: Teller, period: Period | None) -> Finding:
    exact = found.low == found.high
    return teller.say(
        outcome,
        words,
        AWARD,
        change=found.low if exact else None,
        change_range=None if exact else Range(found.low, found.high),
        period=period,
        working=_working(found),
        rates=found.rates.used,
    )


def _within(found: UcPeriod, facts: UniversalCredit) -> str:
    if facts.benefit_capped:
        return _("Your benefit cap takes up all of this, so your Universal Credit stays the same.")
    return _("The first %(allowance)s of pay in a month does not count, and you are within it.") % {
        "allowance": pounds(found.allowance or NOUGHT)
    }


def _reduces(found: UcPeriod, period: Period | None) -> str:
    if found.low != found.high:
        return _("Your Universal Credit goes down by an amount between %(least)s and %(most)s.") % {
            "least": pounds(found.high),
            "most": pounds(found.low),
        }
    if period is None:
        return _("Your Universal Credit goes down by %(loss)s.") % {"loss": pounds(found.low)}
    return _("Your Universal Credit for %(first)s to %(last)s goes down by %(loss)s.") % {
        "first": day(period.first_day),
        "last": day(period.last_day),
        "loss": pounds(found.low),
    }


def _cap_goes(found: UcPeriod, teller: Teller, period: Period | None) -> Finding:
    words = _("With this pay the benefit cap is lifted for the month, so your Universal Credit may go up. Ask first.")
    known = found.before is not None and found.low == found.high
    return teller.say(
        Outcome.GET_ADVICE,
        words,
        "uc.benefit_cap",
        change=found.low if known else None,
        period=period,
        adviser_needs=(_("your last statement of Universal Credit, with the benefit cap on it"),),
        rates=(found.rates.cap_exception,),
    )


def _missing(look: UcLook, teller: Teller) -> Iterator[Finding]:
    if look.needs:
        words = _("Some facts are missing, so we cannot give one sum. An adviser can, with these.")
        yield teller.advise(words, AWARD, *look.needs)


def _nothing(teller: Teller, chosen: list[Counted]) -> Iterator[Finding]:
    in_kind = any(one.reasons & {Reason.VOUCHER, Reason.GOODS} for one in chosen)
    if in_kind:
        words = _("Tell the office about the voucher or gift, and what it is worth.")
        yield teller.must_tell(words, REPORT)
    elif not any(one.in_doubt for one in chosen):
        words = _("Nothing here counts as pay, so your Universal Credit stays as it is.")
        yield teller.say(Outcome.NO_EFFECT, words, "counting.fee", change=NOUGHT)


def _tell(chosen: list[Counted], facts: UniversalCredit, teller: Teller) -> Finding:
    """Being consulted excuses nobody from looking for work; only a work coach can agree to that."""
    if all(one.payment.paid_as is PaidAs.PAYROLL for one in chosen):
        words = _("Your pay reaches the office by itself. Check it, and tell them about your expenses apart.")
    else:
        words = _("Tell the office about this pay when you get it, and list your expenses apart.")
    if facts.limited_capability:
        return teller.must_tell(words, REPORT)
    coach = _("If you agreed to look for work, ask your work coach how this fits.")
    return teller.must_tell(f"{words} {coach}", REPORT)


def _working(found: UcPeriod) -> tuple[Line, ...]:
    pay = found.pay
    before = None if found.earned_before is None else found.earned_before - pay.others_high
    lines = [
        Line(_("Other pay in the month"), before or NOUGHT),
        Line(_("Other payments we know of in the month"), pay.others_high),
        *(Line(_paid_words(one), one.high) for one in pay.chosen),
        Line(_("Pay that does not count (work allowance)"), -(found.allowance or NOUGHT)),
        Line(_("Comes off for each pound above that"), found.rates.taper.amount),
        Line(_("Change of your Universal Credit"), found.low),
    ]
    return tuple(line for line in lines if line.amount)


def _paid_words(one: Counted) -> str:
    return _("Work on %(worked)s, paid on %(paid)s") % {
        "worked": day(one.payment.worked_on),
        "paid": day(pays_on(one.payment)),
    }


def _figures(look: UcLook) -> Figures:
    figures: Figures = {"uc_reduction": -_low(look.periods)}
    if _low(look.periods) == _high(look.periods):
        figures["change"] = _low(look.periods)
    if len(look.periods) == 1:
        found = look.periods[0]
        values = {
            "work_allowance": found.allowance,
            "uc_award_before": found.before,
            "uc_award_after": found.after,
            "nil_point": found.nil_point,
            "relevant_threshold": found.threshold,
            "surplus": found.surplus,
            "threshold": found.rates.gateway.amount,
        }
        figures |= {name: value for name, value in values.items() if value is not None}
    return figures


def _without_carer(
    look: UcLook, facts: UniversalCredit, pack: RulesPack, carer: tuple[Decimal, bool] | None
) -> Figures:
    """The award of a period in which a carer's benefit is not paid at all, so no longer comes off."""
    if carer is None or not carer[1] or len(look.periods) != 1 or facts.unearned is None:
        return {}
    stopped = replace(facts, unearned=max(NOUGHT, facts.unearned - carer[0]))
    after = look_at_period(look.periods[0].pay, stopped, pack).after
    return {} if after is None else {"uc_award_after_without_carer_benefit": after}
