"""The database of a test run, copied from one that already has every table.

The migrations take half a minute; PostgreSQL copies a finished database in a second. So each server, the embedded
one too, keeps a few finished databases, each named after the digest of all that decides its tables, triggers and
first rows. Change any of that and the name changes, so the next run migrates anew: none is ever brought up to date.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("involvement", "programmes", "participants", "payments", "evaluation")
DECIDING = ("migrations", "models", "models.py", "fields.py", "data", "settings", "apps.py")
"""A file or folder of one of these names decides what stands in an empty database: migrations carry the tables and
triggers, models the permissions and content types, data the rows that migrations load."""

PREFIX = "finished_"
KEPT = 10
"""Finished databases kept on a server, the newest; people on other branches of the code have theirs."""


def make() -> None:
    """Make the run's own database and turn the connection to it. What an earlier run left under its name goes."""
    name, finished = connection.creation._get_test_db_name(), PREFIX + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [finished])  # let go when the connection closes
        _see_to(finished, cursor)
        _drop(cursor, name)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{finished}"')
    _turn_to(name)


def drop() -> None:
    """Throw the run's own database away, even if a process of it still hangs on."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        _drop(cursor, name)


def _digest() -> str:
    """32 characters for all files that decide the tables, and for the libraries that bring tables of their own."""
    digest = hashlib.sha256((ROOT / "requirements/dev.lock").read_bytes())
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*")):
        if path.suffix in {".py", ".json"} and set(DECIDING) & set(path.relative_to(ROOT).parts):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _see_to(name: str, cursor: Any) -> None:
    """Make the finished database for the code as it stands, unless this server has it."""
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None:
        unfinished, own = "un" + name, connection.settings_dict["NAME"]
        _drop(cursor, unfinished)
        cursor.execute(f'CREATE DATABASE "{unfinished}"')
        _turn_to(unfinished)
        call_command("migrate", verbosity=0, interactive=False)
        _turn_to(own)
        cursor.execute(f'ALTER DATABASE "{unfinished}" ALLOW_CONNECTIONS false')  # a template nobody may be in
        cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        _drop_old(cursor)


def _drop_old(cursor: Any) -> None:
    """Throw away all but the newest, except one that somebody copies at this moment."""
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [PREFIX])
    for (name,) in cursor.fetchall()[KEPT:]:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if cursor.fetchone()[0]:
            _drop(cursor, name)


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _turn_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
