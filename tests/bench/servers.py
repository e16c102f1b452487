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
    """One web server with one worker process on a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def worker(self) -> psutil.Process:
        return psutil.Process(self.process.pid).children()[0]

    def ask(self, path: str, data: dict[str, object] | None = None) -> tuple[int, bytes, dict[str, str]]:
        """One request; a POST when there is data. Returns status, body and headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
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
        times = self.worker.cpu_times()
        return times.user + times.system


@contextmanager
def serving(settings: str, port: int) -> Iterator[Server]:
    """The server, warm enough to answer; stopped at the end whatever happens."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "-w", "1", "-b"]
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
