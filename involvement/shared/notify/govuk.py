"""Text messages through GOV.UK Notify, by its own client."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from involvement.shared.notify.refusals import lost, refusal


class GovukNotify:
    """GOV.UK Notify through its own client: one template of the service with the single field `message`."""

    def __init__(self) -> None:
        self.client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            settings.GOVUK_NOTIFY_KEY, base_url=settings.GOVUK_NOTIFY_URL, timeout=settings.TEXT_TIMEOUT
        )

    def send(self, *, number: str, words: str, reference: str) -> None:
        try:
            self.client.send_sms_notification(
                number, settings.GOVUK_NOTIFY_TEMPLATE, personalisation={"message": words}, reference=reference
            )
        except InvalidResponse as problem:
            raise lost(problem) from problem
        except APIError as problem:
            if problem.response is None:
                raise lost(problem.__cause__) from problem
            raise refusal(problem.status_code) from problem
