"""Where each kind of private link leads."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from involvement.shared.links.models import PrivateLink, Purpose

_PAGES = {
    Purpose.OFFER: "dashboards:offer_by_link",
    Purpose.STILL_ON: "dashboards:still_on_by_link",
    Purpose.AVAILABILITY: "dashboards:availability_by_link",
    Purpose.CLAIM: "payments:claim_by_link",
    Purpose.FEEDBACK: "evaluation:feedback_by_link",
    Purpose.BENEFITS: "payments:benefits_by_link",
    Purpose.SUPPORT: "participants:supporter_by_link",
}
_LOOK_AGAIN = {Purpose.OFFER: "payments:offer_guard_by_link"}
"""The benefit check behind the same token, where a message leads there too."""


def path_of(link: PrivateLink) -> str:
    """The page behind the link, `/o/<token>/`. The only place besides opening where a token is worked out."""
    return str(reverse(_PAGES[Purpose(link.purpose)], args=[link.token()]))


def look_again_path(link: PrivateLink) -> str:
    """The benefit check behind the link; where its purpose has none, the same as `path_of`."""
    page = _LOOK_AGAIN.get(Purpose(link.purpose))
    return str(reverse(page, args=[link.token()])) if page else path_of(link)


def whole(path: str) -> str:
    """The whole address of a path, for the moment of sending."""
    return f"{settings.SITE_ADDRESS}".rstrip("/") + path


def address_of(link: PrivateLink) -> str:
    return whole(path_of(link))
