"""What the pages of one example show, gathered with a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from involvement.activities.focus_group.models import QualityStatement, Suggestion, Theme
from involvement.activities.selection_day.models import QuestionSet
from involvement.activities.visioning_workshop.models import Contribution, Need, Question, UniversityOffer
from involvement.domain.kinds import label_of
from involvement.models import ExampleStatement, PublishedExample, Quality, Quote, Session
from programmes.models import ImprovementArea, ParticipationAim

Facts = dict[str, Any]


def statements_by_group(example: PublishedExample) -> dict[str, list[str]]:
    """Texts of the source without a room of their own, by group, in order. One query."""
    groups: dict[str, list[str]] = {}
    for statement in example.statements.all():
        groups.setdefault(statement.group, []).append(statement.text)
    return groups


def mend_the_gap(example: PublishedExample, reader: object) -> Facts:
    series = example.series
    assert series is not None
    return {
        "places": list(series.places.all()),
        "weeks": list(series.sessions.order_by("number_in_series")),
        "quotes": list(Quote.objects.visible_to(reader).filter(series=series)),
    }


def scie_next_steps(example: PublishedExample, reader: object) -> Facts:
    return {
        "areas": list(ImprovementArea.objects.filter(institution_id=example.institution_id, programme=None)),
        "aims": list(ParticipationAim.objects.filter(institution_id=example.institution_id)),
    }


def suffolk_offer(example: PublishedExample, reader: object) -> Facts:
    return {
        "framework": example.framework,
        "pillars": list(example.framework.pillars.all()),
        "qualities": list(Quality.objects.visible_to(reader).filter(list_key="key_qualities")),
        "question_set": QuestionSet.objects.filter(institution_id=example.institution_id).first(),
    }


def voices_of_experience(example: PublishedExample, reader: object) -> Facts:
    series = example.series
    suggestions = list(Suggestion.objects.filter(series=series))
    for suggestion in suggestions:
        suggestion.kind_words = label_of(suggestion.activity_type) if suggestion.activity_type else ""  # type: ignore[attr-defined]
    return {
        "themes": list(Theme.objects.filter(series=series)),
        "qualities": list(Quality.objects.visible_to(reader).filter(list_key="personal_characteristics")),
        "wanted": list(QualityStatement.objects.filter(series=series)),
        "practice_learning": [s for s in suggestions if s.area == Suggestion.Area.PRACTICE_LEARNING],
        "selection": [s for s in suggestions if s.area == Suggestion.Area.SELECTION],
        "headcount": list(series.headcount.all()) if series else [],
    }


def blackburn_workshop(example: PublishedExample, reader: object) -> Facts:
    session = example.session
    assert session is not None
    headcount = list(session.headcount.all())
    needs = list(Need.objects.filter(question__session=session).prefetch_related("offers"))
    return {
        "headcount": headcount,
        "headcount_total": sum(line.count for line in headcount),
        "questions": list(session.questions.prefetch_related("contributions")),
        "needs": needs,
        "needs_without_offer": [need for need in needs if not need.offers.all()],
        "any_uncertain": any(o.pairing == UniversityOffer.Pairing.UNCERTAIN for n in needs for o in n.offers.all()),
    }


FACTS: dict[str, Callable[[PublishedExample, object], Facts]] = {
    "mend_the_gap_pilot": mend_the_gap,
    "scie_next_steps": scie_next_steps,
    "suffolk_offer": suffolk_offer,
    "voices_of_experience": voices_of_experience,
    "blackburn_workshop": blackburn_workshop,
}


def facts_of(example: PublishedExample, reader: object) -> Facts:
    """Everything the page and the PDF of one example show."""
    facts = FACTS[example.key](example, reader)
    facts |= {"example": example, "said": statements_by_group(example)}
    facts["partial"] = f"dashboards/library/_{example.key}.html"
    if example.session:
        facts["date_words"] = date_words(example.session)
    return facts


def search(words: str, reader: object) -> list[tuple[str, str, str]]:
    """What the examples say with these words in it: (where, text, example key). One query a kind of text."""
    found: list[tuple[str, str, str]] = []
    keys = dict(PublishedExample.objects.visible_to(reader).values_list("imported_from", "key"))
    by_series = dict(PublishedExample.objects.visible_to(reader).exclude(series=None).values_list("series_id", "key"))
    by_session = dict(
        PublishedExample.objects.visible_to(reader).exclude(session=None).values_list("session_id", "key")
    )

    def add(where: str, rows: QuerySet[Any], key_of: Callable[[Any], str]) -> None:
        found.extend((where, row.text, key_of(row)) for row in rows.filter(text__icontains=words)[:50])

    add(_("Qualities"), Quality.objects.visible_to(reader), lambda r: keys.get(r.imported_from, ""))
    add(_("What people want"), QualityStatement.objects.filter(series__in=by_series), lambda r: by_series[r.series_id])
    add(_("Theme"), Theme.objects.filter(series__in=by_series), lambda r: by_series[r.series_id])
    add(_("Suggestion"), Suggestion.objects.filter(series__in=by_series), lambda r: by_series[r.series_id])
    asked = Question.objects.filter(session__in=by_session)
    add(_("Question"), asked, lambda r: by_session[r.session_id])
    add(
        _("Statement"),
        Contribution.objects.filter(question__session__in=by_session).select_related("question"),
        lambda r: by_session[r.question.session_id],
    )
    add(
        _("Need"),
        Need.objects.filter(question__session__in=by_session).select_related("question"),
        lambda r: by_session[r.question.session_id],
    )
    add(
        _("What the university could do"),
        UniversityOffer.objects.filter(need__question__session__in=by_session).select_related("need__question"),
        lambda r: by_session[r.need.question.session_id],
    )
    areas = ImprovementArea.objects.filter(institution__is_library=True).filter(
        Q(text__icontains=words) | Q(heading__icontains=words)
    )
    found.extend((area.heading, area.text, keys.get(area.imported_from, "")) for area in areas)
    add(
        _("From the source"),
        ExampleStatement.objects.filter(example__institution__is_library=True).select_related("example"),
        lambda r: r.example.key,
    )
    add(_("Quotation"), Quote.objects.visible_to(reader).filter(series__in=by_series), lambda r: by_series[r.series_id])
    return found


def date_words(session: Session) -> str:
    """The date as its source gives it; a missing year is said, never filled in."""
    if session.date_precision == Session.DatePrecision.DAY_MONTH_NO_YEAR:
        return _("%(date)s (year not in the source)") % {"date": session.date_text}
    return session.date_text or _("date not in the source")
