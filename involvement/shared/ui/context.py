"""What every template may show. Costs no query: templates ask for the navigation themselves."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"DEMO": settings.DEMO, "SERVICE_NAME": "Common Thread", "OFFERED_LANGUAGES": offered_languages()}


@lru_cache(maxsize=1)
def offered_languages() -> list[tuple[str, str]]:
    """Languages with a compiled catalogue, beside the one the texts are written in; empty when there is no choice."""
    own = settings.LANGUAGE_CODE
    found = [
        (code, name)
        for code, name in settings.LANGUAGES
        if code == own or any((Path(p) / code / "LC_MESSAGES" / "django.mo").exists() for p in settings.LOCALE_PATHS)
    ]
    return found if len(found) > 1 else []
