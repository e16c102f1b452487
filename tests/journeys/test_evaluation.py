"""From the message to the report: feedback on a phone, then the report from asking to PDF."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.domain import report_runs
from evaluation.domain.administrations import close_feedback
from evaluation.domain.report_runs import make_report
from evaluation.models import ReportRun, Response
from involvement.shared.accounts.models import Role
from involvement.shared.links.addresses import path_of
from tests.factories.accounts import user_with
from tests.factories.evaluation import SYSTEM, answer_all, asked_about, closed_feedback, held_session
from tests.shared.pdf_checks import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch):
    """Reports are made by these tests themselves, when they say so."""
    monkeypatch.setattr(report_runs.current_app, "send_task", lambda *_args, **_options: None)


def test_feedback_on_a_phone_from_the_link_to_the_thanks(phone, axe, no_sideways_scroll, shot):
    administration = asked_about(held_session(came=2))
    phone.goto(path_of(administration.invitations.first().link))
    axe(phone)
    no_sideways_scroll(phone)
    shot(phone, "feedback-easy-read-390")
    smallest = phone.locator(".thread-face label").evaluate_all(
        "labels => Math.min(...labels.map(l => l.getBoundingClientRect().height))"
    )
    assert smallest >= 44

    phone.get_by_role("group", name="I could say what I wanted.").get_by_label("Yes").check()
    phone.get_by_label("What should we do better?").fill("A warmer room 😀")
    phone.get_by_role("button", name="Show this in more words").click()
    phone.get_by_text("I was able to say the things I wanted to say.").wait_for()
    axe(phone)
    shot(phone, "feedback-plain-390")
    assert phone.get_by_role("group", name="I was able to say the things").get_by_label("Yes").is_checked()
    assert phone.get_by_label("What should we change next time?").input_value() == "A warmer room 😀"
    phone.get_by_role("button", name="Send my answers").click()
    phone.wait_for_url("**/thank-you/")
    axe(phone)
    shot(phone, "feedback-thanks-390")
    assert Response.objects.get().answers.count() == 2


def test_feedback_without_scripts_and_the_kind_page_afterwards(without_scripts, axe):
    administration = asked_about(held_session(came=2))
    first, second = (path_of(one.link) for one in administration.invitations.order_by("pk"))
    without_scripts.goto(first)
    without_scripts.get_by_role("button", name="Send my answers").click()
    without_scripts.wait_for_url("**/thank-you/")
    close_feedback(administration, by=SYSTEM)
    without_scripts.goto(second)
    assert without_scripts.get_by_role("heading", level=1).inner_text() == "The time for answers is over"


def test_a_report_from_asking_to_the_pdf(desktop, sign_in, axe, no_sideways_scroll, shot):
    session = held_session(
        came=16,
        title="Being asked the same question twice",
        aim="Students learn why reading the notes before a visit is a kindness.",
        what_changes="Notes are read aloud and agreed at the start of each visit.\nA quiet room is booked each time.",
        what_did_not_work="The room was cold, and the hearing loop was switched off for the first half hour.",
    )
    closed_feedback(session, [3] * 7 + [2] * 6 + [0])
    user = user_with(Role.ADMINISTRATOR, session.institution, name="Ada Weft")
    sign_in(desktop, user)

    desktop.goto(reverse("evaluation:reports"))
    axe(desktop)
    desktop.get_by_role("button", name="Ask for a report").click()
    desktop.wait_for_url("**/reports/new/")
    axe(desktop)
    shot(desktop, "report-choose-1280")
    desktop.get_by_role("button", name="Ask for a report Being asked").click()
    desktop.get_by_text("Your report is waiting to be made.").wait_for()
    axe(desktop)
    run = ReportRun.objects.get()
    ReportRun.objects.filter(pk=run.pk).update(state="generating", steps_done=2)
    desktop.get_by_text("2 of 4 steps done").first.wait_for()
    shot(desktop, "report-progress-1280")
    ReportRun.objects.filter(pk=run.pk).update(state="requested")
    assert make_report(run.pk, now=timezone.now())
    desktop.get_by_role("button", name="Download the PDF").wait_for()
    axe(desktop)
    no_sideways_scroll(desktop)
    shot(desktop, "report-1280")
    with desktop.expect_download() as download:
        desktop.get_by_role("button", name="Download the PDF").click()
    made = download.value.path().read_bytes()
    download.value.save_as("test-results/report.pdf")
    assert "Being asked the same question twice" in " ".join(text_of(made).split())
    desktop.goto(reverse("evaluation:reports"))
    axe(desktop)
    shot(desktop, "reports-1280")


def test_a_failed_report_says_so_and_can_be_tried_again(phone, sign_in, axe, shot):
    session = held_session(came=1)
    user = user_with(Role.ADMINISTRATOR, session.institution)
    run = ReportRun.objects.create(
        session=session, requested_by=user, state="failed", error="The report could not be made. You can try again."
    )
    sign_in(phone, user)
    phone.goto(reverse("evaluation:report", args=[run.pk]))
    axe(phone)
    shot(phone, "report-failed-390")
    phone.get_by_role("button", name="Try again").click()
    phone.get_by_text("Your report is waiting to be made.").wait_for()


def test_the_coordinator_asks_people_how_it_was(phone, sign_in, axe, no_sideways_scroll, shot):
    session = held_session(came=3)
    sign_in(phone, user_with(Role.COORDINATOR, session.institution))
    phone.goto(reverse("evaluation:session_feedback", args=[session.pk]))
    axe(phone)
    phone.get_by_role("button", name="Ask the people who came").click()
    phone.get_by_text("3 people were asked.").wait_for()
    axe(phone)
    no_sideways_scroll(phone)
    shot(phone, "feedback-asked-390")
    answer_all(session.administrations.get(), [3])
