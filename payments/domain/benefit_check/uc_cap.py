"""The benefit cap: the most that may be paid in a month, by the home and who lives in it (UC Regs 2013 Part 7).

Only the limits are sums of the rules. Whether somebody is capped at all is taken from what they told us.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import UniversalCredit
from payments.domain.benefit_check.formulas import MONTHS, NOUGHT, to_the_penny
from payments.domain.benefit_check.pack import Rate, RulesPack

LIMIT_KEYS = tuple(f"uc.benefit_cap.limit.{who}{where}" for who in ("single", "family") for where in ("", "_london"))


def limit_key(*, family: bool, greater_london: bool) -> str:
    """The row of a household: a couple or children, and whether the home of either is in Greater London (reg 80A)."""
    return f"uc.benefit_cap.limit.{'family' if family else 'single'}{'_london' if greater_london else ''}"


def limits_for(facts: UniversalCredit, pack: RulesPack, on: date) -> tuple[Rate, ...]:
    """The yearly limit; each one that it may be where the place or the household is not known."""
    if facts.couple or facts.child:
        kinds: tuple[bool, ...] = (True,)
    else:
        kinds = (False,) if facts.couple is False and facts.child is False else (False, True)
    places = (False, True) if facts.greater_london is None else (facts.greater_london,)
    return tuple(pack.rate(limit_key(family=kind, greater_london=place), on) for kind in kinds for place in places)


def ceilings(facts: UniversalCredit, limits: Sequence[Rate]) -> tuple[Decimal | None, ...]:
    """What an award under the cap cannot be more than; None stands for no cap. Several where the facts leave it open.

    A capped award is paid at its ceiling, so what was paid last is the ceiling; else the limit less the other
    benefits that count for it (reg 81). Nobody is taken to be capped who did not say so, unless the whole award is
    over a limit.
    """
    if facts.benefit_capped and facts.award is not None:
        return (facts.award,)
    other = facts.other_capped or NOUGHT
    by_limit = tuple(dict.fromkeys(max(NOUGHT, to_the_penny(row.amount / MONTHS) - other) for row in limits))
    if facts.benefit_capped:
        return by_limit if facts.other_capped is not None else (NOUGHT, *by_limit)
    if facts.benefit_capped is None and _is_over(facts, by_limit):
        return (None, *by_limit)
    return (None,)


def _is_over(facts: UniversalCredit, by_limit: Sequence[Decimal]) -> bool:
    """Whether an award without earnings is over the lowest limit; a disability payment lifts the cap (reg 83)."""
    if facts.disability_payment or facts.maximum is None:
        return False
    return facts.maximum - (facts.unearned or NOUGHT) > min(by_limit)
