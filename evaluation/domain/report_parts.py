"""What a report is made of once small numbers are hidden. Everything here goes into the snapshot and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from evaluation.domain.suppression import Cell, Hidden


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell | str, ...]


@dataclass(frozen=True)
class Table:
    """`note` says under the table how to read it."""

    key: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart's numbers. `parts` per row: one for plain bars, one an answer for stacked bars; hidden stays hidden."""

    key: str
    kind: str
    title: str
    description: str
    answers: tuple[str, ...]
    rows: tuple[Row, ...]
    of: int = 0


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, in this order: sentences, tables, drawings."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    missing: str = ""
    """What a reader must know is not here."""


@dataclass(frozen=True)
class SessionReport:
    """The whole report. `facts` and `notes` stand on the title page."""

    title: str
    subtitle: str
    institution: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())

    def tables(self) -> list[Table]:
        return [table for section in self.sections for table in section.tables]


def to_snapshot(report: SessionReport) -> dict[str, Any]:
    """Plain JSON. A hidden cell becomes its words; there is no number left to travel (E4)."""
    plain: dict[str, Any] = _plain(asdict(report, dict_factory=dict))
    return plain


def from_snapshot(snapshot: Mapping[str, Any]) -> SessionReport:
    return SessionReport(
        title=snapshot["title"],
        subtitle=snapshot["subtitle"],
        institution=snapshot["institution"],
        facts=tuple((name, value) for name, value in snapshot["facts"]),
        notes=tuple(snapshot["notes"]),
        sections=tuple(_section(one) for one in snapshot["sections"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"words"}:
            return {"hidden": value["words"]}
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Hidden):
        return {"hidden": value.words}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _section(one: Mapping[str, Any]) -> Section:
    return Section(
        heading=one["heading"],
        sentences=tuple(one["sentences"]),
        tables=tuple(
            Table(t["key"], t["caption"], tuple(t["heads"]), _rows(t["rows"]), _row(t["total"]), t["note"])
            for t in one["tables"]
        ),
        drawings=tuple(
            Drawing(d["key"], d["kind"], d["title"], d["description"], tuple(d["answers"]), _rows(d["rows"]), d["of"])
            for d in one["drawings"]
        ),
        missing=one["missing"],
    )


def _rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(row for one in rows if (row := _row(one)))


def _row(one: Mapping[str, Any] | None) -> Row | None:
    if one is None:
        return None
    return Row(one["label"], tuple(Hidden(c["hidden"]) if isinstance(c, dict) else c for c in one["cells"]))
