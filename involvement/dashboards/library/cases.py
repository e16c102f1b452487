"""The five published examples: which of a file's facts become which rows. Nothing is filled in that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from involvement.activities.focus_group.models import QualityStatement, Suggestion, Theme
from involvement.activities.selection_day.models import QuestionSet
from involvement.activities.visioning_workshop.models import Contribution, Need, Question, UniversityOffer
from involvement.dashboards.library.loading import Tally
from involvement.models import (
    ExampleStatement,
    FrameworkPillar,
    HeadcountLine,
    OfferFramework,
    PublishedExample,
    Quality,
    Quote,
    Series,
    SeriesPlace,
    Session,
)
from programmes.models import ImprovementArea, ParticipationAim

Case = dict[str, Any]
PRACTICE_LEARNING_TYPES = {1: "shadowing", 2: "shadowing", 3: "talk", 4: "visit", 5: "placement_panel"}
"""Which kind of activity carries out each practice learning suggestion (our reading, by position)."""


def load_mend_the_gap(tally: Tally, example: PublishedExample, case: Case) -> None:
    series = _series(
        tally,
        example,
        case,
        host=f"{case['host_institution']}, {case['host_department']}",
        purpose=case["purpose"],
        aim=case["aim"],
        focus_group=case["focus_group"],
        weeks_planned=case["weeks_planned"],
        is_pilot=case["is_pilot"],
        outcomes=case["outcomes"],
        links=[case["link"]] if case.get("link") else [],
    )
    places = [{k: group[k] for k in ("capacity", "words", "count")} for group in case["participant_groups"]]
    tally.put_list(SeriesPlace, {"series": series}, places)
    for number in range(1, case["weeks_planned"] + 1):
        _session(tally, example, {"series": series, "number_in_series": number}, title=f"Week {number}")
    tally.put_list(
        Quote,
        {"institution": example.institution, "series": series},
        (
            {
                "text": quote["text"],
                "attribution": quote["attribution"],
                "capacities": quote["capacities"],
                "consent": quote["consent_basis"],
                "third_party_special_category": quote["third_party_special_category"],
                "imported_from": example.imported_from,
            }
            for quote in case["quotes"]
        ),
    )
    _statements(tally, example, "group_task", [case["group_task"]])
    _statements(tally, example, "format", [case["format_words"]])


def load_scie_next_steps(tally: Tally, example: PublishedExample, case: Case) -> None:
    event = case["event"]
    session = _session(
        tally,
        example,
        {"pk": example.session_id},
        title=event["title"],
        kind=event["kind"],
        date_text=event["date_text"],
        date_precision=Session.DatePrecision.MONTH,
        aim=event["workshops_words"],
    )
    _remember(example, session=session)
    for area in case["areas_for_attention"]:
        tally.put(
            ImprovementArea,
            {"institution": example.institution, "programme": None, "position": area["position"]},
            key=area["key"],
            heading=area["heading"],
            text=area["text"],
            imported_from=example.imported_from,
        )
    aims = ({"group": group, "imported_from": example.imported_from} for group in case["partnership_groups"])
    tally.put_list(ParticipationAim, {"institution": example.institution}, aims)
    _statements(tally, example, "creative_methods", case["creative_methods"])
    _statements(tally, example, "also_stated", [s["text"] for s in case["also_stated"]])
    _statements(tally, example, "hosts", event["hosts"])
    _statements(tally, example, "context", [case["context"]])


def load_suffolk_offer(tally: Tally, example: PublishedExample, case: Case) -> None:
    told = case["framework"]
    framework = tally.put(
        OfferFramework,
        {"example": example},
        name_text=told["name_text"],
        authors=told["authors"],
        stated_count=told["stated_count"],
        printed_count=told["printed_count"],
    )
    printed = [{"field": p["field"], "text": p["text"]} for p in sorted(told["pillars"], key=lambda p: p["position"])]
    missing = [{"field": "", "text": ""}] * (told["stated_count"] - len(printed))
    tally.put_list(FrameworkPillar, {"framework": framework}, [*printed, *missing])
    _qualities(tally, example, "key_qualities", case["key_qualities_heading"], case["key_qualities"])
    questions = case["co_designed_question_set"]
    tally.put(
        QuestionSet,
        {"institution": example.institution},
        imported_from=example.imported_from,
        title=questions["service"],
        text=questions["text"],
        author_groups=questions["author_groups"],
        questions_known=questions["questions"] is not None,
    )
    _statements(tally, example, "train_the_trainer", [case["train_the_trainer"]])
    _statements(tally, example, "keen_on_curriculum", case["councils_keen_on_curriculum"])
    _statements(tally, example, "lead_team", [case["lead_team"]])


def load_voices_of_experience(tally: Tally, example: PublishedExample, case: Case) -> None:
    series = _series(
        tally,
        example,
        case,
        aim=case["question_words"],
        group_count=case["group_count"],
        participants_total=case["participants_total"],
    )
    _headcount(tally, {"series": series}, case["headcount_lines"])
    tally.put_list(Theme, {"series": series}, ({"text": theme["text"]} for theme in case["themes"]))
    for area, suggestions in case["suggestions"].items():
        types = PRACTICE_LEARNING_TYPES if area == "practice_learning" else {}
        rows = [{"text": s["text"], "activity_type": types.get(at, "")} for at, s in enumerate(suggestions, start=1)]
        tally.put_list(Suggestion, {"series": series, "area": area}, rows)
    wanted = case["what_clients_want"]
    rows = [{"heading": wanted["heading"], "text": item["text"]} for item in wanted["items"]]
    tally.put_list(QualityStatement, {"series": series}, rows)
    _qualities(tally, example, "personal_characteristics", "", case["personal_characteristics"])
    _statements(tally, example, "common_thread", [case["common_thread"]["text"]])
    _statements(tally, example, "stages", [case["common_thread"]["stages_words"]])
    _statements(tally, example, "influence", [case["influence"]])
    _statements(tally, example, "partners_for_learning", case["partners_for_learning"])


def load_blackburn_workshop(tally: Tally, example: PublishedExample, case: Case) -> None:
    session = _session(
        tally,
        example,
        {"pk": example.session_id},
        title=case["title"],
        kind=case["activity_type"],
        venue=case["venue"],
        date_text=case["date_text"],
        date_precision=case["date_precision"],
        student_group=f"{case['host_institution']}, {case['host_department']}",
        aim=case["duration_words"],
    )
    _remember(example, session=session)
    _headcount(tally, {"session": session}, case["headcount_lines"])
    headings = case["need_offer_headings"]
    for told in case["questions"]:
        matrix = told["collects"] == Question.Collects.NEED_OFFER_MATRIX
        issues = told["collects"] == Question.Collects.ISSUES_WITH_VOTES
        question = tally.put(
            Question,
            {"session": session, "position": told["position"]},
            text=told["text"],
            collects=told["collects"],
            footnote=case["issues_footnote"] if issues else "",
            missing=issues and case["issues_status"] == "missing_from_source",
            need_heading=headings["need"] if matrix else "",
            offer_heading=headings["offer"] if matrix else "",
        )
        said = [c for c in case["contributions"] if c["question"] == told["position"]]
        tally.put_list(
            Contribution,
            {"question": question},
            ({"text": c["text"], "printed_number": c["printed_number"]} for c in said),
        )
        if matrix:
            _needs(tally, question, case["need_offer_rows"])
    _statements(tally, example, "summary", [case["summary_words"]])
    _statements(tally, example, "participants", [case["participants_words"]])


LOADERS: dict[str, Callable[[Tally, PublishedExample, Case], None]] = {
    "mend_the_gap_pilot": load_mend_the_gap,
    "scie_next_steps": load_scie_next_steps,
    "suffolk_offer": load_suffolk_offer,
    "voices_of_experience": load_voices_of_experience,
    "blackburn_workshop": load_blackburn_workshop,
}


def _needs(tally: Tally, question: Question, rows: list[Case]) -> None:
    needs = tally.put_list(
        Need,
        {"question": question},
        (
            {"text": row["need"], "run_together": row.get("run_together", []), "note": row.get("note", "")}
            for row in rows
        ),
    )
    for need, row in zip(needs, rows, strict=True):
        offers = (
            {"text": offer["text"], "pairing": offer["pairing"], "run_together": offer.get("run_together", [])}
            for offer in row["offers"]
        )
        tally.put_list(UniversityOffer, {"need": need}, offers)


def _series(tally: Tally, example: PublishedExample, case: Case, **values: Any) -> Series:
    series = tally.put(
        Series,
        {"pk": example.series_id},
        institution=example.institution,
        imported_from=example.imported_from,
        kind=case["activity_type"],
        title=case["title"],
        subtitle=case.get("subtitle", ""),
        commissioned_by=case["commissioned_by"],
        status="imported",
        already_public=True,
        **values,
    )
    _remember(example, series=series)
    return series


def _session(tally: Tally, example: PublishedExample, key: dict[str, Any], **values: Any) -> Session:
    values.setdefault("date_precision", Session.DatePrecision.UNKNOWN)
    values.setdefault("kind", example.kind)
    return tally.put(
        Session,
        key,
        institution=example.institution,
        status=Session.Status.IMPORTED,
        imported_from=example.imported_from,
        already_public=True,
        **values,
    )


def _remember(example: PublishedExample, **made: Any) -> None:
    """Ties the example to the series or session that holds it, the first time."""
    for name, thing in made.items():
        if getattr(example, f"{name}_id") is None:
            setattr(example, name, thing)
            example.save(update_fields=[name])


def _headcount(tally: Tally, key: dict[str, Any], lines: list[Case]) -> None:
    rows = ({name: line[name] for name in ("label", "capacity", "count")} for line in lines)
    tally.put_list(HeadcountLine, key, rows)


def _qualities(tally: Tally, example: PublishedExample, list_key: str, heading: str, texts: Iterable[str]) -> None:
    rows = ({"text": text, "list_heading": heading, "imported_from": example.imported_from} for text in texts)
    tally.put_list(Quality, {"institution": example.institution, "list_key": list_key}, rows)


def _statements(tally: Tally, example: PublishedExample, group: str, texts: Iterable[str]) -> None:
    tally.put_list(ExampleStatement, {"example": example, "group": group}, ({"text": text} for text in texts))
