"""HTML template in, tagged PDF (PDF/UA-1) out. Takes seconds for long documents: call it in a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from involvement.shared.documents.fetcher import ClosedFetcher
from involvement.shared.documents.fonts import faces

VARIANT = "pdf/ua-1"
_ONE_AT_A_TIME = Lock()
"""The font machinery underneath is shared, and does not like two threads."""


@dataclass(frozen=True)
class _Press:
    fetcher: ClosedFetcher
    fonts: FontConfiguration
    style: CSS


@cache
def _press() -> _Press:
    """Fonts and the style sheet, read once a process: twice as many letters an hour."""
    found = faces()
    fetcher = ClosedFetcher(found)
    fonts = FontConfiguration()
    families = ", ".join(dict.fromkeys(face.family for face in found))
    sheet = render_to_string("pdf/document.css", {"faces": [face.css for face in found], "families": families})
    return _Press(fetcher, fonts, CSS(string=sheet, font_config=fonts, url_fetcher=fetcher, base_url=None))


def render_pdf(template: str, context: dict[str, Any], *, language: str = "en-gb") -> bytes:
    """The document as bytes. `template` extends `pdf/base.html`; `language` becomes the document's own."""
    return render_fitting(template, [context], language=language)


def render_fitting(template: str, contexts: Sequence[dict[str, Any]], *, language: str = "en-gb") -> bytes:
    """With the first context that needs one page only, otherwise with the last."""
    pages = (_page(template, context, language) for context in contexts)
    with _ONE_AT_A_TIME:
        press = _press()
        for left, page in enumerate(pages, start=1 - len(contexts)):
            html = HTML(string=page, base_url="about:blank", url_fetcher=press.fetcher)
            document = html.render(stylesheets=[press.style], font_config=press.fonts, pdf_variant=VARIANT)
            if len(document.pages) == 1 or left == 0:
                made: bytes = document.write_pdf(pdf_variant=VARIANT)
                return made
    raise ValueError("Give one context at least.")


def _page(template: str, context: dict[str, Any], language: str) -> str:
    with translation.override(language):
        direction = "rtl" if language.partition("-")[0] in settings.LANGUAGES_BIDI else "ltr"
        return render_to_string(template, {**context, "document_language": language, "direction": direction})
