"""How many values a hidden number could still have for somebody who knows everything that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Place = tuple[str, int, int]
"""Table, row, column. The column after the last is the row's total; the row after the last is the columns' total."""

_STEPS_AT_MOST = 4_000
"""Past this many steps the answer is "not shown to be possible", which makes the caller hide more, never less."""


@dataclass(frozen=True)
class Line:
    """The sum of `parts` is `total`; all are names of numbers."""

    parts: tuple[Place, ...]
    total: Place


@dataclass(frozen=True)
class Puzzle:
    """What a reader is left with: the true numbers, which are hidden, and the least each hidden one could be."""

    lines: Sequence[Line]
    truth: Mapping[Place, int]
    least: Mapping[Place, int]
    """Holds exactly the hidden names."""

    def count_values(self, name: Place, *, enough: int) -> int:
        """Different values that `name` could have, counted up to `enough`; the true one is the first."""
        if not any(name in line.parts or name == line.total for line in self.lines):
            return enough
        found, true = 1, self.truth[name]
        ceiling = sum(self.truth.values()) + 10
        for distance in range(1, ceiling):
            for value in (true - distance, true + distance):
                if found >= enough:
                    return found
                if self.least[name] <= value <= ceiling and self._fits(name, value, ceiling):
                    found += 1
            if true - distance < self.least[name] and distance > enough + 8:
                break
        return found

    def _fits(self, name: Place, value: int, ceiling: int) -> bool:
        ranges = {other: (low, ceiling) for other, low in self.least.items()}
        ranges[name] = (value, value)
        return self._search(ranges, [_STEPS_AT_MOST])

    def _search(self, ranges: dict[Place, tuple[int, int]], left: list[int]) -> bool:
        """Depth first, nearest to the true numbers first: a second solution mostly differs from them in one loop."""
        left[0] -= 1
        if left[0] < 0 or not self._narrow(ranges):
            return False
        open_names = [name for name, (low, high) in ranges.items() if low < high]
        if not open_names:
            return True
        name = min(open_names, key=lambda n: ranges[n][1] - ranges[n][0])
        low, high = ranges[name]
        for value in sorted(range(low, high + 1), key=lambda v: abs(v - self.truth[name])):
            if left[0] < 0:
                return False
            if self._search({**ranges, name: (value, value)}, left):
                return True
        return False

    def _narrow(self, ranges: dict[Place, tuple[int, int]]) -> bool:
        """Tighten every range by every line until nothing moves; False when a range becomes empty."""
        moved = True
        while moved:
            moved = False
            for line in self.lines:
                signed = [(part, 1) for part in line.parts] + [(line.total, -1)]
                lows = [self._bounds(name, sign, ranges) for name, sign in signed]
                least, most = sum(low for low, _ in lows), sum(high for _, high in lows)
                if least > 0 or most < 0:
                    return False
                for (name, sign), (low, high) in zip(signed, lows, strict=True):
                    if name not in ranges:
                        continue
                    new_low, new_high = max(low, -(most - high)), min(high, -(least - low))
                    if new_low > new_high:
                        return False
                    if (new_low, new_high) != (low, high):
                        ranges[name] = (new_low, new_high) if sign > 0 else (-new_high, -new_low)
                        moved = True
                        break
        return True

    def _bounds(self, name: Place, sign: int, ranges: Mapping[Place, tuple[int, int]]) -> tuple[int, int]:
        low, high = ranges.get(name, (self.truth[name], self.truth[name]))
        return (low, high) if sign > 0 else (-high, -low)
