"""Asking for reports, waiting for them, and what happens when the making goes wrong."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from evaluation.domain import report_runs
from evaluation.domain.report_runs import make_report, make_waiting_reports, request_report, try_again
from evaluation.models import ReportRun
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.evaluation import asked_about, held_session
from tests.factories.involvement import SessionFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return held_session(came=2)


@pytest.fixture
def user(session):
    return user_with(Role.ADMINISTRATOR, session.institution)


@pytest.fixture
def rung(monkeypatch):
    """Which reports the worker was told of; nobody listens in these tests."""
    told = []
    monkeypatch.setattr(report_runs.current_app, "send_task", lambda name, args, **_: told.append(args[0]))
    return told


@pytest.fixture
def printed(monkeypatch):
    """A press that prints at once."""
    monkeypatch.setattr(report_runs, "render_pdf", lambda template, context: b"%PDF-made")


def test_asking_writes_a_row_and_rings_after_the_commit(
    session, user, client, rung, django_capture_on_commit_callbacks
):
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("evaluation:ask_for_report", args=[session.pk]))
    run = ReportRun.objects.get()
    assert answer.url == reverse("evaluation:report", args=[run.pk])
    assert (run.state, rung) == ("requested", [run.pk])


def test_a_double_click_makes_one_report(session, user, rung):
    first = request_report(session, by=Actor.of(user))
    assert request_report(session, by=Actor.of(user)) == first
    assert ReportRun.objects.count() == 1


def test_a_report_is_made_once_however_often_the_bell_rings(session, user, rung, printed):
    run = request_report(session, by=Actor.of(user))
    assert make_report(run.pk, now=timezone.now())
    assert not make_report(run.pk, now=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.steps_done, run.attempts, run.pdf.read()) == ("draft", 4, 1, b"%PDF-made")


def test_while_one_worker_makes_it_another_does_not(session, user, rung, printed, monkeypatch):
    run = request_report(session, by=Actor.of(user))
    ReportRun.objects.update(state="generating", claimed_at=timezone.now(), attempts=1)
    assert not make_report(run.pk, now=timezone.now())
    assert make_waiting_reports(now=timezone.now()) == 0


def test_a_report_whose_worker_is_gone_is_taken_up_again(session, user, rung, printed):
    run = request_report(session, by=Actor.of(user))
    ReportRun.objects.update(state="generating", claimed_at=timezone.now() - timedelta(minutes=4), attempts=1)
    assert make_waiting_reports(now=timezone.now()) == 1
    assert rung == [run.pk]
    assert make_report(run.pk, now=timezone.now())


def test_a_worker_that_was_given_up_leaves_no_file_behind(session, user, rung, monkeypatch):
    run = request_report(session, by=Actor.of(user))

    def overtaken(template, context):
        ReportRun.objects.filter(pk=run.pk).update(attempts=2)
        return b"%PDF-late"

    monkeypatch.setattr(report_runs, "render_pdf", overtaken)
    assert not make_report(run.pk, now=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.pdf.name) == ("generating", "")


@pytest.mark.usefixtures("rung", "printed")
def test_it_is_tried_three_times_then_says_so_and_may_be_tried_again(session, user, client, monkeypatch):
    run = request_report(session, by=Actor.of(user))
    with monkeypatch.context() as broken:
        broken.setattr(report_runs, "render_pdf", lambda *_: 1 / 0)
        for expected in ("requested", "requested", "failed"):
            make_report(run.pk, now=timezone.now())
            run.refresh_from_db()
            assert run.state == expected
    client.force_login(user)
    page = client.get(reverse("evaluation:report", args=[run.pk]))
    assert "The report could not be made. You can try again." in page.text
    assert client.post(reverse("evaluation:report_again", args=[run.pk])).status_code == 302
    assert make_report(run.pk, now=timezone.now())
    with pytest.raises(Refused, match="ready already"):
        try_again(run, by=Actor.of(user))


def test_workers_that_die_three_times_end_in_a_failure_that_is_shown(session, user, rung):
    request_report(session, by=Actor.of(user))
    ReportRun.objects.update(state="generating", claimed_at=timezone.now() - timedelta(minutes=4), attempts=3)
    make_waiting_reports(now=timezone.now())
    assert ReportRun.objects.get().state == "failed"


def test_a_second_attempt_prints_the_figures_of_the_first(session, user, rung, printed):
    """E3."""
    run = request_report(session, by=Actor.of(user))
    make_report(run.pk, now=timezone.now())
    run.refresh_from_db()
    first = run.snapshot
    ReportRun.objects.update(state="requested", attempts=0)
    session.attendances.update(status="could_not_come")
    make_report(run.pk, now=timezone.now())
    run.refresh_from_db()
    assert run.snapshot == first


def test_with_the_queue_down_the_page_still_works_and_says_waiting(
    session, user, client, monkeypatch, django_capture_on_commit_callbacks
):
    def down(*_, **__):
        raise OperationalError("no broker")

    monkeypatch.setattr(report_runs.current_app, "send_task", down)
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("evaluation:ask_for_report", args=[session.pk]), follow=True)
    assert "Your report is waiting to be made." in page.text
    assert "Look again" in page.text


def test_progress_is_told_in_steps(session, user, client, rung):
    run = request_report(session, by=Actor.of(user))
    ReportRun.objects.update(state="generating", claimed_at=timezone.now(), steps_done=2)
    client.force_login(user)
    assert "2 of 4 steps done" in client.get(reverse("evaluation:report", args=[run.pk])).text


def test_a_session_that_has_not_been_has_no_report(user):
    with pytest.raises(Refused, match="has taken place"):
        request_report(SessionFactory(), by=Actor.of(user))
    cancelled = SessionFactory(started=True, status="cancelled", status_reason="Snow")
    with pytest.raises(Refused, match="did not take place"):
        request_report(cancelled, by=Actor.of(user))


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.STUDENT, Role.FINANCE, Role.LECTURER, Role.EXTERNAL_REVIEWER])
def test_other_roles_may_not_know_of_reports(session, user, client, rung, role):
    run = request_report(session, by=Actor.of(user))
    client.force_login(user_with(role, session.institution))
    for name in ("report", "report_pdf", "report_csv"):
        assert client.get(reverse(f"evaluation:{name}", args=[run.pk])).status_code == 403
    assert client.get(reverse("evaluation:reports")).status_code == 403
    assert client.post(reverse("evaluation:ask_for_report", args=[session.pk])).status_code == 403


def test_another_institutions_administrator_finds_nothing(session, user, client, rung, printed):
    run = request_report(session, by=Actor.of(user))
    make_report(run.pk, now=timezone.now())
    client.force_login(user_with(Role.ADMINISTRATOR, InstitutionFactory()))
    for name in ("report", "report_pdf", "report_csv"):
        assert client.get(reverse(f"evaluation:{name}", args=[run.pk])).status_code == 404
    assert client.post(reverse("evaluation:ask_for_report", args=[session.pk])).status_code == 404
    assert session.title not in client.get(reverse("evaluation:reports")).text
    assert session.title not in client.get(reverse("evaluation:choose_session")).text


def test_a_report_that_is_not_ready_has_no_file(session, user, client, rung):
    run = request_report(session, by=Actor.of(user))
    client.force_login(user)
    assert client.get(reverse("evaluation:report_pdf", args=[run.pk])).status_code == 404
    assert client.get(reverse("evaluation:report_csv", args=[run.pk])).status_code == 404


def test_older_reports_stay_listed(session, user, client, rung, printed):
    runs = []
    for _ in range(2):
        runs.append(request_report(session, by=Actor.of(user)))
        make_report(runs[-1].pk, now=timezone.now())
    client.force_login(user)
    assert (
        reverse("evaluation:report", args=[runs[0].pk])
        in client.get(reverse("evaluation:report", args=[runs[1].pk])).text
    )


@pytest.mark.usefixtures("rung")
@pytest.mark.parametrize("count", [1, 3])
def test_a_session_shows_all_its_reports(session, user, client, count, django_assert_num_queries):
    for _ in range(count):
        ReportRun.objects.update(state="failed", error="No.")
        request_report(session, by=Actor.of(user))
    client.force_login(user)
    where = reverse("evaluation:session_report", args=[session.pk])
    with django_assert_num_queries(5):  # session, user, memberships, the session, its reports
        page = client.get(where)
    assert len(page.context["runs"]) == count
    assert reverse("evaluation:session_feedback", args=[session.pk]) not in page.text
    client.force_login(user_with(Role.COORDINATOR, session.institution))
    assert reverse("evaluation:session_feedback", args=[session.pk]) in client.get(where).text
    client.force_login(user_with(Role.ADMINISTRATOR, InstitutionFactory()))
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["reports", "choose_session"])
@pytest.mark.usefixtures("rung")
def test_lists_cost_the_same_however_long_they_are(client, user, count, name, django_assert_num_queries):
    programme = ProgrammeFactory(institution=user.memberships.get().institution)
    for _ in range(count):
        request_report(held_session(came=0, programme=programme), by=Actor.of(user))
    held_session(came=0)
    client.force_login(user)
    with django_assert_num_queries(5):  # session, user, memberships, count, rows
        page = client.get(reverse(f"evaluation:{name}"))
    assert len(page.context["page"].rows) == count + (name == "choose_session")


def test_filters_live_in_the_address(client, user, session, rung):
    request_report(session, by=Actor.of(user))
    client.force_login(user)
    assert session.title in client.get(reverse("evaluation:reports"), {"q": session.title, "state": "requested"}).text
    assert "No report fits" in client.get(reverse("evaluation:reports"), {"state": "draft"}).text


def test_the_database_keeps_one_report_in_the_making(session, user, rung):
    run = request_report(session, by=Actor.of(user))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportRun.objects.create(session=session, requested_by=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportRun.objects.filter(pk=run.pk).update(state="failed")


def test_the_coordinator_asks_people_and_sees_when_it_ends_and_nothing_more(session, client):
    client.force_login(user_with(Role.COORDINATOR, session.institution))
    where = reverse("evaluation:session_feedback", args=[session.pk])
    assert "Ask the people who came" in client.get(where).text
    assert client.post(where).status_code == 302
    assert "2 people were asked." in client.get(where).text
    assert client.post(where).status_code == 409
    client.force_login(user_with(Role.ADMINISTRATOR, session.institution))
    assert client.get(where).status_code == 403


def test_the_page_on_feedback_says_why_people_can_not_be_asked(client):
    later = SessionFactory()
    client.force_login(user_with(Role.COORDINATOR, later.institution))
    page = client.get(reverse("evaluation:session_feedback", args=[later.pk]))
    assert "People can be asked once the session has taken place." in page.text
    assert asked_about(held_session(came=1)).state == "open"
