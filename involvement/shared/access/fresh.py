"""A fresh check of who is there, before bank details and the like: signed in within the last five minutes (R13)."""

from __future__ import annotations

import time
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from django.conf import settings
from django.template.response import TemplateResponse
from django.urls import reverse

from involvement.shared.access.policies import View


def fresh(view: View) -> View:
    """Below the decorator that says who the page is for. Others are asked to sign in again, and come back here."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs) if is_fresh(request) else sign_in_again(request)

    return guarded  # type: ignore[return-value]


def is_fresh(request: Any) -> bool:
    """Signed in, or shown a second factor, within `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds."""
    began = int(request.session.get("began_at", 0))
    if 0 <= time.time() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return True
    return bool(get_reauthentication_flows(request.user)) and did_recently_reauthenticate(request)


def sign_in_again(request: Any, *, back: str = "") -> TemplateResponse:
    """Nothing was done yet. Staff show their second factor; everybody else signs out and in with a new code.

    `back` is where they come to afterwards, when that is not this address.
    """
    here = urlencode({"next": back or request.path})
    has_factor = bool(get_reauthentication_flows(request.user))
    context = {
        "check": f"{reverse('account_reauthenticate')}?{here}" if has_factor else "",
        "after": f"{reverse(settings.LOGIN_URL)}?{here}",
        "posted": request.method == "POST",
    }
    return TemplateResponse(request, "accounts/sign_in_again.html", context, status=403)
