"""Housing Benefit in pounds a week. Only sums: amounts come in, and their sources with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Disregards:
    """What is left out of a week's net earnings. `extra`: specified or temporary accommodation from 5 October 2026.

    `additional` is left out on top where the hours condition holds and earnings reach all of them together.
    """

    standard: Decimal
    extra: Decimal = _NOUGHT
    additional: Decimal = _NOUGHT

    def of(self, net: Decimal) -> Decimal:
        """HB Regs 2006 Sch 4 paras 3 to 10A, 17 and 18: never more than the earnings."""
        both = self.standard + self.extra
        if self.additional and net >= both + self.additional:
            return both + self.additional
        return min(net, both)


def housing_benefit(*, rent: Decimal, income: Decimal, applicable: Decimal, taper: Decimal, least: Decimal) -> Decimal:
    """Rent less 65p for every pound of income above the applicable amount; nothing below 50p (regs 70, 71 and 75)."""
    award = rent - taper * max(_NOUGHT, income - applicable)
    return award if award >= least else _NOUGHT


def extra_disregard_key(elder: int, *, couple: bool) -> str:
    """The row of the extra disregard, by the elder's age; a lone parent is as a single person (Sch 4 para 18)."""
    if not couple:
        kind = "single_25_plus" if elder >= 25 else "single_under_25"
    elif elder >= 25:
        kind = "couple_25_plus"
    else:
        kind = "couple_18_24" if elder >= 18 else "couple_under_18"
    return f"hb.supported_temporary.earnings_disregard.{kind}"
