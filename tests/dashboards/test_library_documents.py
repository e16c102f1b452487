"""The published examples as PDF: the same facts as the page, tagged, made once."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from involvement.dashboards.library.documents import make_missing_documents
from involvement.dashboards.library.load import SHORT_FORM
from involvement.models import PublishedExample
from tests.shared.pdf_checks import text_of, verapdf_failures

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FULL = Path(__file__).resolve().parents[3] / "shared" / "domain" / "seed_cases.json"


def test_4_to_8_the_blackburn_document_says_what_the_page_says(tmp_path, client):
    call_command("load_published_examples", str(FULL if FULL.exists() else SHORT_FORM))
    assert make_missing_documents() == 5
    assert make_missing_documents() == 0

    response = client.get(reverse("dashboards:example_pdf", args=["blackburn_workshop"]))
    document = tmp_path / "blackburn.pdf"
    document.write_bytes(b"".join(response.streaming_content))

    assert verapdf_failures(document) == []
    text = " ".join(text_of(document.read_bytes()).split())
    assert "21st February (year not in the source)" in text
    assert "Bootstrap Enterprises" in text
    assert "Numbers as published by the source." in text
    assert "The issues and their votes are not in the source." in text
    assert text.count("no offer recorded") == 4
    assert "£9k" in text


def test_a_changed_example_gets_a_new_document():
    call_command("load_published_examples")
    make_missing_documents()
    PublishedExample.objects.filter(key="suffolk_offer").update(title="Changed by hand")

    call_command("load_published_examples")

    assert list(PublishedExample.objects.filter(pdf="").values_list("key", flat=True)) == ["suffolk_offer"]
    assert make_missing_documents() == 1


def test_while_the_document_is_missing_the_page_says_so(client):
    call_command("load_published_examples")

    page = client.get(reverse("dashboards:example", args=["suffolk_offer"])).content.decode()

    assert "is being made" in page
    assert client.get(reverse("dashboards:example_pdf", args=["suffolk_offer"])).status_code == 404
