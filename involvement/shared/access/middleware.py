"""Sign-in by default, and who is acting in this request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from involvement.shared.audit.actors import Actor


class ActorMiddleware:
    """Puts `request.actor` on every request: the account, or nobody. Link pages replace it with the link's holder."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = Actor.of(user) if user.is_authenticated else Actor.nobody()  # type: ignore[attr-defined]
        return self.get_response(request)


class SignInByDefaultMiddleware(LoginRequiredMiddleware):
    """Nothing is open unless its view says so (R1)."""

    def process_view(self, request: Any, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        return super().process_view(request, view_func, view_args, view_kwargs)


class NotStoredMiddleware:
    """What somebody signed in was shown stays in no cache (R33); a page may say something stricter itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response
