"""What the check asks, in short lines: only what the chosen benefits need, and nothing must be answered.

The words stand in `data/benefit_questions.json`: a question with its kind, the benefits it is for, and where in
`Circumstances` its answer goes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from payments.domain.benefit_check.facts import Scheme

FILE = Path(__file__).resolve().parent.parent.parent / "data" / "benefit_questions.json"


class Kind(StrEnum):
    YES_NO = "yes_no"
    MONEY = "money"
    NUMBER = "number"
    WEEKDAY = "weekday"
    CHOICE = "choice"
    NAME = "name"


@dataclass(frozen=True)
class Question:
    """`schemes` empty: asked of everybody. `fills` empty: belongs to the payment, not to the person."""

    key: str
    words: str
    kind: Kind
    schemes: frozenset[Scheme]
    fills: tuple[str, ...]
    hint: str
    most: int
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """One page of questions; without a scheme it is about the person."""

    key: str
    scheme: Scheme | None = None

    @property
    def title(self) -> str:
        return name_of(self.scheme) if self.scheme else _("About you")


def _read() -> tuple[dict[Scheme, str], tuple[Question, ...]]:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    names = {Scheme(key): words for key, words in found["names"].items()}
    return names, tuple(_question(row) for row in found["questions"])


def _question(row: dict[str, Any]) -> Question:
    return Question(
        key=row["key"],
        words=row["words"],
        kind=Kind(row["kind"]),
        schemes=frozenset() if row["of"] == "everybody" else frozenset(Scheme(key) for key in row["of"]),
        fills=tuple(row.get("fills", ())),
        hint=row.get("hint", ""),
        most=row.get("most", 0),
        choices=tuple((value, words) for value, words in row.get("choices", ())),
    )


NAMES, QUESTIONS = _read()
BY_KEY = {question.key: question for question in QUESTIONS}
_WITH_OTHERS = {Scheme.NATIONAL_INSURANCE, Scheme.MINIMUM_WAGE, Scheme.IMMIGRATION, Scheme.AGE}
OFFERED: tuple[Scheme, ...] = tuple(scheme for scheme in NAMES if scheme not in _WITH_OTHERS)
"""What can be ticked, in the order of the page. The rest goes with other answers: National Insurance with tax."""


def name_of(scheme: Scheme) -> str:
    """The scheme as people call it."""
    return _(NAMES[scheme])


def questions_of(section: Section, held: frozenset[Scheme]) -> list[Question]:
    """About the person first; then each question on the page of the first chosen benefit that needs it."""
    if section.scheme is None:
        return [question for question in QUESTIONS if not question.schemes]
    return [question for question in QUESTIONS if question.schemes and _page_of(question, held) == section.scheme]


def sections_for(held: frozenset[Scheme]) -> list[Section]:
    """The pages between the first and the last for somebody with these benefits; only those that ask something."""
    about = [Section("you")] if held else []
    pages = (Section(str(scheme), scheme) for scheme in OFFERED if scheme in held)
    return [*about, *(page for page in pages if questions_of(page, held))]


def _page_of(question: Question, held: frozenset[Scheme]) -> Scheme | None:
    return next((scheme for scheme in OFFERED if scheme in question.schemes and scheme in held), None)
