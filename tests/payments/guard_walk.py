"""Walks the pages of the benefit check as a browser without scripts would: by what stands in the form."""

import html
import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose

CARER = {
    "held": ["carers_allowance"],
    "nation": "England",
    "capacity": "service_user",
    "ca_pay": "170",
    "ca_week": "0",
    "ca_pension": "0",
    "ca_care": "0",
}
"""Somebody on Carer's Allowance with other pay in the week, near the limit."""

ON_UC = {
    "held": ["universal_credit"],
    "nation": "England",
    "capacity": "service_user",
    "uc_day": "3",
    "uc_child": "no",
    "uc_health": "no",
    "uc_waiting": "no",
    "uc_housing": "yes",
    "uc_couple": "no",
    "uc_pay": "0",
    "uc_award": "400",
    "uc_capped": "no",
    "uc_savings": "no",
    "uc_self_employed": "no",
}


def sealed_of(response) -> str:
    found = re.search(r'name="sealed" value="([^"]*)"', response.content.decode())
    return html.unescape(found[1]) if found else ""


def step_of(response) -> str:
    found = re.search(r'name="step" value="([^"]*)"', response.content.decode())
    return found[1] if found else ""


def go(client, page, response, do="next", **fields):
    return client.post(page, {"sealed": sealed_of(response), "step": step_of(response), "do": do, **fields})


def walk(client, page, answers, start=None):
    """Answers page after page until there is no further question. Returns the last page."""
    response = start or client.get(page)
    for _page in range(40):
        if not step_of(response):
            return response
        response = go(client, page, response, **answers)
    raise AssertionError("The questions do not end.")


def offer_link(invitation) -> str:
    expires = timezone.now() + timedelta(days=5)
    return issue_link(Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=expires).token()


def guard_by_link(invitation) -> str:
    return reverse("payments:offer_guard_by_link", args=[offer_link(invitation)])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))
