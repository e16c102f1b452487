"""HTML template in, tagged PDF (PDF/UA-1) out. Takes seconds for long documents: call it in a task."""

from __future__ import annotations

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
    with translation.override(language):
        direction = "rtl" if language.partition("-")[0] in settings.LANGUAGES_BIDI else "ltr"
        page = render_to_string(template, {**context, "document_language": language, "direction": direction})
    with _ONE_AT_A_TIME:
        press = _press()
        html = HTML(string=page, base_url="about:blank", url_fetcher=press.fetcher)
        made: bytes = html.write_pdf(stylesheets=[press.style], font_config=press.fonts, pdf_variant="pdf/ua-1")
    return made
