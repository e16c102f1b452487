"""Buttons that send or take a place work once, however often they are pressed (R22)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseRedirect

from involvement.shared.access.request import SignedInRequest
from involvement.shared.once.sending import FIELD, once


def pressed(request: SignedInRequest, purpose: str, do: Callable[[], str]) -> HttpResponseRedirect:
    """Does the deed and goes on to the address it returns. With the page's key, a second press gets the first answer.

    Without a key the verb's own conditional update still stops a second deed; the person then reads why.
    """
    return once(request, purpose, do) if request.POST.get(FIELD) else HttpResponseRedirect(do())
