"""The bench's databases: the one it lays out, and a copy of it that grows, so that both can be asked in turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2
from django.db import connection


def copy_of_database(name: str) -> str:
    """A copy of the database in use, under its name and `name`. Nobody may be using it. Returns the address."""
    address = os.environ["DATABASE_URL"]
    parts = urlsplit(address)
    source = parts.path.strip("/")
    connection.close()
    outside = psycopg2.connect(parts._replace(path="/postgres").geturl())
    outside.autocommit = True
    with outside.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{source}_{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{source}_{name}" TEMPLATE "{source}"')
    outside.close()
    return parts._replace(path=f"/{source}_{name}").geturl()


def use_database(address: str) -> None:
    """From now on this process and the servers that it starts ask the database at that address."""
    connection.close()
    os.environ["DATABASE_URL"] = address
    connection.settings_dict["NAME"] = urlsplit(address).path.strip("/")


@contextmanager
def on_database(address: str) -> Iterator[None]:
    """The same for a while."""
    before = os.environ["DATABASE_URL"]
    use_database(address)
    try:
        yield
    finally:
        use_database(before)
