"""What a person prints for themselves: a page for an adviser, and one letter. Tagged, streamed, never stored."""

import io
import re

import pytest
from pypdf import PdfReader

from involvement.shared.uploads.models import StoredFile
from tests.factories.involvement import InvitationFactory
from tests.payments.guard_walk import CARER, go, guard_by_link, walk

pytestmark = pytest.mark.django_db
ANSWERS = {**CARER, "held": ["carers_allowance", "pip"], "paid_as": "payroll"}
PRIVATE = ["Carer", "PIP", "170.00", "limit", "benefit week"]


def printed(client, which, kind="forum", **answers):
    invitation = InvitationFactory(offer__session__kind=kind)
    invitation.person.name = "=cmd|' /C calc'!A0 Siân Ŵyn"
    invitation.person.save()
    page = guard_by_link(invitation)
    response = go(client, page, walk(client, page, {**ANSWERS, **answers}), do=which)
    assert response["Content-Type"] == "application/pdf" and "no-store" in response["Cache-Control"]
    return PdfReader(io.BytesIO(response.content)), invitation


def words_of(pdf) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def test_the_page_for_an_adviser_has_facts_findings_working_sources_and_version(client):
    pdf, _invitation = printed(client, "adviser")
    text = words_of(pdf)

    for words in (
        "What I told",
        "How much other pay do you have that week? £170.00",
        "How old are you? not told",
        "You could lose the whole £86.45 for 1 week",
        "The limit for a week £204.00",
        "ICA Regs 1976 reg 8",
        "Rules version",
        "This is information, not advice.",
        "Testing Advice Centre",
    ):
        assert words in text, words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert not StoredFile.objects.exists()


def test_the_letter_is_one_tagged_page_about_the_activity_and_nothing_else(client):
    pdf, invitation = printed(client, "letter")
    text = words_of(pdf)

    assert len(pdf.pages) == 1 and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en-gb"
    for words in (
        invitation.offer.session.title,
        "Siân Ŵyn",
        "£50.00",
        "Expenses, apart from the fee:",
        "can stop at any time",
        "is being consulted as somebody who uses services",
        "regulations 53(2), 55(3)(b)",
        "SI 2014/591",
    ):
        assert words in text, words
    without_rules = text.split("is being consulted")[0] + text.split("parallel rules")[-1]
    assert not [word for word in PRIVATE if word in without_rules]


@pytest.mark.parametrize(
    ("kind", "capacity"),
    [("talk", "service_user"), ("forum", "none"), ("forum", ""), ("selection_panel", "service_user")],
)
def test_the_letter_calls_it_being_consulted_only_where_the_rules_do(client, kind, capacity):
    pdf, _invitation = printed(client, "letter", kind=kind, capacity=capacity)
    text = words_of(pdf)

    assert "consulted" not in text and "SI 2013/376" not in text


def test_a_carer_is_called_a_carer_in_the_letter(client):
    pdf, _invitation = printed(client, "letter", capacity="carer_of_consulted_person")

    assert "consulted as a carer of somebody who uses services" in words_of(pdf)


def test_nobody_prints_it_for_somebody_who_said_nothing(client):
    page = guard_by_link(InvitationFactory())
    nothing = go(client, page, client.get(page), held=["rather_not_say"])

    assert go(client, page, nothing, do="letter").status_code == 404
