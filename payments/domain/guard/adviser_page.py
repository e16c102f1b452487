"""The findings as one compact table for an adviser: each thing is said once, with the choices it is said of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from payments.domain.benefit_check.findings import Outcome
from payments.domain.guard.must_say import tell_words
from payments.domain.guard.showing import Said, Shown, Tell

LONG_SOURCES = {
    "DWP Advice for Decision Making, September 2026": "ADM",
    "DWP Decision Makers' Guide, September 2026": "DMG",
}
"""Written out once below the table."""
LESS_CERTAIN = "*"
Thing = TypeVar("Thing")
_LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Point:
    """One thing said of some choices, which are letters; `lead` stands in bold."""

    choices: str
    lead: str
    words: str


@dataclass
class Row:
    """One benefit, or several of which the same is said. `rules` are numbers of the list below the table."""

    benefits: list[str]
    changes: list[Point] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    decide: list[Point] = field(default_factory=list)
    worked: list[Said] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return ", ".join(short(name) for name in self.benefits)


@dataclass(frozen=True)
class AdviserPage:
    """`choices` are pairs of a letter and a name; `rules` in the order of their numbers, from 1.

    Below the table, in the whole width: `shared`, what is asked of several benefits alike; `unchanged`, why benefits
    stay as they are; `tell`, the offices with when and how; `read`, what else a printed copy must say.
    """

    choices: list[tuple[str, str]]
    rows: list[Row]
    shared: list[Row]
    unchanged: list[tuple[str, str]]
    tell: list[str]
    read: list[str]
    rules: list[str]
    long_sources: list[tuple[str, str]]


@dataclass
class _Told:
    """One finding wherever it came up."""

    said: Said
    benefits: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


def adviser_page(shown: Shown) -> AdviserPage:
    """A row for each benefit in the order of the result; what is said of several in the same words comes last."""
    letters = {choice.name: letter for choice, letter in zip(shown.choices, _LETTERS, strict=False)}
    rows: dict[tuple[str, ...], Row] = {}
    for name in _once(scheme.name for choice in shown.choices for scheme in choice.schemes):
        rows[(name,)] = Row([name])
    rules: list[str] = []
    for told in _gathered(shown):
        row = rows.setdefault(tuple(told.benefits), Row(told.benefits))
        _add(row, told, ", ".join(letters[name] for name in told.choices), rules)
    for choice in shown.choices:
        for scheme in choice.schemes:
            row = rows[(scheme.name,)]
            if not scheme.findings and not row.decide:
                row.decide.append(Point("", f"{scheme.badge.words}.", scheme.sentence))
    for row in rows.values():
        row.rules.sort()
    return AdviserPage(
        choices=[(letter, name) for name, letter in letters.items()],
        rows=[row for row in rows.values() if len(row.benefits) == 1],
        shared=[row for row in rows.values() if len(row.benefits) > 1],
        unchanged=_unchanged(shown),
        tell=_once(f"{tell.office}, {tell.deadline}, {tell.how}" for tell in _tells(shown)),
        read=_read(shown),
        rules=rules,
        long_sources=[(short, long) for long, short in LONG_SOURCES.items()],
    )


def short(benefit: str) -> str:
    """Without what stands in brackets, which an adviser knows."""
    return benefit.partition(" (")[0]


def _gathered(shown: Shown) -> Iterable[_Told]:
    found: dict[tuple[object, ...], _Told] = {}
    for choice in shown.choices:
        for scheme in choice.schemes:
            for said in scheme.findings:
                told = found.setdefault(_key(said, scheme.name), _Told(said))
                told.benefits = _once([*told.benefits, scheme.name])
                told.choices = _once([*told.choices, choice.name])
    return found.values()


def _key(said: Said, benefit: str) -> tuple[object, ...]:
    """What an adviser decides may be one question for several benefits; a change belongs to its own."""
    whole = (said.badge.code, said.sentence, said.rule, said.change, said.period, *said.working)
    return whole if said.badge.code == Outcome.GET_ADVICE else (benefit, *whole)


def _add(row: Row, told: _Told, choices: str, rules: list[str]) -> None:
    said = told.said
    if said.badge.code == Outcome.MUST_REPORT:
        return  # said below the table, with the office
    rule = _rule(said)
    if rule not in rules:
        rules.append(rule)
    row.rules = _once([*row.rules, rules.index(rule) + 1])
    needs = "; ".join(one for one in said.needs if one not in row.needs)
    row.needs = _once([*row.needs, *said.needs])
    need = _("Needed: %(facts)s.") % {"facts": needs} if needs else ""
    if said.badge.code == Outcome.GET_ADVICE:
        row.decide.append(Point(choices, "", _joined([said.sentence, need])))
        return
    lead = f"{said.badge.words}."
    if said.badge.code == Outcome.NO_EFFECT:
        row.changes.append(Point(choices, lead, need))
        return
    before = next((one for one in row.worked if one.rule == said.rule), None)
    period = f"{said.period}." if said.period and (before is None or before.period != said.period) else ""
    worked = [period, _working(said) if before is None else _sums(said, before)]
    row.worked.append(said)
    row.changes.append(Point(choices, lead, _joined([said.sentence, _change(said), *worked, need])))


def _change(said: Said) -> str:
    """Left out where the badge or the sentence says it already, each sum of it."""
    sums = re.findall(r"£[\d,.]*\d", said.change)
    known = said.change == f"{said.badge.words}." or (sums and all(sum_ in said.sentence for sum_ in sums))
    return "" if known else said.change


def _working(said: Said) -> str:
    return _sums_of(_("Working: %(sums)s."), said.working)


def _sums(said: Said, before: Said) -> str:
    """The same rule again: only the lines of the working that differ."""
    return _sums_of(_("As before, but: %(sums)s."), [line for line in said.working if line not in before.working])


def _sums_of(words: str, lines: Iterable[tuple[str, str]]) -> str:
    sums = "; ".join(f"{name} {sum_}" for name, sum_ in lines)
    return words % {"sums": sums} if sums else ""


def _unchanged(shown: Shown) -> list[tuple[str, str]]:
    """Benefits, and the sentence on why they stay as they are."""
    names: dict[str, list[str]] = {}
    for name, said in _findings(shown):
        if said.badge.code == Outcome.NO_EFFECT:
            names[said.sentence] = _once([*names.get(said.sentence, []), name])
    return [(", ".join(map(short, several)), sentence) for sentence, several in names.items()]


def _read(shown: Shown) -> list[str]:
    offices = {tell_words(tell.office, tell.deadline) for tell in _tells(shown)}
    return [words for words in shown.must_say if words not in offices]


def _tells(shown: Shown) -> list[Tell]:
    return [tell for choice in shown.choices for scheme in choice.schemes for tell in scheme.tell]


def _findings(shown: Shown) -> Iterable[tuple[str, Said]]:
    return ((s.name, said) for choice in shown.choices for s in choice.schemes for said in s.findings)


def _rule(said: Said) -> str:
    source = said.source
    for long, short in LONG_SOURCES.items():
        source = source.replace(long, short)
    doubt = LESS_CERTAIN if said.less_certain else ""
    old = _("Due to be checked again.") if said.out_of_date else ""
    return _joined([f"{said.rule}: {source}{doubt}.", old])


def _joined(words: Iterable[str]) -> str:
    return " ".join(part for part in words if part)


def _once(words: Iterable[Thing]) -> list[Thing]:
    return list(dict.fromkeys(words))
