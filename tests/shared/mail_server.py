"""A mail server that does what the script says: each connection's commands are answered by recipient."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class ScriptedHandler:
    """`script` maps the first letters of an address to what happens to it; anything else is taken."""

    def __init__(self) -> None:
        self.taken: list = []
        self.script: dict[str, str] = {}
        self.delay = 0.0

    def _for(self, address: str) -> str:
        return next((what for start, what in self.script.items() if address.startswith(start)), "")

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802  named by the library
        what = self._for(address)
        if what.startswith("rcpt "):
            return what.removeprefix("rcpt ")
        if what == "drop at rcpt":
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        what = self._for(envelope.rcpt_tos[0])
        if self.delay:
            await asyncio.sleep(self.delay)
        if what == "lost after data":
            server.transport.abort()
            return "421 gone"
        if what.startswith("data "):
            return what.removeprefix("data ")
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        if what == "taken and lost":
            server.transport.abort()
            return "421 gone"
        return "250 taken"

    def addresses(self) -> list[str]:
        return [str(mail["To"]) for mail in self.taken]


class CountingController(Controller):
    connections = 0

    def factory(self):
        self.connections += 1
        return SMTP(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def mail_server(settings=None):
    """A running server; with `settings` the project's mail goes there."""
    controller = CountingController(ScriptedHandler(), hostname="127.0.0.1", port=free_port())
    controller.start()
    controller.connections = 0  # it has greeted itself once
    if settings is not None:
        point_mail_at(settings, controller.port)
    try:
        yield controller
    finally:
        controller.stop()


def point_mail_at(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
