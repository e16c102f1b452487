"""Two gunicorn servers on the same settings but for what they serve, and the CPU time their worker takes."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil


@dataclass
class Server:
    """One web server on a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def ask(
        self, path: str, data: dict[str, object] | None = None, *, cookies: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """One request; a POST when there is data. Returns status, body and headers."""
        carried = self.cookies if cookies is None else cookies
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in carried.items()),
            "Accept-Encoding": "gzip",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        body = None
        if data is not None:
            token = self.cookies.get("csrftoken", "")
            body = urlencode({"csrfmiddlewaretoken": token, **data}, doseq=True)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
        connection.request("POST" if data is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        found = answer.read()
        connection.close()
        return answer.status, found, {k.lower(): v for k, v in answer.getheaders()}

    def cpu_seconds(self) -> float:
        """On the processor so far, of the first worker; to the nanosecond where the kernel tells."""
        worker = self.workers[0]
        try:
            with open(f"/proc/{worker.pid}/schedstat") as kept:
                return int(kept.read().split()[0]) / 1e9
        except OSError:
            times = worker.cpu_times()
            return times.user + times.system

    def memory(self) -> int:
        """Bytes that the workers have for themselves."""
        return sum(worker.memory_full_info().uss for worker in self.workers)


@contextmanager
def serving(settings: str, port: int, *, workers: int = 1, database: str = "") -> Iterator[Server]:
    """The server, warm enough to answer; stopped at the end whatever happens. `database`: another address than ours."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
    if database:
        environment["DATABASE_URL"] = database
    command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "-w", str(workers), "-b"]
    process = subprocess.Popen(
        [*command, f"127.0.0.1:{port}", "--log-level", "error", "--timeout", "120"], env=environment
    )
    try:
        server = Server(port, process)
        for _ in range(200):
            try:
                server.ask("/nothing-here/")
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(f"The server on {settings} did not start.") from None
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)
