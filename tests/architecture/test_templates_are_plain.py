"""What no template may hold: unescaped text, inline style or script, handlers, and links that hand over the page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in {".html", ".txt", ".css", ".svg"})
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
FORBIDDEN = {
    "|safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "urlize, striptags or truncating HTML": re.compile(r"\|\s*(urlize|urlizetrunc|striptags|truncat\w+_html)\b"),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a new tab without rel=noopener": re.compile(
        r"<a\b(?![^>]*rel=\"[^\"]*noopener)[^>]*target=\"_blank\"", re.IGNORECASE
    ),
    "something from another host": re.compile(
        r"<(script|img|iframe|source|video|audio|embed|link)\b[^>]*(src|href)=\"(https?:)?//", re.IGNORECASE
    ),
}
PLAIN_TEXT = {".txt", ".css"}
"""Nothing is escaped in plain text; a style sheet for PDF holds nothing that people typed."""


def faults(path: Path) -> list[str]:
    text = COMMENT.sub("", path.read_text())
    plain = path.suffix in PLAIN_TEXT
    return [
        f"{path.relative_to(ROOT)}: {what}"
        for what, pattern in FORBIDDEN.items()
        if pattern.search(text) and not (plain and what == "autoescape off")
    ]


def test_templates_hold_nothing_that_is_not_escaped_or_not_ours():
    wrong = [fault for path in TEMPLATES for fault in faults(path)]
    assert len(TEMPLATES) > 40 and not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "bad",
    [
        "{{ name|safe }}",
        "{% autoescape off %}{{ name }}{% endautoescape %}",
        '<p style="color: red">',
        "<p onclick='go()'>",
        "<script>go()</script>",
        '<a href="https://example.org" target="_blank">',
        '<script src="https://example.org/x.js"></script>',
        "{{ story|urlize }}",
    ],
)
def test_the_lint_sees_each_of_these(bad, tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    page.write_text(bad)
    monkeypatch.setattr("tests.architecture.test_templates_are_plain.ROOT", tmp_path)

    assert faults(page)


def test_pages_have_one_heading_and_one_title():
    wrong = []
    for path in TEMPLATES:
        text = COMMENT.sub("", path.read_text())
        if path.suffix == ".html" and '{% extends "base.html" %}' in text and "{% block title %}" not in text:
            wrong.append(str(path.relative_to(ROOT)))
    assert not [w for w in wrong if "layouts" not in w], f"Give these a title: {wrong}"
