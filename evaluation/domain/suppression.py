"""Small numbers are hidden here, after totals and before anything is drawn, printed or sent (E4, R42).

One function for page, CSV, PDF, chart and the chart's words. What is hidden leaves as `Hidden`, which carries no
number. Rules, in the order they act:

1. 1 to 4 people are hidden, a true nought is shown; a total obeys the same rule.
2. On a sensitive question, nobody and everybody are hidden too while the group is under ten.
3. Where one number of a row or column with a shown total is hidden, the smallest other one goes with it, rows and
   columns in turn until nothing changes; with nothing left, the total goes.
4. All tables of one report are looked at together, and hiding goes on until every small hidden number could still have
   three values at least. Where there is no number left to hide (its total is printed elsewhere), the noughts go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.domain.possible_values import Line, Place, Puzzle

VALUES_LEFT = 3


@dataclass(frozen=True)
class Hidden:
    """A number that is not told; there is none in here to find."""

    words: str = "fewer than 5"

    def __str__(self) -> str:
        return self.words


Cell = int | Hidden
NOT_SHOWN = Hidden("not shown")


@dataclass(frozen=True)
class Counts:
    """A table of people before hiding. `fixed_totals` are row totals that the report prints elsewhere anyway;
    `exempt` is for what rule 9 lets through (already public, head counts of staff without a sensitive subject)."""

    key: str
    rows: tuple[tuple[int, ...], ...]
    row_totals: bool = True
    column_totals: bool = False
    fixed_totals: bool = False
    sensitive_rows: frozenset[int] = frozenset()
    exempt: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Shown:
    """The same table as anyone may see it; totals are empty where the table has none."""

    rows: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...] = ()
    column_totals: tuple[Cell, ...] = ()
    grand_total: Cell | None = None


@dataclass
class _Report:
    """All tables of one report while hiding is under way."""

    minimum: int
    truth: dict[Place, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    hidden: set[Place] = field(default_factory=set)
    fixed: set[Place] = field(default_factory=set)
    exempt: set[Place] = field(default_factory=set)
    may_be_nought: set[Place] = field(default_factory=set)

    def hide(self, place: Place) -> None:
        self.hidden.add(place)

    def small_and_hidden(self) -> list[Place]:
        return [p for p in sorted(self.hidden) if self.truth[p] < self.minimum]


def suppress(tables: Sequence[Counts], *, minimum: int = 5) -> dict[str, Shown]:
    """Every table of one report as anyone may see it, by key. `minimum` is the smallest number that is told."""
    report = _Report(minimum)
    for table in tables:
        _enter(report, table)
    _hide_small(report, tables)
    _hide_seconds(report)
    while exposed := next((p for p in report.small_and_hidden() if _values_left(report, p) < VALUES_LEFT), None):
        if not _hide_one_more(report, exposed):
            break
        _hide_seconds(report)
    return {table.key: _shown(report, table) for table in tables}


def average_may_be_shown(people: int) -> bool:
    """An average of one to seven people tells too much about each."""
    return people >= 8


def averages_shown(whole: int, parts: Mapping[str, int]) -> dict[str, bool]:
    """Which of disjoint parts of a group may show an average beside the group's own (key ``""``), so that what is left
    by subtraction is nobody or at least eight people (R42 b)."""
    shown = {key: average_may_be_shown(people) for key, people in parts.items()}
    whole_shown = average_may_be_shown(whole)
    while whole_shown and 1 <= whole - sum(parts[key] for key, yes in shown.items() if yes) <= 7:
        visible = [key for key, yes in shown.items() if yes]
        if not visible:
            break
        shown[min(visible, key=lambda key: parts[key])] = False
    return {"": whole_shown, **shown}


def percentage_may_be_shown(part: Cell, of: Cell) -> bool:
    """Not of a hidden number, nor of fewer than ten people."""
    return isinstance(part, int) and isinstance(of, int) and of >= 10


def count_or_hidden(count: int, *, minimum: int = 5) -> Cell:
    """One number that stands alone."""
    return Hidden() if 1 <= count < minimum else count


def _enter(report: _Report, table: Counts) -> None:
    """Number the places of one table and write down its sums."""
    height, width, key = len(table.rows), table.width, table.key
    grid = [[*row, sum(row)] for row in table.rows]
    grid.append([sum(column) for column in zip(*grid, strict=True)] if grid else [0])
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            in_totals = (r == height and not table.column_totals) or (c == width and not table.row_totals)
            if not in_totals:
                report.truth[key, r, c] = value
    if table.row_totals:
        rows = range(height + (1 if table.column_totals else 0))
        report.lines += [Line(tuple((key, r, c) for c in range(width)), (key, r, width)) for r in rows]
    if table.column_totals:
        columns = range(width + (1 if table.row_totals else 0))
        report.lines += [Line(tuple((key, r, c) for r in range(height)), (key, height, c)) for c in columns]
    if table.fixed_totals:
        report.fixed |= {(key, r, width) for r in range(height)}
    if table.exempt:
        report.exempt |= {place for place in report.truth if place[0] == key}


def _hide_small(report: _Report, tables: Iterable[Counts]) -> None:
    kept = report.exempt | report.fixed
    for place, value in report.truth.items():
        if 1 <= value < report.minimum and place not in kept:
            report.hide(place)
    for table in tables:
        for r in table.sensitive_rows:
            total = sum(table.rows[r])
            places = [(table.key, r, c) for c in range(table.width)]
            if 0 < total < 10 and any(report.truth[p] == total for p in places):
                report.hidden.update(places)
                report.may_be_nought.update(places)


def _hide_seconds(report: _Report) -> None:
    """Rows and columns in turn, until no line has exactly one number hidden."""
    changed = True
    while changed:
        changed = False
        for line in report.lines:
            members = (*line.parts, line.total)
            if sum(place in report.hidden for place in members) == 1:
                changed = _hide_number(report, line) or _hide_noughts(report, line) or changed


def _hide_number(report: _Report, line: Line) -> bool:
    """Hide the smallest number of this line that is still shown (of equals the later), else its total."""
    counted = [p for p in _open_parts(report, line) if report.truth[p] > 0]
    if counted:
        report.hide(min(reversed(counted), key=lambda p: report.truth[p]))
        return True
    if line.total not in report.hidden | report.fixed | report.exempt:
        report.hide(line.total)
        return True
    return False


def _hide_noughts(report: _Report, line: Line) -> bool:
    """Hide what is left of a line, so that nobody can tell that its hidden numbers are not nought."""
    open_parts = _open_parts(report, line)
    if open_parts or not report.may_be_nought.issuperset(line.parts):
        report.hidden.update(open_parts)
        report.may_be_nought.update(line.parts)
        return True
    return False


def _hide_one_more(report: _Report, exposed: Place) -> bool:
    """Widen the hiding around a number that can still be worked out: its own lines first, then all others."""
    near = [line for line in report.lines if exposed in line.parts or exposed == line.total]
    far = [line for line in report.lines if line not in near and report.hidden.intersection(line.parts)]
    lines = [*near, *far]
    return any(_hide_number(report, line) for line in lines) or any(_hide_noughts(report, line) for line in lines)


def _open_parts(report: _Report, line: Line) -> list[Place]:
    return [p for p in line.parts if p not in report.hidden and p not in report.exempt]


def _values_left(report: _Report, place: Place) -> int:
    least = {p: 0 if p in report.may_be_nought else 1 for p in report.hidden}
    return Puzzle(report.lines, report.truth, least).count_values(place, enough=VALUES_LEFT)


def _shown(report: _Report, table: Counts) -> Shown:
    height, width = len(table.rows), table.width
    words = NOT_SHOWN if table.row_totals or table.column_totals else Hidden()

    def cell(r: int, c: int) -> Cell:
        return words if (table.key, r, c) in report.hidden else report.truth[table.key, r, c]

    return Shown(
        rows=tuple(tuple(cell(r, c) for c in range(width)) for r in range(height)),
        row_totals=tuple(cell(r, width) for r in range(height)) if table.row_totals else (),
        column_totals=tuple(cell(height, c) for c in range(width)) if table.column_totals else (),
        grand_total=cell(height, width) if table.row_totals and table.column_totals else None,
    )
