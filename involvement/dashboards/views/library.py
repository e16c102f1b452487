"""The library of published examples: for everybody, since each source published it already."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from involvement.dashboards.library.pages import facts_of, search
from involvement.models import PublishedExample
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, open_to_all


@open_to_all
def library(request: HttpRequest) -> HttpResponse:
    """Five entries, and a search through everything they say."""
    words = request.GET.get("q", "").strip()[:100]
    examples = list(PublishedExample.objects.visible_to(request.user))
    titles = {example.key: example.title for example in examples}
    results = [
        {"where": where, "text": text, "key": key, "title": titles.get(key, "")}
        for where, text, key in (search(words, request.user) if words else [])
        if key in titles
    ]
    return TemplateResponse(
        request, "dashboards/library/list.html", {"examples": examples, "words": words, "results": results}
    )


@open_to_all
def example(request: HttpRequest, key: str) -> HttpResponse:
    """One example, every fact in the order of its source, and what the source does not say."""
    found = get_object_or_404(PublishedExample.objects.visible_to(request.user).with_details(), key=key)
    may_plan = request.user.is_authenticated and holds(request.user, Permission.PROGRAMME_MANAGE)
    facts = {**facts_of(found, request.user), "may_plan": may_plan}
    return TemplateResponse(request, "dashboards/library/example.html", facts)


@open_to_all
def example_pdf(request: HttpRequest, key: str) -> FileResponse:
    """The same as a PDF, made beforehand by a task."""
    found = get_object_or_404(PublishedExample.objects.visible_to(request.user).exclude(pdf=""), key=key)
    return FileResponse(found.pdf.open("rb"), as_attachment=True, filename=f"{key}.pdf")
