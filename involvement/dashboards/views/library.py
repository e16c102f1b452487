"""The library of published examples: for everybody, since each source published it already."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from involvement.dashboards.library.pages import FACTS, date_words, search, statements_by_group
from involvement.models import PublishedExample
from involvement.shared.access.policies import open_to_all


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
    examples = PublishedExample.objects.visible_to(request.user).select_related("series", "session", "institution")
    found = get_object_or_404(examples, key=key)
    facts = FACTS[found.key](found, request.user)
    facts |= {"example": found, "said": statements_by_group(found)}
    if found.session:
        facts["date_words"] = date_words(found.session)
    return TemplateResponse(request, f"dashboards/library/{found.key}.html", facts)
