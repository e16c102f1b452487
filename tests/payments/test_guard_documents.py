"""What a person prints for themselves: a page for an adviser, and one letter. Tagged, streamed, never stored."""

import io
import re

import pytest
from pypdf import PdfReader

from involvement.shared.documents.fonts import faces
from involvement.shared.uploads.models import StoredFile
from tests.factories.involvement import InvitationFactory
from tests.payments.guard_walk import CARER, ON_UC, go, guard_by_link, walk

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
        "How much other pay do you have that week? £170.",
        "Not told: How old are you?",
        "The payment: £50.00, before tax.",
        "A The fee: £50.00. B The smaller fee: £20.00. C Only my costs. D Nothing.",
        "A: You could lose it all. You could lose the whole £86.45 for 1 week",
        "What the adviser must decide",
        "You must tell these yourself. We do not tell them for you: the Carer's Allowance Unit, straight away",
        "The limit for a week £204.00",
        "ICA Regs 1976 reg 8",
        "Rules version",
        "This is information, not advice.",
        "Testing Advice Centre",
    ):
        assert words in text, words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert not StoredFile.objects.exists()


BENEFITS = {
    1: ["carers_allowance"],
    3: ["universal_credit", "carers_allowance", "pip"],
    6: ["universal_credit", "carers_allowance", "pip", "council_tax_reduction", "dla", "child_benefit"],
}


in_our_typeface = pytest.mark.skipif(not faces(), reason="Measures our typeface, which is made with the styles.")


@in_our_typeface
@pytest.mark.parametrize("number", BENEFITS)
def test_the_page_for_an_adviser_is_one_page_for_one_three_and_six_benefits(client, number):
    pdf, _invitation = printed(client, "adviser", kind="talk", **{**ON_UC, "held": BENEFITS[number]})

    assert len(pdf.pages) == 1 and "page 1 of" not in words_of(pdf)
    assert smallest_letters(pdf) >= 9
    width, height = (round(float(side) * 25.4 / 72) for side in pdf.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    assert words_of(pdf).count("This is information, not advice.") == 1


@in_our_typeface
def test_what_does_not_fit_goes_on_to_a_numbered_page_and_nothing_is_lost(client):
    held = [*BENEFITS[6], "esa_new_style", "housing_benefit", "pension_credit", "jsa_new_style", "student_finance"]
    pdf, _invitation = printed(client, "adviser", kind="talk", **{**ON_UC, "held": held})
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in pdf.pages]

    assert len(pages) == 2 and smallest_letters(pdf) >= 9
    assert "page 1 of 2" in pages[0] and "page 2 of 2" in pages[1]
    for words in ("Student finance", "New Style JSA", "Send form PW1 before you start.", "Testing Advice Centre"):
        assert words in words_of(pdf), words


def smallest_letters(pdf) -> float:
    """Points of the smallest letters on any page."""
    sizes: list[float] = []
    for page in pdf.pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, _font, size: (
                sizes.append(round(abs(cm[3] * tm[3] * size), 1)) if text.strip() else None
            )
        )
    return min(sizes)


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
