"""How often one address may use the open page: enough for a class behind one address, too little for a machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

ACTION = "what_if"
"""Its rate stands with the others in `ACCOUNT_RATE_LIMITS`."""


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not ratelimit.consume(request, action=ACTION):
            return TemplateResponse(request, "429.html", status=429)
        return view(request, *args, **kwargs)

    return counted
