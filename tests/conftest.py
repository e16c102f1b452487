"""What every test may use. Starts the embedded PostgreSQL unless `DATABASE_URL` names a server."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from involvement.config import embedded

embedded.start_if_needed()

# A landing is decided by the same examples each time, however slow the machine; at a desk they are new each time.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if os.environ.get("CI"):
    settings.load_profile("steady")


PROMISE = re.compile(r"(?:^|_)[a-z]\d+(?:_|$)")
"""In the name of a test: the number of a promise (`test_m6_…`, `test_r3_…`, `…_r30`)."""


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """`make fast` answers while one types: verbs, rules and sums, numbered promises, and who each page is for.

    The rest is marked `slow` and runs in `make test`. Two kinds are known by what they ask for: tests that commit
    for real have every table emptied after them; tests that open pages (`client`) go through every layer down to the
    template, and are slow unless they keep a numbered promise or stand in `tests/architecture`. A few more are marked
    by hand where they are: documents, processes, the whole demonstration, thousands of examples.
    """
    for item in items:
        if _commits_for_real(item) or _opens_pages(item):
            item.add_marker(pytest.mark.slow)


def _commits_for_real(item: pytest.Function) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


def _opens_pages(item: pytest.Function) -> bool:
    promised = PROMISE.search(item.originalname) or "architecture" in item.path.parts
    return "client" in item.fixturenames and not promised


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """In place of pytest-django's, which runs every migration in every process. `--reuse-db` leaves it to look at."""
    from tests import databases  # late: Django's settings come first

    with django_db_blocker.unblock():
        databases.make()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            databases.drop()
