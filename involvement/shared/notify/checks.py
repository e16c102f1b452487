"""Refuses to start with a text service that is named but not set up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

_NEEDS = {
    "none": [],
    "govuk_notify": ["GOVUK_NOTIFY_KEY", "GOVUK_NOTIFY_TEMPLATE", "GOVUK_NOTIFY_URL"],
    "twilio": ["TWILIO_ACCOUNT", "TWILIO_TOKEN", "TWILIO_FROM"],
}


@register()
def text_service_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    chosen = settings.TEXT_PROVIDER
    if chosen not in _NEEDS:
        return [Error(f"TEXT_PROVIDER is {chosen!r}: choose none, govuk_notify or twilio.", id="notify.E001")]
    missing = [name for name in _NEEDS[chosen] if not getattr(settings, name)]
    if missing:
        return [Error(f"TEXT_PROVIDER is {chosen}, but {', '.join(missing)} is not set.", id="notify.E002")]
    return []
