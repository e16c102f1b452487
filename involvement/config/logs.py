"""Logs that may be read by anybody who runs the site: JSON lines without names, addresses, tokens or typed words (R45).

A request is one line with the pattern of its address, never the address itself, since tokens and search words stand
in addresses. A failure is its type and where it happened, never its message, since databases quote rows in theirs.
Lines of other libraries keep their fixed words and lose what was filled in.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
import uuid
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, WrappedLogger

QUIET = {"django.request", "django.server", "django.security.csrf"}
"""Said already by our own line for each request."""
NUMBER = re.compile(r"[0-9A-Za-z-]{1,64}")
OURS = ("involvement", "programmes", "participants", "payments", "evaluation")


class RequestLog(RequestMiddleware):
    """One line when a request is done: method, pattern, status, milliseconds and a number to find it by."""

    def prepare(self, request: HttpRequest) -> None:
        request._began = time.monotonic()  # type: ignore[attr-defined]
        given = request.headers.get("X-Request-ID", "")
        number = given if NUMBER.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=number)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        took = time.monotonic() - request._began  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(ms=round(took * 1000))
        super().handle_response(request, response)

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Nobody is named: who did what stands in the audit, and anonymous answers must stay so (R40)."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = getattr(request, "resolver_match", None)
        return f"{request.method} /{match.route}" if match else f"{request.method} (no such page)"


def fixed_words_only(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Of other libraries' lines, the words their authors wrote; never what was filled in."""
    record = event.get("_record")
    if event.get("_from_structlog") or not isinstance(record, logging.LogRecord):
        return event
    if not record.name.startswith(OURS):
        event["event"] = str(record.msg) if record.args or isinstance(record.msg, str) else type(record.msg).__name__
    return event


def place_without_message(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A failure's type and its frames. The message stays out: it may quote a row."""
    problem = event.pop("exc_info", None)
    event.pop("exception", None)
    if problem is True:
        problem = sys.exc_info()
    error = problem[1] if isinstance(problem, tuple) else problem
    if isinstance(error, BaseException):
        event["failure"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    place_without_message,
]


def _formatter(renderer: Any) -> dict[str, Any]:
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [fixed_words_only, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        "foreign_pre_chain": [*SHARED[:-1], structlog.stdlib.ExtraAdder(allow=[]), place_without_message],
    }


def logging_settings(*, style: str, level: str) -> dict[str, Any]:
    """Django's `LOGGING`. `style` is json or plain."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": _formatter(structlog.processors.JSONRenderer()),
            "plain": _formatter(structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])),
        },
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": style},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            **{name: {"handlers": ["nowhere"], "propagate": False} for name in QUIET},
            "django": {"handlers": [], "propagate": True, "level": "WARNING"},
            "django_structlog": {"handlers": [], "propagate": True, "level": level},
            "celery": {"handlers": [], "propagate": True, "level": level},
            "kombu": {"handlers": [], "propagate": True, "level": "ERROR"},
            "weasyprint": {"handlers": [], "propagate": True, "level": "ERROR"},
            "fontTools": {"handlers": [], "propagate": True, "level": "ERROR"},
        },
    }
