"""Charts as inline SVG that a screen reader, a printer and a strict content policy can take.

Attributes only, no styles; a title and a description; ids that begin with the chart's own key. The same drawing goes
into page and PDF, and a table with the same numbers always stands beside it. What is hidden arrives here as None.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 480
_BAR = 26
_LINE = 19
_GAP = 14
_LETTERS_A_LINE = 56
_INK, _PALE_INK = "#0b0c0c", "#ffffff"
_HIDDEN_FILL = "#b1b4b6"
_FILLS = {
    3: (("#1d4f7c", _PALE_INK), ("#ffe7a3", _INK), ("#8c3a00", _PALE_INK)),
    5: (("#1d4f7c", _PALE_INK), ("#9ec5e8", _INK), ("#ffe7a3", _INK), ("#f0b27a", _INK), ("#8c3a00", _PALE_INK)),
}
"""From the answer that agrees most to the one that agrees least; told apart in grey print by their lightness."""
_FONT = "Atkinson Hyperlegible Next, AHN, Noto Sans, sans-serif"


@dataclass(frozen=True)
class Bar:
    """One bar of one length, none where hidden; `words` stands at its end."""

    label: str
    value: int | None
    words: str


@dataclass(frozen=True)
class StackedRow:
    """One item. `parts` are counts in the order of the answers, None where hidden; `total` is shown."""

    label: str
    parts: tuple[int | None, ...]
    total: int


def horizontal_bars(key: str, *, title: str, description: str, bars: Sequence[Bar]) -> SafeString:
    """Bars from the same start, longest reaching the edge; the number is printed behind each."""
    longest = max([bar.value or 0 for bar in bars] + [1])
    pieces, top = [], 8
    for bar in bars:
        label, top = _label(bar.label, top)
        pieces.append(label)
        length = 0 if bar.value is None else max(round((WIDTH - 90) * bar.value / longest), 2)
        if length:
            pieces.append(_box(0, top, length, "#5b1f69"))
        pieces.append(_words(length + 6 if length else 0, top + 18, bar.words, _INK))
        top += _BAR + _GAP
    return _svg(key, title, description, pieces, top)


def stacked_bars(
    key: str, *, title: str, description: str, answers: Sequence[str], rows: Sequence[StackedRow], hidden_words: str
) -> SafeString:
    """One full-width bar an item, cut by answers (three or five). Hidden answers share one grey part of a bar."""
    pieces, top = _legend(answers, hidden_words if any(None in row.parts for row in rows) else "")
    for row in rows:
        label, top = _label(row.label, top)
        pieces.append(label)
        pieces += _cut(row, top, len(answers))
        top += _BAR + _GAP
    return _svg(key, title, description, pieces, top)


def _cut(row: StackedRow, top: int, kinds: int) -> list[SafeString]:
    """The parts of one bar, then what the hidden ones have left of it."""
    pieces: list[SafeString] = []
    left = 0.0
    shown = [(part, fill, ink) for part, (fill, ink) in zip(row.parts, _FILLS[kinds], strict=True) if part is not None]
    rest = row.total - sum(part for part, _, _ in shown)
    for part, fill, ink in [*shown, (rest if None in row.parts else 0, _HIDDEN_FILL, _INK)]:
        if not part:
            continue
        width = WIDTH * part / row.total
        pieces.append(_box(left, top, max(width - 2, 1), fill))
        if width > 18 and fill != _HIDDEN_FILL:
            pieces.append(_words(left + width / 2 - 1, top + 18, str(part), ink, anchor="middle"))
        left += width
    return pieces


def _legend(answers: Sequence[str], hidden_words: str) -> tuple[list[SafeString], int]:
    keys = [(word, fill) for word, (fill, _) in zip(answers, _FILLS[len(answers)], strict=True)]
    keys += [(hidden_words, _HIDDEN_FILL)] if hidden_words else []
    pieces, left, top = [], 0, 4
    for word, fill in keys:
        needed = 30 + 9 * len(word)
        if left and left + needed > WIDTH:
            left, top = 0, top + 22
        pieces.append(_box(left, top, 16, fill, height=16))
        pieces.append(_words(left + 22, top + 13, word, _INK))
        left += needed
    return pieces, top + 30


def _label(text: str, top: int) -> tuple[SafeString, int]:
    """The label above its bar, over as many lines as it needs; returns where the bar begins."""
    lines = textwrap.wrap(text, _LETTERS_A_LINE) or [""]
    drawn = format_html_join("", "{}", ((_words(0, top + 14 + n * _LINE, line, _INK),) for n, line in enumerate(lines)))
    return drawn, top + len(lines) * _LINE + 3


def _box(left: float, top: float, width: float, fill: str, height: int = _BAR) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#505a5f" stroke-width="0.5"/>',
        round(left, 1),
        round(top, 1),
        round(width, 1),
        height,
        fill,
    )


def _words(left: float, base: float, text: str, fill: str, anchor: str = "start") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" fill="{}" font-size="15" text-anchor="{}">{}</text>',
        round(left, 1),
        round(base, 1),
        fill,
        anchor,
        text,
    )


def _svg(key: str, title: str, description: str, pieces: Sequence[SafeString], height: int) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="app-chart" role="img" aria-labelledby="{0}-title {0}-desc" '
        'viewBox="0 0 {1} {2}" width="{1}" height="{2}" font-family="{3}">'
        '<title id="{0}-title">{4}</title><desc id="{0}-desc">{5}</desc>{6}</svg>',
        key,
        WIDTH,
        height,
        _FONT,
        title,
        description,
        format_html_join("", "{}", ((piece,) for piece in pieces)),
    )
