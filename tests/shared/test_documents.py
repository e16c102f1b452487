"""Documents: what they load, what they print, and what machines that check accessibility say of them (R37)."""

import io
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.template import engines
from pypdf import PdfReader

from involvement.shared.documents.charts import Bar, StackedRow, horizontal_bars, stacked_bars
from involvement.shared.documents.fetcher import ClosedFetcher
from involvement.shared.documents.pdf import render_pdf
from tests.shared.pdf_checks import text_of, verapdf_failures

NAMES = ["Siân Ŵyn", "Zażółć gęślą jaźń", "محمد", "£9k – “quotes”", "O'Neill", "Nguyễn", "é é"]


def document(content: str, monkeypatch, *, language: str = "en-gb", **context: object) -> bytes:
    """A PDF of a title page and this content."""
    source = (
        '{% extends "pdf/base.html" %}{% block title %}A test{% endblock %}'
        "{% block description %}A made-up document.{% endblock %}"
        '{% block cover %}{% include "pdf/_cover.html" with title="A test" subtitle="Made up" %}{% endblock %}'
        "{% block content %}" + content + "{% endblock %}"
    )
    template = engines["django"].from_string(source)
    monkeypatch.setattr("involvement.shared.documents.pdf.render_to_string", _answering(template))
    return render_pdf("test.html", context, language=language)


def _answering(template):
    from django.template.loader import render_to_string

    def answer(name, context):
        return template.render(context) if name == "test.html" else render_to_string(name, context)

    return answer


TABLE = {
    "caption": "Who came",
    "heads": ["In which capacity", "Asked", "Came"],
    "rows": [{"label": "Carers", "cells": ["14", "12"]}, {"label": "Students", "cells": ["16", "not shown"]}],
    "total": {"label": "All", "cells": ["30", "24"]},
}
CHART = stacked_bars(
    "c1",
    title="How it was",
    description="Nine people answered.",
    answers=["No", "A bit", "Yes"],
    rows=[StackedRow("I could say what I wanted", (None, None, 6), 9)],
    hidden_words="not shown",
)


@pytest.mark.slow
def test_a_document_with_tables_and_charts_passes_both_accessibility_checkers(monkeypatch, tmp_path):
    made = document(
        '<h2>First</h2><p>Words.</p>{% include "pdf/_table.html" %}<figure>{{ chart }}</figure>'
        "<h3>More</h3><p>End.</p>",
        monkeypatch,
        table=TABLE,
        chart=CHART,
    )
    path = tmp_path / "made.pdf"
    path.write_bytes(made)

    command = [str(Path(sys.executable).parent / "outloud"), str(path), "--no-info", "--skip", "TBL-002"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert verapdf_failures(path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_names_survive_into_the_text_of_a_document(name, monkeypatch):
    assert "".join(name.split()) in "".join(text_of(document("<h2>{{ name }}</h2>", monkeypatch, name=name)).split())


@pytest.mark.slow
def test_the_document_says_its_language_and_its_direction(monkeypatch):
    made = document("<h2>مرحبا</h2>", monkeypatch, language="ar")
    assert PdfReader(io.BytesIO(made)).trailer["/Root"]["/Lang"] == "ar"


@pytest.mark.slow
def test_what_people_typed_is_printed_and_never_obeyed(monkeypatch):
    typed = '<img src="http://x"><h1>=cmd|x</h1>{{ secret }}'
    assert typed.replace(" ", "") in text_of(document("<p>{{ typed }}</p>", monkeypatch, typed=typed)).replace(
        " ", ""
    ).replace("\n", "")


@pytest.mark.slow
def test_making_a_document_calls_nobody_and_reads_no_file(monkeypatch, tmp_path):
    """R37: a listener waits for a call from every way a page can name something elsewhere."""
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    calls: list[object] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        thread = threading.Thread(target=_listen, args=(listener, calls, stop := threading.Event()))
        thread.start()
        here = f"http://127.0.0.1:{listener.getsockname()[1]}"
        made = document(
            f'<h2>A</h2><link rel="stylesheet" href="{here}/a.css"><img src="{here}/b.png" alt="b">'
            f'<p style="background:url({here}/c.png)">x</p><object data="{secret.as_uri()}"></object>'
            f'<link rel="attachment" href="{secret.as_uri()}"><svg viewBox="0 0 9 9"><title>t</title>'
            f'<image href="{here}/d.svg" width="9" height="9"/></svg><style>@import "{here}/e.css";</style>',
            monkeypatch,
        )
        stop.set()
        thread.join()

    assert calls == []
    assert made.startswith(b"%PDF")
    assert "CANARY" not in text_of(made)
    assert b"CANARY" not in made


def _listen(listener, calls, stop):
    while not stop.is_set():
        try:
            calls.append(listener.accept())
        except TimeoutError:
            continue


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1/", "ftp://x/", "thread-font:../x.woff2"])
def test_the_fetcher_gives_nothing_but_our_fonts_and_data(address):
    with pytest.raises(ValueError, match=r"nothing from elsewhere|not a font"):
        ClosedFetcher([]).fetch(address)
    assert ClosedFetcher([]).fetch("data:text/plain,abc").read() == b"abc"


def test_a_chart_has_title_description_ids_of_its_own_and_no_style():
    bars = horizontal_bars("c2", title="Hours", description="In words.", bars=[Bar("<b>Ana</b>", 12, "12")])
    for key, chart in (("c1", CHART), ("c2", bars)):
        assert f'aria-labelledby="{key}-title {key}-desc"' in chart
        assert re.search(rf'^<svg [^>]*><title id="{key}-title">', chart)
        assert "style" not in chart
    assert "&lt;b&gt;Ana&lt;/b&gt;" in bars


def test_hidden_answers_are_one_grey_part_without_a_number():
    assert re.findall(r">(\d+)</text>", CHART) == ["6"]
    assert CHART.count("#b1b4b6") == 2
