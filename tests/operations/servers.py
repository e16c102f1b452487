"""Runs the whole suite on one of the two pairs of engines: `embedded` or `served`. What follows `--` goes to pytest.

The served pair is the PostgreSQL of `TEST_DATABASE_URL` and the Redis of `TEST_REDIS_URL` (this machine's usual ports
when unset). Where nothing answers there but the server programs are installed, they are started in a folder of their
own and stopped afterwards. Where neither is so, the run says that it did not happen.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from involvement.config import embedded

NOT_RUN = "NOT RUN: no server reachable ({what}); this half is not counted as passed."
DATABASE = os.environ.get("TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/8"


def main(which: str, pytest_arguments: list[str]) -> int:
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "DEMO"):
        os.environ.pop(name, None)
    if which == "embedded":
        return _pytest(pytest_arguments, {"TEST_PAIR": "embedded", "DATABASE_URL": _embedded()})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="suite-")))
        database = DATABASE if _answers(DATABASE) else stack.enter_context(_postgres(folder))
        redis = REDIS if _listens(REDIS) else stack.enter_context(_redis(folder))
        missing = [name for name, found in (("PostgreSQL", database), ("Redis", redis)) if not found]
        if missing:
            sys.stdout.write(NOT_RUN.format(what=" and ".join(missing)) + "\n")
            return 0
        own = urlsplit(database)._replace(path=f"/suite_{os.getpid()}").geturl()
        return _pytest(pytest_arguments, {"TEST_PAIR": "served", "DATABASE_URL": own, "REDIS_URL": redis})


def _pytest(arguments: list[str], env: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "--create-db", *arguments]
    if env["TEST_PAIR"] == "embedded":
        command += ["-m", "not server"]
    settings = {"DJANGO_SETTINGS_MODULE": "involvement.config.settings.test"}  # importing our package named others
    return subprocess.run([*command, "tests"], env={**os.environ, **settings, **env}, check=False).returncode


def _embedded() -> str:
    """A server of the tests' own, beside the demonstration's, that need not survive a power cut."""
    embedded.start_if_needed(embedded.DATA_FOLDER / "pg-test")
    address = os.environ["DATABASE_URL"]
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    return address


def _answers(address: str) -> bool:
    try:
        psycopg2.connect(address, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def _listens(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        probe.settimeout(3)
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 6379)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        yield ""
        return
    port = _free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/8" if _wait(port) else ""
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """Debian's server programs, as the `postgres` system user when this is root (PostgreSQL refuses root)."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not programs:
        yield ""
        return
    port, data, bin_folder = _free_port(), folder / "pg", programs[-1].parent
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    data.mkdir()
    if as_user:
        folder.chmod(0o755)
        shutil.chown(data, "postgres", "postgres")
    subprocess.run(
        [*as_user, str(bin_folder / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "utf8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=data,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {data}"
    control = [*as_user, str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd=data)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=data)


def _wait(port: int) -> bool:
    for _ in range(50):
        if _listens(f"redis://127.0.0.1:{port}"):
            return True
        subprocess.run(["sleep", "0.1"], check=False)
    return False


if __name__ == "__main__":
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    sys.exit(main(sys.argv[1], sys.argv[split + 1 :]))
