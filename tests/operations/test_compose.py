"""docker-compose.yml and Dockerfile say what they promise; no engine is needed to read them."""

import re
from pathlib import Path

import pytest
import yaml

from involvement.config.settings.completeness import missing

ROOT = Path(__file__).resolve().parents[2]
SITE = ["migrate", "web", "worker", "schedule"]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_part_of_the_site_is_there(compose):
    assert set(compose["services"]) == {*SITE, "postgres", "redis"}


@pytest.mark.parametrize("name", ["web", "worker", "schedule", "postgres", "redis"])
def test_whatever_keeps_running_has_a_health_check_and_comes_back(compose, name):
    service = compose["services"][name]

    assert "healthcheck" in service or (name == "web" and "HEALTHCHECK" in (ROOT / "Dockerfile").read_text())
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SITE)
def test_site_containers_can_change_nothing_but_their_volumes(compose, name):
    service = compose["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["media:/site/var/media", "backups:/site/var/backups"]


@pytest.mark.parametrize("name", ["web", "worker", "schedule"])
def test_nothing_starts_before_the_tables_are_there(compose, name):
    assert compose["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_what_must_outlive_a_container_is_on_a_volume(compose):
    mounted = {v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", [])}

    assert mounted == set(compose["volumes"]) == {"database", "media", "backups", "queue"}
    assert "--appendonly" in compose["services"]["redis"]["command"]


def test_database_and_queue_are_reached_from_inside_only(compose):
    for name in ("postgres", "redis"):
        assert "ports" not in compose["services"][name]
        assert compose["services"][name]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_the_commands_are_the_ones_that_the_process_test_starts(compose):
    web = re.search(r'^CMD \["gunicorn".*$', (ROOT / "Dockerfile").read_text(), re.MULTILINE)[0]
    started = (ROOT / "tests/operations/site.py").read_text()

    assert (
        "--config=python:involvement.config.gunicorn" in web
        and "--config=python:involvement.config.gunicorn" in started
    )
    assert compose["services"]["worker"]["command"][:3] == ["celery", "--app=involvement", "worker"]
    assert compose["services"]["schedule"]["command"][:3] == ["celery", "--app=involvement", "beat"]


def test_the_image_runs_as_nobody_special_and_installs_by_hash():
    text = (ROOT / "Dockerfile").read_text()
    final = text.rsplit("FROM ", 1)[1]

    assert "USER thread" in final and final.index("USER thread") < final.index('CMD ["gunicorn')
    assert "--require-hashes" in text and "base.lock" in text and "dev.lock" not in text


def test_the_example_names_everything_that_is_needed_and_no_secret():
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and line[0] != "#"]
    given = dict(line.split("=", 1) for line in lines)
    from_compose = {"DATABASE_URL", "REDIS_URL"}

    needed = {sentence.split()[0] for sentence in missing({})} - from_compose
    assert needed <= set(given)
    assert not any(given[name] for name in given if re.search("KEY|PASSWORD|TOKEN|_URL", name))


def test_secrets_and_other_peoples_files_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".git", ".env", "var", ".venv"} <= set(ignored)
