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
}


def path_of(link: PrivateLink) -> str:
    """The page behind the link, `/o/<token>/`. The only place besides opening where a token is worked out."""
    return str(reverse(_PAGES[Purpose(link.purpose)], args=[link.token()]))


def address_of(link: PrivateLink) -> str:
    """The whole address, for the moment of sending."""
    return f"{settings.SITE_ADDRESS}".rstrip("/") + path_of(link)
