"""A report's charts, drawn from its snapshot: the same drawing for page and PDF."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evaluation.domain.report_parts import Drawing, Section, SessionReport
from involvement.shared.documents.charts import Bar, StackedRow, horizontal_bars, stacked_bars


def drawn(report: SessionReport) -> list[tuple[Section, list[tuple[str, SafeString]]]]:
    """Each section with its charts and their titles, in the order of the report."""
    return [(section, [(drawing.title, _draw(drawing)) for drawing in section.drawings]) for section in report.sections]


def _draw(drawing: Drawing) -> SafeString:
    key = f"chart-{drawing.key}"
    if drawing.kind == "bars":
        bars = [Bar(row.label, _shown(row.cells[0]), str(row.cells[0])) for row in drawing.rows]
        return horizontal_bars(key, title=drawing.title, description=drawing.description, bars=bars)
    rows = [StackedRow(row.label, tuple(_shown(cell) for cell in row.cells), drawing.of) for row in drawing.rows]
    return stacked_bars(
        key,
        title=drawing.title,
        description=drawing.description,
        answers=drawing.answers,
        rows=rows,
        hidden_words=_("not shown"),
    )


def _shown(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None
