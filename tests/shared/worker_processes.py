"""Real worker and schedule processes on the test's own database, for tests that kill them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def database_address() -> str:
    """The test database as an address for another process."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def environment(broker: str, folder: Path, **more: str) -> dict[str, str]:
    for part in ("queue", "control"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "TEST_PAIR"}}
    return {
        **env,
        "DJANGO_SETTINGS_MODULE": "involvement.config.settings.local",
        "DATABASE_URL": database_address(),
        "CELERY_BROKER_URL": broker,
        "BROKER_FOLDER": str(folder),
        **more,
    }


@contextlib.contextmanager
def worker(env: dict[str, str], folder: Path, *, schedule: bool = False):
    """A worker (with the schedule inside it, where asked for) in a process group of its own."""
    command = [sys.executable, "-m", "celery", "-A", "involvement", "worker", "-c", "1", "-l", "WARNING"]
    command += ["--without-gossip", "--without-mingle"]
    if schedule:
        command += ["-B", "-s", str(folder / "beat")]
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """kill -9, the worker and its children at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ring(env: dict[str, str]) -> None:
    """The doorbell, as another process would ring it."""
    subprocess.run(
        [sys.executable, "-m", "celery", "-A", "involvement", "call", "notify.deliver_due"],
        cwd=ROOT,
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def wait_for(condition, *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False
