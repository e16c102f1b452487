"""What people said about it, per question: never before the asking is closed, never from fewer than five (E2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from evaluation.domain.report_attendance import FEW_FOR_A_CHART, Attended
from evaluation.domain.report_parts import Drawing, Row, Section, Table
from evaluation.domain.responses import STEPS, items_to_ask
from evaluation.domain.statistics import may_not_speak_for_all, percentage, share_words
from evaluation.domain.suppression import Cell, Counts, Hidden, Shown, count_or_hidden, percentage_may_be_shown
from evaluation.models import Administration, Answer, Item
from evaluation.models.administration import ENOUGH_RESPONSES
from involvement.models import Session
from involvement.shared.ui.words import day_words


@dataclass(frozen=True)
class Feedback:
    """`why_nothing` says why there are no counts; then `items` is empty. Each item: question, counts of yes, a bit,
    no and skipped, and whether it is about wellbeing."""

    why_nothing: str = ""
    eligible: int = 0
    responses: int = 0
    items: tuple[tuple[str, tuple[int, int, int, int], bool], ...] = ()
    comments: int = 0
    forms_used: Mapping[str, int] = field(default_factory=dict)

    def counts(self) -> list[Counts]:
        if not self.items:
            return []
        sensitive = frozenset(n for n, (_label, _counts, is_sensitive) in enumerate(self.items) if is_sensitive)
        rows = tuple(counts for _label, counts, _sensitive in self.items)
        return [Counts("items", rows, fixed_totals=True, sensitive_rows=sensitive)]


def count_feedback(session: Session) -> Feedback:
    """The newest closed asking, if enough people answered (E2, R41)."""
    asked = list(Administration.objects.filter(session=session).order_by("-wave"))
    closed = [a for a in asked if a.state == Administration.State.CLOSED]
    if not asked:
        return Feedback(_("People have not been asked yet how it was."))
    if not closed:
        until = day_words(asked[0].closes_on)
        return Feedback(_("People may answer until %(until)s. Nothing is shown before.") % {"until": until})
    administration = closed[0]
    responses = administration.responses.count()
    if responses < ENOUGH_RESPONSES:
        return Feedback(_("Fewer than five people answered, so nothing is shown."))
    given = Counter(
        Answer.objects.filter(response__administration=administration, value__isnull=False).values_list(
            "item_id", "value"
        )
    )
    items = [item for item in items_to_ask(administration) if item.scale == Item.Scale.FACE3]
    return Feedback(
        eligible=administration.eligible,
        responses=responses,
        items=tuple((item.plain, _steps(item, given, responses), item.sensitive) for item in items),
        comments=Answer.objects.filter(response__administration=administration).exclude(text="").count(),
        forms_used=administration.forms_used,
    )


def feedback_section(feedback: Feedback, attended: Attended, shown: Mapping[str, Shown], minimum: int) -> Section:
    heading = _("How it was for those who came")
    if not feedback.items:
        return Section(heading, missing=feedback.why_nothing)
    table = _table(feedback, shown["items"])
    drawing = _drawing(feedback, table) if feedback.responses >= FEW_FOR_A_CHART else None
    sentences = [_response_rate(feedback, attended, shown, minimum), *_comments(feedback, minimum)]
    few = "" if drawing else _("There is no chart, because too few people answered to draw one.")
    return Section(heading, tuple(sentences), (table,), (drawing,) if drawing else (), missing=few)


def _steps(item: Item, given: Counter[tuple[int, int | None]], responses: int) -> tuple[int, int, int, int]:
    yes, bit, no = (given[item.pk, step] for step in STEPS)
    return yes, bit, no, responses - yes - bit - no


def _response_rate(feedback: Feedback, attended: Attended, shown: Mapping[str, Shown], minimum: int) -> str:
    """Answers of people asked. Where the number who came is hidden and is the number asked, only the answers stand."""
    came = shown["came"].column_totals[0] if "came" in shown else feedback.eligible
    asked_is_secret = attended.came == feedback.eligible and isinstance(came, Hidden)
    if asked_is_secret or isinstance(count_or_hidden(feedback.eligible, minimum=minimum), Hidden):
        return _("%(n)s people answered.") % {"n": feedback.responses}
    told = _("Answers came from %(share)s.") % {"share": share_words(feedback.responses, feedback.eligible)}
    if may_not_speak_for_all(feedback.responses, feedback.eligible):
        told += " " + _("That is fewer than half, so it may not speak for all.")
    return told


def _comments(feedback: Feedback, minimum: int) -> list[str]:
    """Own words are counted, and quoted only once a person has read them and the writer agreed (R43, E9)."""
    count = count_or_hidden(feedback.comments, minimum=minimum)
    if not feedback.comments:
        return [_("Nobody wrote in their own words.")]
    return [
        _("People who wrote in their own words: %(count)s. None are quoted, as nobody has agreed to it yet.")
        % {"count": count}
    ]


def _table(feedback: Feedback, shown: Shown) -> Table:
    rows = []
    for (label, _counts, _sensitive), cells, total in zip(feedback.items, shown.rows, shown.row_totals, strict=True):
        rows.append(Row(label, (*cells, total, _share(cells[0], total))))
    heads = (_("Question"), _("Yes"), _("A bit"), _("No"), _("Skipped"), _("All answers"), _("Yes, of all"))
    return Table("items", _("What people answered to each question"), heads, tuple(rows))


def _share(part: Cell, of: Cell) -> str:
    if isinstance(part, int) and isinstance(of, int) and percentage_may_be_shown(part, of):
        return f"{percentage(part, of)} %"
    return _("not shown")


def _drawing(feedback: Feedback, table: Table) -> Drawing | None:
    """One bar a question; hidden answers share a grey part. Nothing to draw where all is hidden."""
    rows = tuple(Row(row.label, row.cells[:3]) for row in table.rows)
    if all(isinstance(cell, Hidden) for row in rows for cell in row.cells):
        return None
    told = [
        _("%(question)s Yes %(yes)s, a bit %(bit)s, no %(no)s.")
        % {"question": row.label, "yes": row.cells[0], "bit": row.cells[1], "no": row.cells[2]}
        for row in rows
    ]
    title = _("Answers to each question, of %(n)s people") % {"n": feedback.responses}
    answers = (_("Yes"), _("A bit"), _("No"))
    return Drawing("items", "stacked", title, " ".join(told), answers, rows, feedback.responses)
