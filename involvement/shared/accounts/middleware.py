"""How long a session lives, and staff who still need a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from involvement.shared.accounts.factors import has_second_factor
from involvement.shared.accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]
STAMP_EVERY = 60
STAFF_IDLE, STAFF_AT_MOST, OTHERS_AT_MOST = 30 * 60, 12 * 3600, 14 * 24 * 3600
WITHOUT_SECOND_FACTOR = {"account_logout", "usersessions_list", "accounts:who_looked"}
"""Pages that staff without a second factor may open, besides those that set one up."""


def stamp_session(request: Any, user: User, **kwargs: Any) -> None:
    """Answers `user_logged_in`: the session knows when it began."""
    request.session["began_at"] = request.session["seen_at"] = int(time.time())
    request.session.set_expiry(STAFF_AT_MOST if user.is_working_staff else OTHERS_AT_MOST)


class SessionAgesMiddleware:
    """Staff: 30 minutes without doing anything, 12 hours at most. Everybody else: 14 days (R13).

    The stamp is renewed once a minute, so most requests write nothing and ask nothing.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(time.time())
        seen_at = request.session.get("seen_at", now)
        if request.user.is_authenticated and now - seen_at >= STAMP_EVERY:
            if _is_over(request.user, now - request.session.get("began_at", 0), now - seen_at):
                logout(request)
                messages.info(request, _("You were signed out to keep your account safe. Please sign in again."))
                where = {"next": request.get_full_path()} if request.method == "GET" else {}
                return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode(where)}")
            request.session["seen_at"] = now
        return self.get_response(request)


def _is_over(user: User, age: int, idle: int) -> bool:
    if user.is_working_staff:
        return idle > STAFF_IDLE or age > STAFF_AT_MOST
    return age > OTHERS_AT_MOST


class SecondFactorMiddleware:
    """Leads staff without a second factor to the page that sets one up. Partners are never made to."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_working_staff or name.startswith("mfa_") or name in WITHOUT_SECOND_FACTOR:
            return None
        return None if has_second_factor(request.user) else redirect("mfa_index")
