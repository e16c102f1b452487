"""What every test may use. Starts the embedded PostgreSQL unless `DATABASE_URL` names a server."""

import os
from pathlib import Path
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from involvement.config import embedded


def _use_the_embedded_server() -> None:
    """A server of the tests' own, beside the demonstration's, that need not survive a power cut."""
    import psycopg2  # late: only this way of running needs it

    embedded.start_if_needed(embedded.DATA_FOLDER / "pg-test")
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def _own_redis_database() -> None:
    """Tests that run side by side get a Redis database each: worker gw1 the one after gw0's."""
    address, worker = os.environ.get("REDIS_URL"), os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    if address:
        parts = urlsplit(address)
        number = int(Path(parts.path).name or 0) + int(worker.removeprefix("gw"))
        os.environ["REDIS_URL"] = parts._replace(path=f"/{number}").geturl()


if not os.environ.get("DATABASE_URL"):
    _use_the_embedded_server()
_own_redis_database()
