"""A worker is killed outright in the middle of a report: another takes it up, and there is one PDF."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from evaluation.domain.report_runs import STALE_AFTER, make_waiting_reports, request_report
from evaluation.models import ReportRun
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from tests.factories.accounts import user_with
from tests.factories.evaluation import held_session

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Makes one report by the task's own function, and says when each step is committed. The print takes as long as a long
# report would, so that there is a middle in which to be killed.
WORKER = """
import sys, time, django
django.setup()
from evaluation.domain import report_runs
from evaluation.tasks import make_report_now
printing, slow = report_runs.render_pdf, float(sys.argv[2])
def take_long(*told):
    print("printing", flush=True)
    time.sleep(slow)
    return printing(*told)
report_runs.render_pdf = take_long
print("made", make_report_now(int(sys.argv[1])), flush=True)
"""


@pytest.fixture
def start(tmp_path):
    """`start(run, slow)`: a process of its own that makes this report on the test's database."""
    running = []
    address = urlsplit(os.environ["DATABASE_URL"])
    where = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    env = {
        **os.environ,
        "DATABASE_URL": where,
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "involvement.config.settings.local",
        "PYTHONUNBUFFERED": "1",
    }

    def go(run: ReportRun, slow: float) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(run.pk), str(slow)],
            env=env,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield go
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_a_worker_killed_in_the_middle_loses_nothing_and_makes_nothing_twice(start, tmp_path, monkeypatch):
    session = held_session(came=2)
    told = []
    monkeypatch.setattr(
        "evaluation.domain.report_runs.current_app.send_task", lambda _name, args, **_: told.extend(args)
    )
    run = request_report(session, by=Actor.of(user_with(Role.ADMINISTRATOR, session.institution)))

    first = start(run, 600)
    assert first.stdout.readline().strip() == "printing"
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    run.refresh_from_db()
    assert (run.state, run.steps_done, run.pdf.name) == ("generating", 2, "")
    figures = run.snapshot_sha256

    assert make_waiting_reports(now=timezone.now()) == 0, "its worker may still be alive"
    told.clear()
    ReportRun.objects.update(claimed_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    assert make_waiting_reports(now=timezone.now()) == 1
    assert told == [run.pk]

    second, third = start(run, 0), start(run, 0)
    deadline = time.monotonic() + 300
    while second.poll() is None or third.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.snapshot_sha256) == ("draft", 2, figures)
    made = list(Path(tmp_path / "media").rglob("*.pdf"))
    assert [path.read_bytes()[:4] for path in made] == [b"%PDF"]
