"""Every part of our pages on one page, and the choice of language."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.i18n import set_language

from involvement.shared.access.policies import open_to_all
from involvement.shared.ui.example_form import ExampleForm


@open_to_all
def components(request: HttpRequest) -> HttpResponse:
    """Open to everybody in the demonstration, elsewhere to staff. Sending the form shows it with its errors."""
    user = request.user
    if not settings.DEMO and not (user.is_authenticated and user.is_working_staff):
        raise Http404
    form = ExampleForm(request.POST if "send" in request.POST else None, request.FILES or None)
    context = {
        "form": form,
        "page": Paginator(range(200), 20).get_page(request.GET.get("page", 3)),
        "session": SimpleNamespace(
            starts_at=datetime(2027, 5, 4, 13, tzinfo=UTC), ends_at=datetime(2027, 5, 4, 15, tzinfo=UTC)
        ),
        "colours": ["grey", "green", "turquoise", "blue", "purple", "pink", "red", "orange", "yellow"],
        "rows": [
            (_("Name"), "Ana Example"),
            (_("How to reach you"), _("By letter"), "#answers", _("how to reach you")),
        ],
        "crumbs": [(_("Sessions"), "#content"), (_("Talk with first-year students"), "#content")],
    }
    return TemplateResponse(request, "ui/components.html", context)


@open_to_all
def choose_language(request: HttpRequest) -> HttpResponse:
    """POST `language`; remembered in a cookie."""
    response: HttpResponse = set_language(request)
    return response
