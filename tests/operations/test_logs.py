"""Logs: lines for machines that nobody's life stands in (R45, R40)."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.db import IntegrityError, connection

from involvement.config.logs import QUIET, logging_settings
from involvement.shared.links.models import Purpose
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PartnerFactory

CANARY = "canarywren"
TOKEN = "c4n4ryT0kenc4n4ryT0ken12345"


@pytest.fixture
def lines():
    """What the logs of production would hold."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(_json_formatter())
    root, level = logging.getLogger(), logging.getLogger().level
    touched = [logging.getLogger(name) for name in ("django_structlog", "django", "celery")]
    before = [(logger, logger.level, logger.propagate) for logger in touched]
    root.addHandler(handler)
    root.setLevel("INFO")
    for logger in touched:
        logger.setLevel("INFO")
        logger.propagate = True
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)
    for logger, old_level, old_propagate in before:
        logger.setLevel(old_level)
        logger.propagate = old_propagate


def _json_formatter() -> logging.Formatter:
    facts = dict(logging_settings(style="json", level="INFO")["formatters"]["json"])
    return facts.pop("()")(**facts)


@pytest.mark.django_db
def test_a_request_is_one_line_with_the_pattern_of_its_address(client, lines):
    client.get(f"/health/?q={CANARY}", headers={"user-agent": CANARY, "x-request-id": "r-1"})

    (line,) = lines()
    assert line["request"] == "GET /health/"
    assert (line["code"], line["event"], line["request_id"]) == (200, "request_finished", "r-1")
    assert isinstance(line["ms"], int)
    assert CANARY not in json.dumps(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [f"/o/{TOKEN}/", f"/evaluation/f/{TOKEN}/", f"/payments/c/{TOKEN}/", f"/nowhere/{TOKEN}/?who={CANARY}"]
)
def test_no_token_and_no_search_words_reach_the_log(client, lines, path):
    client.get(path)
    client.post(path, {"words": CANARY})

    everything = json.dumps(lines())
    assert TOKEN not in everything and CANARY not in everything


@pytest.mark.django_db
def test_a_signed_in_person_is_not_named_so_that_anonymous_answers_stay_so(client, lines):
    partner = PartnerFactory(person__name=f"Ana {CANARY}", person__email=f"{CANARY}@home.test", with_account=True)
    client.force_login(partner.person.user)

    client.get("/home/")

    everything = json.dumps(lines())
    assert CANARY not in everything
    assert "user_id" not in everything and '"ip"' not in everything


@pytest.mark.django_db
def test_a_failure_shows_where_and_never_what_the_database_quoted(client, lines, monkeypatch):
    from involvement.shared.health import views

    def breaks():
        raise IntegrityError(f"Key (email)=({CANARY}@home.test) already exists.")

    monkeypatch.setattr(views, "look", breaks)
    client.raise_request_exception = False

    assert client.get("/health/ready/").status_code == 500

    failed = [line for line in lines() if line["event"] == "request_failed"]
    assert failed[0]["failure"] == "IntegrityError"
    assert any(" breaks" in frame for frame in failed[0]["where"])
    assert CANARY not in json.dumps(lines())


@pytest.mark.django_db
def test_other_libraries_lines_lose_what_was_filled_in(lines):
    logging.getLogger("some.library").warning("Could not write to %s", f"{CANARY}@home.test")
    logging.getLogger("some.library").error("Failed", exc_info=ValueError(CANARY), extra={"address": CANARY})
    with pytest.raises(Exception), connection.cursor() as cursor:  # noqa: B017
        cursor.execute("SELECT %s FROM nowhere", [CANARY])

    events = lines()
    assert events[0]["event"] == "Could not write to %s"
    assert CANARY not in json.dumps(events)


@pytest.mark.django_db
def test_opening_a_living_link_leaves_no_token(client, lines):
    from datetime import timedelta

    from django.utils import timezone

    from involvement.shared.links.issue import issue_link

    invitation = InvitationFactory()
    link = issue_link(
        Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=timezone.now() + timedelta(days=1)
    )

    client.get(f"/o/{link.token()}/")

    assert lines()
    assert link.token() not in json.dumps(lines())


def test_what_our_line_says_already_is_printed_nowhere_else():
    """Python prints the lines of a logger without any handler by itself, address and all."""
    for name in QUIET:
        logger = logging.getLogger(name)
        assert not logger.propagate
        assert any(type(handler) is logging.NullHandler for handler in logger.handlers)


def test_our_own_lines_keep_their_facts(lines):
    structlog.get_logger("involvement.example").info("batch_made", batch=3)

    (line,) = lines()
    assert (line["event"], line["batch"], line["level"]) == ("batch_made", 3, "info")
