"""Text messages: a tiny protocol, and which service is set up."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings


class TextProvider(Protocol):
    def send(self, *, number: str, words: str, reference: str) -> None:
        """Returns when the service has taken the text. Raises Later, Away, Never or Doubtful."""


def text_provider() -> TextProvider | None:
    """The service chosen by `TEXT_PROVIDER`; None while none is set up, and texts wait."""
    if settings.TEXT_PROVIDER == "govuk_notify":
        from involvement.shared.notify.govuk import GovukNotify  # late: a heavy client that only the worker needs

        return GovukNotify()
    if settings.TEXT_PROVIDER == "twilio":
        from involvement.shared.notify.twilio import Twilio  # late: as above

        return Twilio()
    return None
