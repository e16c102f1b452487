"""Where the benefit check is asked: what it is about, whose it is, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from participants.models import Person
from payments.domain.guard.answers import Answers, held_in, says_nothing
from payments.domain.guard.questions import Section, sections_for
from payments.domain.guard.subject import Subject
from payments.models import KeptCircumstances


@dataclass(frozen=True)
class Place:
    """`owner` is set where the person themself is signed in and may keep answers; `kept` where they may be shown.

    `may_decide`: the person may say what they would like to do, until a claim is said yes to. `asks_sum`: the check is
    about a sum that somebody wonders about.
    """

    key: str
    title: str
    subject_for: Callable[[Answers], Subject | None]
    back: str
    back_words: str
    person: Person | None = None
    owner: Person | None = None
    kept: KeptCircumstances | None = None
    answer_at: str = ""
    may_decide: bool = False
    asks_sum: bool = False

    def steps(self, answers: Answers) -> list[str]:
        """The pages for somebody with these answers, in order."""
        first = ["work", "held"] if self.asks_sum else ["held"]
        if says_nothing(answers) or answers["held"] == ["none"]:
            return first
        return [*first, *(section.key for section in sections_for(held_in(answers))), "others"]


def section_named(key: str, answers: Answers) -> Section | None:
    return next((section for section in sections_for(held_in(answers)) if section.key == key), None)
