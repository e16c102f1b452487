"""Pages for when something went wrong: plain words, what to do next, and a number that our records know too."""

from __future__ import annotations

import logging
import sys
import uuid

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from redis.exceptions import ConnectionError as QueueAway

log = logging.getLogger(__name__)
RETRY_SECONDS = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old, or cookies are off. Says how to keep what was typed."""
    return _page(request, 403, template="403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page, word for word, for what is not there and for what this person may not know of (R3)."""
    return _page(request, 404, reference="")


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault. When the database or the queue is away, an honest "later" (R39). Asks the database nothing."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | QueueAway):
        response = _page(request, 503, bare=True)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return _page(request, 500, bare=True)


def _page(
    request: HttpRequest, status: int, *, template: str = "", bare: bool = False, reference: str | None = None
) -> HttpResponse:
    number = reference_number() if reference is None else reference
    if status >= 500:
        log.error("page failed", extra={"reference": number, "status": status})
    context = {"reference": number, "bare": bare}
    # A bare page is made without the request, so that no context processor can fail for the same reason again.
    text = render_to_string(template or f"{status}.html", context, None if bare else request)
    return HttpResponse(text, status=status)


def reference_number() -> str:
    """Eight signs that a person can read out on the phone; the log lines of this request carry them as well."""
    found = str(structlog.contextvars.get_contextvars().get("request_id") or uuid.uuid4())
    return found[:8].upper()
