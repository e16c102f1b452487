"""What every test may use. Starts the embedded PostgreSQL unless `DATABASE_URL` names a server."""

import os
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit for real have every table emptied after them, so `make fast` leaves them out."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            item.add_marker(pytest.mark.slow)


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
