"""What one assessment period of Universal Credit gains or loses, over every reading that the facts leave open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import UniversalCredit
from payments.domain.benefit_check.formulas import uc_award, uc_nil_point, uc_reduction, uc_surplus
from payments.domain.benefit_check.pack import Rate, RulesPack
from payments.domain.benefit_check.uc_cap import LIMIT_KEYS, ceilings, limits_for
from payments.domain.benefit_check.uc_periods import PeriodPay
from payments.domain.benefit_check.uc_savings import assumed_from, too_much_saved

NOUGHT = Decimal(0)
GATEWAY, CAP_EXCEPTION = "uc.in_work_gateway.earnings", "uc.benefit_cap.earnings_exception"
DE_MINIMIS = "uc.surplus_earnings.de_minimis"
WITH_HOUSING, WITHOUT_HOUSING = "uc.work_allowance.with_housing", "uc.work_allowance.without_housing"


@dataclass(frozen=True)
class UcRates:
    """Rows in force for a period: those of its first day, so that uprating waits for the next period to start.

    `allowances` holds each work allowance the person may have; None among them stands for having none.
    """

    taper: Rate
    allowances: tuple[Rate | None, ...]
    cap_exception: Rate
    cap_limits: tuple[Rate, ...]
    gateway: Rate

    @property
    def used(self) -> tuple[Rate, ...]:
        return (self.taper, *(rate for rate in self.allowances if rate))


@dataclass(frozen=True)
class UcPeriod:
    """`low` and `high` are the change of the award, the larger loss first. Awards are None where they are not known."""

    pay: PeriodPay
    rates: UcRates
    low: Decimal
    high: Decimal
    before: Decimal | None
    after: Decimal | None
    earned_before: Decimal | None
    ceilings: tuple[Decimal | None, ...]  # of the award under the benefit cap; None among them: there may be no cap
    cap_lifted: bool
    nil_point: Decimal | None
    threshold: Decimal | None  # beyond the nil point, from which earnings are carried over
    surplus: Decimal | None
    de_minimis: Rate

    @property
    def earned_after(self) -> Decimal:
        return (self.earned_before or NOUGHT) + self.pay.chosen_high

    @property
    def falls_to_nil(self) -> bool:
        return self.after == 0 and bool(self.before)

    @property
    def allowance(self) -> Decimal | None:
        """The work allowance, where only one is possible."""
        amounts = {_amount(rate) for rate in self.rates.allowances}
        return amounts.pop() if len(amounts) == 1 else None


def rates_for(pay: PeriodPay, facts: UniversalCredit, pack: RulesPack) -> UcRates:
    """Raises NotKnown where a row that is needed does not hold on the first day of the period."""
    on = pay.period.first_day
    return UcRates(
        pack.rate("uc.taper", on),
        tuple(_allowances(facts, pack, pay)),
        pack.rate(CAP_EXCEPTION, on),
        limits_for(facts, pack, on),
        pack.rate(GATEWAY, on),
    )


def days_of_uprating(pack: RulesPack) -> tuple[date, ...]:
    """Each day from which some row used here holds."""
    keys = (WITH_HOUSING, WITHOUT_HOUSING, GATEWAY, CAP_EXCEPTION, DE_MINIMIS, *LIMIT_KEYS)
    return tuple({row.first_day for key in keys for row in pack.rates[key]})


def alike(pay: PeriodPay, uprated: tuple[date, ...]) -> tuple[object, ...]:
    """Equal for periods with the same pay under the same rows, whatever their days: they give the same answer."""
    mine = (id(one) for one in pay.chosen)
    rows = sum(pay.period.first_day >= day for day in uprated)
    return (rows, pay.chosen_low, pay.chosen_high, pay.others_low, pay.others_high, *mine)


def has_allowance(facts: UniversalCredit) -> bool | None:
    """Limited capability for work or a child gives a work allowance (UC Regs 2013 reg 22)."""
    if facts.limited_capability or facts.child:
        return True
    return False if facts.limited_capability is False and facts.child is False else None


def look_at_period(pay: PeriodPay, facts: UniversalCredit, pack: RulesPack) -> UcPeriod:
    facts = _with_savings(facts, pack, pay)
    rates = rates_for(pay, facts, pack)
    net, tops = _net(facts), ceilings(facts, rates.cap_limits)
    changes = [change for reading in _readings(pay, facts, rates) for change in reading]
    worst = _amount(min(rates.allowances, key=_amount))
    before, after, nil = None, None, None
    if net is not None and facts.maximum is not None and facts.unearned is not None:
        if len(tops) == 1:
            before, after = _awards(
                facts, rates, pay.chosen_high, allowance=worst, ceiling=tops[0], earned=net + pay.others_high
            )
        nil = uc_nil_point(
            maximum=facts.maximum, unearned=facts.unearned, work_allowance=worst, taper=rates.taper.amount
        )
    elif facts.award is not None and not facts.benefit_capped:
        before, after = facts.award, facts.award + min(changes)
    earned = None if net is None else net + pay.others_high
    de_minimis = pack.rate(DE_MINIMIS, pay.period.first_day)
    total = (earned or NOUGHT) + pay.chosen_high
    return UcPeriod(
        pay=pay,
        rates=rates,
        low=min(changes),
        high=max(changes),
        before=before,
        after=after,
        earned_before=earned,
        ceilings=tops,
        cap_lifted=_cap_lifted(facts, rates, earned, total),
        nil_point=nil,
        threshold=None if nil is None else nil + de_minimis.amount,
        surplus=None if nil is None else uc_surplus(earnings=total, nil_point=nil, de_minimis=de_minimis.amount),
        de_minimis=de_minimis,
    )


def _net(facts: UniversalCredit) -> Decimal | None:
    """Earnings of both less the whole of a tax-relieved pension contribution (UC Regs 2013 reg 55(5))."""
    if facts.net_earnings is None:
        return None
    return max(NOUGHT, facts.net_earnings - (facts.pension_contribution or NOUGHT))


def _with_savings(facts: UniversalCredit, pack: RulesPack, pay: PeriodPay) -> UniversalCredit:
    """Income assumed from savings joins the unearned income; above the upper limit nothing is due."""
    on = pay.period.first_day
    if facts.savings is None:
        return facts
    if too_much_saved(facts, pack, on):
        return replace(facts, maximum=None if facts.maximum is None else NOUGHT)
    more = assumed_from(facts.savings, pack, on)
    return replace(facts, unearned=None if facts.unearned is None else facts.unearned + more)


def _allowances(facts: UniversalCredit, pack: RulesPack, pay: PeriodPay) -> Iterator[Rate | None]:
    has = has_allowance(facts)
    if has is not True:
        yield None
    if has is False:
        return
    if facts.housing_costs is not False:
        yield pack.rate(WITH_HOUSING, pay.period.first_day)
    if facts.housing_costs is not True:
        yield pack.rate(WITHOUT_HOUSING, pay.period.first_day)


def _readings(pay: PeriodPay, facts: UniversalCredit, rates: UcRates) -> Iterator[Iterator[Decimal]]:
    """The change on every reading: each allowance, each total of other pay, each sum of this pay."""
    for rate in rates.allowances:
        for fee in {pay.chosen_low, pay.chosen_high}:
            for others in {pay.others_low, pay.others_high}:
                yield _changes(facts, rates, _amount(rate), others, fee)


def _changes(
    facts: UniversalCredit, rates: UcRates, allowance: Decimal, others: Decimal, fee: Decimal
) -> Iterator[Decimal]:
    net = _net(facts)
    if facts.gainfully_self_employed:
        yield NOUGHT  # earnings below a minimum income floor change nothing
    if net is not None and facts.maximum is not None and facts.unearned is not None:
        for ceiling in ceilings(facts, rates.cap_limits):
            before, after = _awards(facts, rates, fee, allowance=allowance, ceiling=ceiling, earned=net + others)
            yield after - before
        return
    for earned in (NOUGHT, None) if net is None else (net + others,):
        unused = NOUGHT if earned is None else max(NOUGHT, allowance - earned)
        loss = uc_reduction(fee_net=fee, unused_allowance=unused, taper=rates.taper.amount)
        yield -min(loss, facts.award) if facts.award is not None else -loss
    if facts.benefit_capped:
        yield NOUGHT  # a cap may take up the whole of the taper


def _awards(
    facts: UniversalCredit,
    rates: UcRates,
    fee: Decimal,
    *,
    allowance: Decimal,
    ceiling: Decimal | None,
    earned: Decimal,
) -> tuple[Decimal, Decimal]:
    """Before and after. Under the benefit cap the award stays at its ceiling until earnings lift the cap."""
    maximum, unearned = facts.maximum or NOUGHT, facts.unearned or NOUGHT

    def award(net: Decimal) -> Decimal:
        full = uc_award(maximum=maximum, unearned=unearned, net=net, work_allowance=allowance, taper=rates.taper.amount)
        return full if ceiling is None or net >= rates.cap_exception.amount else min(full, ceiling)

    return award(earned), award(earned + fee)


def _cap_lifted(facts: UniversalCredit, rates: UcRates, earned: Decimal | None, total: Decimal) -> bool:
    """Whether this pay brings earnings to the amount from which there is no cap (UC Regs 2013 reg 82)."""
    exception = rates.cap_exception.amount
    return bool(facts.benefit_capped) and total >= exception and (earned is None or earned < exception)


def _amount(rate: Rate | None) -> Decimal:
    return rate.amount if rate else NOUGHT
