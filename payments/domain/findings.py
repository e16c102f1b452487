"""What finance should look at before a run is made. Pure: takes loaded claims, gives findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from involvement.shared.ui.words import day_words, pounds
from payments.domain.expense_rules import wants_receipt
from payments.models import Claim, ClaimLine

if TYPE_CHECKING:
    from payments.models import ExpenseRule

LARGE_FROM_PENCE = 500_00


class Level(StrEnum):
    STOP = "stop"
    ASK = "ask"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """STOP keeps a claim out of the run, ASK needs a yes from whoever makes it, NOTE is only said."""

    level: Level
    code: str
    sentence: str
    claim_id: int


def findings_for(
    claims: Sequence[Claim],
    *,
    maker_id: int,
    close_people: set[int],
    today: date,
    rules: Mapping[str, ExpenseRule],
) -> dict[int, list[Finding]]:
    """By claim id. Claims come `with_lines`, of one institution with its `rules` for costs by kind.

    `close_people`: see `duties.people_close_to`.
    """
    a_person = Counter(claim.person_id for claim in claims)
    found = {}
    for claim in claims:
        lines = claim.loaded
        found[claim.pk] = [
            *_stops(claim, lines, maker_id=maker_id, close_people=close_people),
            *_questions(claim, lines, times=a_person[claim.person_id], rules=rules),
            *_notes(claim, lines, today=today),
        ]
    return found


def stopped(findings: Sequence[Finding]) -> bool:
    return any(finding.level == Level.STOP for finding in findings)


def asked(findings: Sequence[Finding]) -> bool:
    return any(finding.level == Level.ASK for finding in findings)


def _stops(claim: Claim, lines: list[ClaimLine], *, maker_id: int, close_people: set[int]) -> list[Finding]:
    found = []
    if claim.approved_by_id == maker_id:
        found.append(("approved_by_you", _("You approved this claim. Somebody else must put it in a run.")))
    if claim.confirmed_user_id == maker_id:
        found.append(("confirmed_by_you", _("You said yes to this claim. Somebody else must put it in a run.")))
    if claim.person_id in close_people:
        found.append(("your_own", _("This money is for you, or for somebody you support.")))
    if not _total(lines):
        found.append(("nothing_due", _("Nothing is due on this claim.")))
    return [Finding(Level.STOP, code, words, claim.pk) for code, words in found]


def _questions(claim: Claim, lines: list[ClaimLine], *, times: int, rules: Mapping[str, ExpenseRule]) -> list[Finding]:
    found = []
    lacking = [line for line in lines if wants_receipt(line, rules.get(line.expense_kind))]
    if lacking and claim.advance_id is None:
        costs = [f"{line.get_expense_kind_display()} {pounds(line.due_pence)}" for line in lacking]
        found.append(("no_receipt", _("No receipt: %(costs)s.") % {"costs": ", ".join(costs)}))
    if _total(lines) >= LARGE_FROM_PENCE:
        found.append(("large", _("This is %(sum)s or more.") % {"sum": pounds(LARGE_FROM_PENCE)}))
    if times > 1:
        found.append(("same_person", _("The same person is in this list %(n)d times.") % {"n": times}))
    if claim.person.is_under_18:
        found.append(("under_18", _("This person is under 18. Check your own rule for young people's fees.")))
    return [Finding(Level.ASK, code, words, claim.pk) for code, words in found]


def _notes(claim: Claim, lines: list[ClaimLine], *, today: date) -> list[Finding]:
    found = []
    if claim.pay_by < today:
        found.append(("late", _("We promised this by %(day)s.") % {"day": day_words(claim.pay_by)}))
    if any(line.declined_pence for line in lines):
        found.append(("declined", _("The person said no to part of it.")))
    if claim.part == Claim.Part.COSTS:
        found.append(("part", _("The costs alone. They went ahead of the fee, which is on another claim.")))
    if claim.part == Claim.Part.FEE:
        found.append(("part", _("The fee alone. The costs went ahead on another claim.")))
    if claim.advance_id is not None:
        found.append(("in_advance", _("This is paid before the day. The receipt comes after it.")))
    if claim.replaces_id:
        found.append(("again", _("An earlier payment of this came back.")))
    return [Finding(Level.NOTE, code, words, claim.pk) for code, words in found]


def _total(lines: list[ClaimLine]) -> int:
    return sum(line.due_pence for line in lines)
