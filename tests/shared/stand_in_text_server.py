"""Stands in for both text services: answers as they do, and with errors, delays and cut connections by number."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

OK, BAD_NUMBER, SLOW_DOWN, FAULT, WRONG_KEY = 201, 400, 429, 500, 403


class TextService(ThreadingHTTPServer):
    """`script` maps a number to a status, "drop" (cut before the answer), "slow" or "nonsense"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: dict[str, int | str] = {}
        self.taken: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.delay = 3.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: TextService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number, words = self._govuk(body) if self.path.startswith("/v2/") else self._twilio(body)
        what = self.server.script.get(number, OK)
        self.server.asked.append(number)
        if what == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if what == "slow":
            time.sleep(self.server.delay)
        if what in {OK, "slow", "nonsense"}:
            self.server.taken.append((number, words))
        self._answer(what if isinstance(what, int) else OK, nonsense=what == "nonsense")

    def _govuk(self, body: bytes) -> tuple[str, str]:
        asked = json.loads(body)
        assert self.headers["Authorization"].startswith("Bearer ")
        assert asked["template_id"] == "a-template"
        assert asked["reference"]
        return asked["phone_number"], asked["personalisation"]["message"]

    def _twilio(self, body: bytes) -> tuple[str, str]:
        asked = parse_qs(body.decode())
        assert self.path == "/2010-04-01/Accounts/AC-test/Messages.json"
        assert asked["From"] == ["+441632960000"]
        return asked["To"][0], asked["Body"][0]

    def _answer(self, status: int, *, nonsense: bool) -> None:
        if nonsense:
            content = b"<html>not JSON"
        elif status == OK:
            content = json.dumps({"id": "1", "sid": "SM1", "status": "queued"}).encode()
        else:
            error = [{"error": "ValidationError", "message": "no"}]
            content = json.dumps({"status_code": status, "errors": error, "code": 21211, "message": "no"}).encode()
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        """Quiet."""


@contextlib.contextmanager
def text_service(settings, provider: str):
    """A running stand-in, with the project's texts pointed at it."""
    server = TextService()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    point_texts_at(settings, provider, server.address)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def point_texts_at(settings, provider: str, address: str) -> None:
    settings.TEXT_PROVIDER, settings.TEXT_TIMEOUT = provider, 1
    settings.GOVUK_NOTIFY_URL = settings.TWILIO_URL = address
    settings.GOVUK_NOTIFY_KEY = "test-00000000-0000-0000-0000-000000000000-11111111-1111-1111-1111-111111111111"
    settings.GOVUK_NOTIFY_TEMPLATE = "a-template"
    settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN, settings.TWILIO_FROM = "AC-test", "token", "+441632960000"
