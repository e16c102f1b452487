"""The decorator of pages behind a private link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt

from involvement.shared.audit.actors import Actor
from involvement.shared.links.issue import LinkProblem, open_link
from involvement.shared.links.models import PrivateLink, Purpose

View = TypeVar("View", bound=Callable[..., Any])


class LinkRequest(HttpRequest):
    """A request that came by a private link; `link` is open and of the right purpose."""

    link: PrivateLink
    actor: Actor


def by_link(purpose: Purpose) -> Callable[[View], View]:
    """The view takes `token` first. A link that does not open becomes a page that says why and what to do next."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: Any, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                request.link = open_link(token, purpose)
            except LinkProblem as problem:
                status = 404 if problem.code == "unknown" else 410
                return private(TemplateResponse(request, "links/problem.html", {"problem": problem}, status=status))
            if request.link.person_id:
                request.actor = Actor.link(request.link.person_id, "")
            return private(view(request, *args, **kwargs))

        # The token in the address is the proof. Browsers send `Origin: null` from pages with `no-referrer`, which the
        # check would refuse, and people's mail apps may keep no cookie at all.
        marked = csrf_exempt(login_not_required(opened))
        marked.access_policy = f"link:{purpose}"  # type: ignore[attr-defined]
        return marked  # type: ignore[return-value]

    return decorate


def private(response: HttpResponse) -> HttpResponse:
    """Token pages tell no other site where they were, and stay in no cache (R15)."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
