"""Published examples: acceptance points 1–8, 12, 13, 16, 19–21 and 23 of the seed cases, W2, W3, W4, P and E9."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from involvement.activities.visioning_workshop.models import Contribution, Need, UniversityOffer
from involvement.dashboards.library.load import SHORT_FORM
from involvement.models import PublishedExample, Quote, Series, Session
from involvement.shared.accounts.models import Institution, Role
from programmes.models import ImprovementArea
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = pytest.mark.django_db
FULL = Path(__file__).resolve().parents[3] / "shared" / "domain" / "seed_cases.json"
needs_full = pytest.mark.skipif(not FULL.exists(), reason="the full file of examples is not beside the project")


@pytest.fixture
def short_form(capsys):
    call_command("load_published_examples")
    capsys.readouterr()


@pytest.fixture
def full_file(capsys):
    call_command("load_published_examples", str(FULL))
    capsys.readouterr()
    return json.loads(FULL.read_text(encoding="utf-8"))


def page(client, key=None, **query):
    url = reverse("dashboards:example", args=[key]) if key else reverse("dashboards:library")
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", [SHORT_FORM, pytest.param(FULL, marks=needs_full)])
def test_2_a_second_load_creates_and_changes_nothing(path, capsys):
    call_command("load_published_examples", str(path))
    first = capsys.readouterr().out
    call_command("load_published_examples", str(path))

    assert "created, 0 changed" in first
    assert not first.startswith("0 created")
    assert capsys.readouterr().out.strip() == "0 created, 0 changed"


@needs_full
def test_the_full_file_takes_the_place_of_the_short_form_and_not_the_other_way_round(short_form, capsys):
    call_command("load_published_examples", str(FULL))
    call_command("load_published_examples")

    assert "Left as they are" in capsys.readouterr().out
    assert PublishedExample.objects.filter(short_form=False).count() == 5
    assert Series.objects.count() == 2


@needs_full
def test_w4_every_text_of_the_full_file_is_kept_letter_by_letter(full_file):
    case = full_file["cases"]["blackburn_workshop"]
    assert list(Contribution.objects.values_list("text", flat=True)) == [c["text"] for c in case["contributions"]]
    assert list(Need.objects.values_list("text", flat=True)) == [row["need"] for row in case["need_offer_rows"]]
    offers = [offer["text"] for row in case["need_offer_rows"] for offer in row["offers"]]
    stored = UniversityOffer.objects.order_by("need__position", "position").values_list("text", flat=True)
    assert list(stored) == offers


@needs_full
def test_the_files_own_checks_agree_with_the_rows(full_file):
    checks = full_file["checks"]
    workshop = Session.objects.get(published_example__key="blackburn_workshop")
    assert sum(line.count for line in workshop.headcount.all()) == checks["blackburn_headcount_sum"]
    assert Need.objects.filter(offers=None).count() == checks["blackburn_rows_without_offer"]
    assert UniversityOffer.objects.count() == checks["blackburn_offer_cells"]
    assert UniversityOffer.objects.filter(pairing="uncertain").count() == checks["blackburn_uncertain_cells"]
    assert Session.objects.filter(series__isnull=False).count() == checks["mend_the_gap_weeks"]
    areas = ImprovementArea.objects.filter(institution__is_library=True)
    assert areas.count() == checks["scie_areas"]


def test_1_the_list_has_five_entries_and_says_they_are_not_our_data(client, short_form):
    text = page(client)
    assert text.count("govuk-summary-card__title-wrapper") == 5
    assert text.count("Imported, not our data.") >= 5
    assert "the sixth question" in text


@needs_full
def test_3_a_search_for_honesty_finds_the_lists_and_nothing_of_a_personal_story(client, full_file):
    text = page(client, q="honesty")
    results = text.split("The examples</h2>", 1)[0]
    assert "<li>" in results
    assert "Empathy, warmth, trustworthiness and honesty." in results
    assert results.count("<li>") == 2
    for word in ("drug", "alcohol", "child protection history"):
        assert word not in page(client, q=word).split("The examples</h2>", 1)[0].replace(f'value="{word}"', "").replace(
            f"“{word}”", ""
        )


@needs_full
def test_4_to_8_the_blackburn_page(client, full_file):
    text = page(client, "blackburn_workshop")
    assert "21st February (year not in the source)" in text
    assert "Bootstrap Enterprises" in text
    assert "Numbers as published by the source." in text
    numbers = [f'govuk-table__cell--numeric">{n}</td>' for n in (4, 2, 3, 1, 2, 12)]
    assert all(number in text for number in numbers)
    assert text.count('class="app-printed-list__item"') == 17
    assert text.index("number lost in the source") > text.index(">6.</span>")
    assert text.index("number lost in the source") < text.index(">8.</span>")
    assert "across services.</li>" in text
    assert "The issues and their votes are not in the source." in text
    assert text.count("no offer recorded") == 4
    assert text.count("govuk-tag--yellow") == 6
    assert "£9k" in text


@needs_full
def test_12_and_13_the_mend_the_gap_page(client, full_file):
    text = page(client, "mend_the_gap_pilot")
    assert "eight weeks" in text
    assert text.count("number not in the source") == 4
    assert "Yvonne, Social Work student" in text
    assert "student, carer" in text
    assert "already published it" in text


@needs_full
def test_13_a_quote_that_was_not_published_is_not_shown_to_the_public(client, full_file):
    Quote.objects.update(consent=Quote.Consent.WITHOUT_NAME)
    assert "Yvonne" not in page(client, "mend_the_gap_pilot")


def test_16_six_are_announced_and_five_printed(client, short_form):
    text = page(client, "suffolk_offer")
    assert "The source announces six and prints five." in text
    assert text.count("Announced by the source and not printed.") == 1


@needs_full
def test_19_nine_key_qualities_in_order_and_a_question_set_without_questions(client, full_file):
    text = page(client, "suffolk_offer")
    qualities = full_file["cases"]["suffolk_offer"]["key_qualities"]
    places = [text.index(f"<li>{quality}</li>") for quality in qualities]
    assert places == sorted(places)
    assert len(places) == 9
    assert "The questions are not in the source." in text


@needs_full
def test_20_and_21_the_voices_page(client, full_file):
    text = page(client, "voices_of_experience")
    assert ">84" in text
    assert "average" not in text
    assert "What clients want" in text
    for kind in ("Shadowing", "Talk", "Visit", "Placement assessment panel"):
        assert f'<td class="govuk-table__cell">{kind}</td>' in text


def test_23_progress_in_the_plan_is_set_by_people(client, short_form):
    user = user_with(Role.COORDINATOR, InstitutionFactory())
    client.force_login(user)
    address = reverse("dashboards:development_plan")
    before = client.get(address).content.decode()
    assert before.count("Not said yet") == 5

    client.post(address, {"position": 3, "progress": "started"})

    after = client.get(address).content.decode()
    assert after.count("Not said yet") == 4
    assert ImprovementArea.objects.filter(progress="started").get().key == "payment"
    assert not ImprovementArea.objects.filter(institution__is_library=True).exclude(progress="").exists()


def test_another_institutions_plan_is_not_touched(client, short_form):
    mine, theirs = InstitutionFactory(), InstitutionFactory()
    client.force_login(user_with(Role.COORDINATOR, mine))
    client.post(reverse("dashboards:development_plan"), {"position": 1, "progress": "strong"})
    client.force_login(user_with(Role.COORDINATOR, theirs))
    assert client.get(reverse("dashboards:development_plan")).content.decode().count("Not said yet") == 5


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.LECTURER, Role.FINANCE, Role.STUDENT])
def test_the_plan_is_for_coordinators(client, short_form, role):
    client.force_login(user_with(role, InstitutionFactory()))
    assert client.get(reverse("dashboards:development_plan")).status_code == 403


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "not JSON"),
        ("[]", "not a file of published examples"),
        ('{"schema_version": 2, "cases": {}}', "not a file of published examples"),
        ('{"schema_version": 1, "sources": [], "cases": {"mine": {}}}', "nobody knows how to load: mine"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_and_nothing_is_loaded(tmp_path, content, sentence):
    file = tmp_path / "examples.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("load_published_examples", str(file))
    assert not Institution.objects.filter(is_library=True).exists()


def test_an_example_that_lacks_a_fact_loads_nothing(tmp_path):
    content = json.loads(SHORT_FORM.read_text(encoding="utf-8"))
    del content["cases"]["blackburn_workshop"]["venue"]
    file = tmp_path / "examples.json"
    file.write_text(json.dumps(content))
    with pytest.raises(CommandError, match="blackburn_workshop lacks 'venue'"):
        call_command("load_published_examples", str(file))
    assert not PublishedExample.objects.exists()


@needs_full
def test_no_sentence_of_a_source_stands_in_the_short_form():
    """Runs of eight words or more may not be shared, but for the names of bodies, titles and places."""
    full, short = FULL.read_text(encoding="utf-8").lower(), json.loads(SHORT_FORM.read_text(encoding="utf-8"))
    folded = " ".join("".join(c if c.isalnum() else " " for c in full).split())
    shared = [text for text in _texts(short) if _run_of_eight(text, folded)]
    assert shared == ["Involving service users and carers in social work education"] or all(
        "SCIE" in text or text.startswith("Involving") for text in shared
    )


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _run_of_eight(text, folded):
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return any(" ".join(words[at : at + 8]) in folded for at in range(len(words) - 7))
