"""The site as it runs for real: several web processes, worker, schedule, a PostgreSQL server, Redis, TLS in front."""

import json
import os
import re

import psutil
import pytest
from django.conf import settings

from tests.operations.site import running_site, until
from tests.operations.walk import walk

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.xdist_group("production")]

STAFF = """
from involvement.shared.accounts.models import Institution, Membership, Role, User
place = Institution.objects.create(name="University of Processes")
user = User.objects.create_user("cora@threadneedle.test", name="Cora Linen")
Membership.objects.create(user=user, institution=place, role=Role.COORDINATOR)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup):
    redis = getattr(settings, "REDIS_URL", "") or os.environ.get("REDIS_URL")
    if not redis:
        pytest.skip("needs the Redis of the second run: make suite-served")
    server = os.environ["DATABASE_URL"]
    with running_site(tmp_path_factory.mktemp("site"), server=server, redis=redis) as site:
        until(lambda: site.visitor().get("/health/")[0] == 200, "the web processes answer")
        yield site


def test_several_web_processes_serve(site):
    children = psutil.Process(site.running["web"].pid).children()

    assert len(children) >= 2


def test_everything_becomes_ready_when_the_schedule_has_rung_through_queue_and_worker(site):
    until(lambda: site.visitor().get("/health/ready/")[0] == 200, "readiness", patience=150)

    status, body = site.visitor().get("/health/ready/")
    assert (status, json.loads(body)["status"]) == (200, "ready")


def test_the_settings_pass_the_deployment_check_without_a_warning(site):
    assert "no issues" in site.manage("check", "--deploy", "--fail-level=WARNING")


def test_somebody_signs_in_with_the_code_that_the_worker_mailed_over_tls(site):
    site.manage("shell", "-v0", "-c", STAFF)
    visitor = site.visitor()

    status, page = visitor.post("/account/login/", login="cora@threadneedle.test")
    assert status == 200 and 'name="code"' in page
    until(lambda: site.mail.taken, "the worker delivers the code")
    code = re.search(r"\b(\d{6})\b", site.mail.taken[-1].get_body(("plain",)).get_content())[1]
    status, page = visitor.post("/account/login/code/confirm/", code=code)

    assert status == 200
    assert "__Host-session" in visitor.cookies
    assert visitor.get("/home/")[0] == 200
    assert site.visitor().get("/home/")[1] != visitor.get("/home/")[1]


def test_the_main_job_walks_through_web_worker_queue_and_mail(site):
    assert walk(site).startswith("%PDF-")


def test_plain_http_is_sent_to_https_and_other_names_are_refused(site):
    import http.client

    def ask(host):
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        connection.request("GET", "/", headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location")

    assert ask("threadneedle.test") == (301, "https://threadneedle.test/")
    assert ask("elsewhere.test")[0] == 400


def test_the_demonstrations_way_in_is_not_there(site):
    assert site.visitor().get("/account/be-one-of-these-people/")[0] == 404


def test_the_container_health_check_answers_yes_and_no(site):
    import subprocess
    import sys

    probe = [sys.executable, "-m", "involvement.config.probe"]
    assert subprocess.run(probe, env=site.env, check=False, timeout=30).returncode == 0
    assert subprocess.run(probe, env={**site.env, "BIND": "127.0.0.1:1"}, check=False, timeout=30).returncode == 1


def test_logs_are_json_lines_without_address_code_or_name(site):
    lines = [json.loads(line) for line in site.log("web").splitlines() if line.startswith("{")]

    assert any(line.get("request") == "GET /health/" for line in lines)
    for name in ("web", "worker", "schedule"):
        assert "cora" not in site.log(name).lower()


def test_everything_stops_when_asked(site):
    """Last in this file: the processes end by themselves, with nothing left behind."""
    children = [child for p in site.running.values() for child in psutil.Process(p.pid).children(recursive=True)]

    codes = site.stop()

    assert codes == {"web": 0, "worker": 0, "schedule": 0}
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
