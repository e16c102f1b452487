"""Who came: people by capacity, and lines without names where only numbers are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.domain.report_parts import Drawing, Row, Section, Table
from evaluation.domain.suppression import Cell, Counts, Hidden, Shown
from involvement.models import Attendance, Capacity, HeadcountLine, Session

FEW_FOR_A_CHART = 8
_CAME = {Attendance.Status.ATTENDED, Attendance.Status.PART_ATTENDED}


@dataclass(frozen=True)
class Attended:
    """`people`: capacity, came, did not come; only capacities somebody was expected in. `lines`: label and number."""

    people: tuple[tuple[str, int, int], ...]
    lines: tuple[tuple[str, int], ...]

    @property
    def came(self) -> int:
        return sum(came for _label, came, _not in self.people)

    def counts(self, *, exempt: bool) -> list[Counts]:
        people = Counts("came", tuple((came, missed) for _label, came, missed in self.people), column_totals=True)
        lines = Counts("lines", tuple((n,) for _label, n in self.lines), row_totals=False, exempt=exempt)
        return ([people] if self.people else []) + ([lines] if self.lines else [])


def count_attended(session: Session) -> Attended:
    rows = Attendance.objects.filter(session=session).values_list("capacity", "status")
    came = Counter(capacity for capacity, status in rows if status in _CAME)
    expected = Counter(capacity for capacity, _status in rows)
    people = tuple(
        (str(capacity.label), came[capacity.value], expected[capacity.value] - came[capacity.value])
        for capacity in Capacity
        if expected[capacity.value]
    )
    lines = HeadcountLine.objects.filter(session=session).values_list("label", "count")
    return Attended(people, tuple(lines))


def attendance_section(attended: Attended, shown: Mapping[str, Shown]) -> Section:
    tables = [_people_table(attended, shown["came"])] if attended.people else []
    if attended.lines:
        rows = [Row(label, cells) for (label, _n), cells in zip(attended.lines, shown["lines"].rows, strict=True)]
        tables.append(
            Table("lines", _("People counted without names"), (_("Who"), _("Number")), tuple(rows), note=_apart())
        )
    if not tables:
        return Section(_("Who came"), missing=_("Nobody has marked yet who came."))
    drawing = _drawing(tables[0]) if attended.people else None
    few = "" if drawing else _("There is no chart, because too few people took part to draw one.")
    return Section(
        _("Who came"),
        tables=tuple(tables),
        drawings=(drawing,) if drawing else (),
        missing=few if attended.people else "",
    )


def _people_table(attended: Attended, shown: Shown) -> Table:
    """Expected, came, did not come: the order in which it happened."""
    rows = [
        Row(label, (total, *cells))
        for (label, _c, _m), cells, total in zip(attended.people, shown.rows, shown.row_totals, strict=True)
    ]
    expected = shown.grand_total if shown.grand_total is not None else 0
    everyone: tuple[Cell, ...] = (expected, *shown.column_totals)
    return Table(
        key="came",
        caption=_("People who were expected and who came, by capacity"),
        heads=(_("In which capacity"), _("Expected"), _("Came"), _("Did not come")),
        rows=tuple(rows),
        total=Row(_("Everybody"), everyone),
    )


def _drawing(table: Table) -> Drawing | None:
    """Bars of those who came. Not for fewer than eight people, and not when nothing is left to draw."""
    everyone = table.total.cells[1] if table.total else 0
    bars = [Row(row.label, (row.cells[1],)) for row in table.rows]
    if not isinstance(everyone, int) or everyone < FEW_FOR_A_CHART or all(isinstance(b.cells[0], Hidden) for b in bars):
        return None
    told = ", ".join(f"{bar.label}: {bar.cells[0]}" for bar in bars)
    return Drawing(
        "came", "bars", _("People who came, by capacity"), f"{told}. {_('Everybody')}: {everyone}.", (), tuple(bars)
    )


def _apart() -> str:
    return _("These are never added to the people above.")
