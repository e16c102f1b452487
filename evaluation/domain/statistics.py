"""The few statistics a report prints, from counts alone. Nothing here knows about people."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import median as middle

Z_95 = 1.959963984540054


def wilson_interval(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, kept between nought and one. Raises ValueError when nobody was asked."""
    if of < 1 or not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is not a share")
    share, z2 = hits / of, Z_95**2
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    return max(0.0, centre - half), min(1.0, centre + half)


def percentage(hits: int, of: int) -> int:
    """Whole per cent, halves upwards; from the unrounded counts."""
    return int(Fraction(hits * 100, of) + Fraction(1, 2))


def share_words(hits: int, of: int) -> str:
    """`12 of 20 (60 %)`: a share never stands without its n (E7), nor with a percentage of fewer than ten."""
    return f"{hits} of {of} ({percentage(hits, of)} %)" if of >= 10 else f"{hits} of {of}"


def median_of_counts(counts: Sequence[int]) -> float | None:
    """Middle answer on a scale 1, 2, 3 …, from how often each was given; None when nobody answered."""
    answers = [step for step, count in enumerate(counts, start=1) for _ in range(count)]
    return float(middle(answers)) if answers else None


def may_not_speak_for_all(answered: int, asked: int) -> bool:
    """Below half, a report says that the answers may not speak for everyone."""
    return answered * 2 < asked
