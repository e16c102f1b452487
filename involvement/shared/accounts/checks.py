"""System checks about who can sign in."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def demo_is_not_production(**kwargs: Any) -> list[Error]:
    """The demonstration lets anybody sign in as anybody (R50)."""
    if settings.PRODUCTION and settings.DEMO:
        return [Error("DEMO is on, so anybody could sign in as anybody. Take DEMO away.", id="production.E001")]
    return []
