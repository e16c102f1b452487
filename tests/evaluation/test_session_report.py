"""The session report: the same numbers on page, in CSV and in PDF, small ones nowhere (E2, E3, E4)."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.domain.report_parts import from_snapshot, to_snapshot
from evaluation.domain.report_runs import digest_of, make_report, request_report
from evaluation.domain.reports import session_report
from evaluation.models import Administration, ReportRun
from evaluation.views.reports import csv_rows
from involvement.models import Attendance, Capacity, HeadcountLine, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from tests.factories.accounts import user_with
from tests.factories.evaluation import answer_all, asked_about, closed_feedback, held_session
from tests.shared.pdf_checks import text_of, verapdf_failures

pytestmark = pytest.mark.django_db


def reported(session):
    return session_report(Session.objects.with_details().get(pk=session.pk))


def section(report, heading):
    return next(one for one in report.sections if one.heading == heading)


def big_session(**fields):
    """Twelve came, six as carers; the answers: nine yes, three no, so that nothing but the no is small."""
    session = held_session(came=12, **fields)
    closed_feedback(session, [3] * 7 + [1] * 5)
    return session


@pytest.fixture
def administrator():
    session = big_session(title="Siân Ŵyn’s talk – £9k “quotes”", aim="=cmd|' /C calc'!A0", what_changes="More time.")
    return session, user_with(Role.ADMINISTRATOR, session.institution)


def made(session, user) -> ReportRun:
    run = request_report(session, by=Actor.of(user))
    assert make_report(run.pk, now=timezone.now())
    run.refresh_from_db()
    return run


def test_who_came_is_told_by_capacity_with_totals():
    table = section(reported(big_session()), "Who came").tables[0]
    assert [(row.label, *map(str, row.cells)) for row in table.rows] == [
        ("Person who uses or used services", "6", "6", "0"),
        ("Carer", "6", "6", "0"),
    ]
    assert table.total.cells == (12, 12, 0)


def test_feedback_is_told_per_question_with_n_and_a_chart():
    feedback = section(reported(big_session()), "How it was for those who came")
    assert feedback.sentences[0] == "Answers came from 12 of 12 (100 %)."
    assert [str(cell) for cell in feedback.tables[0].rows[0].cells] == ["7", "0", "5", "0", "12", "58 %"]
    assert len(feedback.drawings) == 1


def test_small_answers_are_hidden_in_table_chart_and_its_words():
    session = held_session(came=12)
    closed_feedback(session, [3] * 9 + [1] * 3)
    feedback = section(reported(session), "How it was for those who came")
    for row in feedback.tables[0].rows:
        assert [str(cell) for cell in row.cells] == ["not shown", "0", "not shown", "0", "12", "not shown"]
    told = json.dumps(to_snapshot(reported(session)))
    assert not re.search(r"\b(3|9)\b(?! \d{4}|:|,)", feedback.drawings[0].description)
    assert '"hidden": "not shown"' in told


def test_nothing_is_told_before_the_window_closes():
    """E2, for staff as well."""
    session = held_session(came=12)
    answer_all(asked_about(session), [3] * 12)
    feedback = section(reported(session), "How it was for those who came")
    assert feedback.tables == ()
    assert "Nothing is shown before" in feedback.missing


def test_nothing_is_told_of_four_answers():
    """E2: the fifth makes them known."""
    session = held_session(came=6)
    closed_feedback(session, [3, 3, 3, 3])
    feedback = section(reported(session), "How it was for those who came")
    assert (feedback.tables, feedback.missing) == ((), "Fewer than five people answered, so nothing is shown.")

    session = held_session(came=6)
    closed_feedback(session, [3, 3, 3, 3, 3])
    assert section(reported(session), "How it was for those who came").tables


def test_everybody_unhappy_afterwards_is_not_told_of_fewer_than_ten():
    """Rule 6 on the question about wellbeing, and no chart under eight."""
    session = held_session(came=6)
    closed_feedback(session, [1] * 6)
    feedback = section(reported(session), "How it was for those who came")
    rows = {row.label: [str(cell) for cell in row.cells[:4]] for row in feedback.tables[0].rows}
    wellbeing = next(cells for label, cells in rows.items() if "afterwards" in label)
    assert wellbeing == ["not shown"] * 4
    assert rows["I was able to say the things I wanted to say."] == ["0", "0", "6", "0"]
    assert feedback.drawings == ()
    assert "too few people answered" in feedback.missing


def test_a_small_session_hides_who_came_and_how_many_were_asked():
    session = held_session(came=4)
    Attendance.objects.filter(session=session).update(capacity=Capacity.CARER)
    report = reported(session)
    table = section(report, "Who came").tables[0]
    assert [str(cell) for cell in table.rows[0].cells] == ["not shown", "not shown", "0"]
    assert section(report, "Who came").drawings == ()


def test_published_head_counts_print_as_they_are_and_others_are_hidden():
    """Rule 9."""
    for public, expected in ((True, ["4", "7"]), (False, ["fewer than 5", "7"])):
        session = held_session(came=0, already_public=public)
        for position, count in enumerate([4, 7]):
            HeadcountLine.objects.create(
                session=session, position=position, label=f"Line {count}", capacity="other", count=count
            )
        table = section(reported(session), "Who came").tables[0]
        assert [str(row.cells[0]) for row in table.rows] == expected


def test_what_did_not_work_is_asked_for():
    report = reported(held_session(came=1))
    assert "complete only when it says what did not work" in section(report, "What did not work").missing


def test_fewer_than_half_may_not_speak_for_all():
    session = held_session(came=20)
    closed_feedback(session, [3] * 9)
    sentence = section(reported(session), "How it was for those who came").sentences[0]
    assert sentence == "Answers came from 9 of 20 (45 %). That is fewer than half, so it may not speak for all."


def test_a_snapshot_comes_back_as_the_same_report():
    report = reported(big_session())
    there_and_back = from_snapshot(json.loads(json.dumps(to_snapshot(report))))
    assert to_snapshot(there_and_back) == to_snapshot(report)


@pytest.mark.slow
def test_page_csv_and_pdf_say_the_same_numbers(administrator, client):
    session, user = administrator
    run = made(session, user)
    client.force_login(user)
    page = client.get(reverse("evaluation:report", args=[run.pk])).text
    lines = list(
        csv.reader(io.StringIO(client.get(reverse("evaluation:report_csv", args=[run.pk])).text.lstrip("\ufeff")))
    )
    printed = text_of(b"".join(client.get(reverse("evaluation:report_pdf", args=[run.pk])).streaming_content))

    expected = [tuple(row.values()) for row in csv_rows(from_snapshot(run.snapshot))]
    assert [tuple(line) for line in lines[1:]] == expected
    on_page = re.findall(r'<td class="govuk-table__cell govuk-table__cell--numeric">(?:<strong>)?([^<]*)', page)
    assert on_page == [value for *_rest, value in expected]
    for value in {value for *_rest, value in expected}:
        assert value in printed
    for words in ("Siân Ŵyn’s talk – £9k “quotes”", "=cmd|' /C calc'!A0", "More time."):
        assert words in " ".join(printed.split())
    assert digest_of(run.snapshot) == run.snapshot_sha256


@pytest.mark.slow
def test_the_report_passes_verapdf(administrator, tmp_path):
    session, user = administrator
    path = tmp_path / "report.pdf"
    path.write_bytes(made(session, user).pdf.read())
    assert verapdf_failures(path) == []


def test_the_window_and_not_the_clock_of_the_reader_decides():
    session = big_session()
    Administration.objects.update(state=Administration.State.OPEN)
    assert section(reported(session), "How it was for those who came").tables == ()
