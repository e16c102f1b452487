"""Text messages through Twilio, by its own client."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from involvement.shared.notify.refusals import lost, refusal


class Twilio:
    """Twilio through its own client."""

    def __init__(self) -> None:
        self.client = Client(
            settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN, http_client=_TwilioHttp(timeout=settings.TEXT_TIMEOUT)
        )

    def send(self, *, number: str, words: str, reference: str) -> None:
        try:
            self.client.messages.create(to=number, from_=settings.TWILIO_FROM, body=words)
        except TwilioRestException as problem:
            raise refusal(problem.status) from problem
        except requests.RequestException as problem:
            raise lost(problem) from problem


class _TwilioHttp(TwilioHttpClient):  # type: ignore[misc]
    """The client's own transport, sent to the address in the settings."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if base := settings.TWILIO_URL:
            host = urlsplit(base)
            url = urlunsplit((host.scheme, host.netloc, *urlsplit(url)[2:]))
        return super().request(method, url, *args, **kwargs)
