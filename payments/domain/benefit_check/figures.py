"""Whole figures of a household, without a fee and with it, named as in the case files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from payments.domain.benefit_check.formulas import to_the_penny


@dataclass(frozen=True)
class Figures:
    """Pounds to the penny. `change` is `with_fee` less `baseline`; negative is money lost."""

    baseline: Mapping[str, Decimal]
    with_fee: Mapping[str, Decimal]
    change: Mapping[str, Decimal]


def compare(baseline: Mapping[str, Decimal], with_fee: Mapping[str, Decimal]) -> Figures:
    """Rounds only at the end, so that a change is not a penny out."""
    change = {key: to_the_penny(with_fee[key] - amount) for key, amount in baseline.items()}
    return Figures(_rounded(baseline), _rounded(with_fee), change)


def _rounded(figures: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {key: to_the_penny(amount) for key, amount in figures.items()}
