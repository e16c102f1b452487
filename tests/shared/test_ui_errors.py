import pytest
from django.test import Client
from django.urls import reverse

from involvement.shared.accounts.models import Role
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shared.raising_urls")]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("code", ["400", "403", "413", "500", "503"])
def test_each_problem_has_its_plain_page_with_a_number(visitor, code):
    answer = visitor.get(f"/problem/{code}/")

    page = answer.content.decode()
    assert answer.status_code == int(code)
    assert page.count("<h1") == 1
    assert "say this number" in page
    assert "secret detail" not in page


def test_a_database_that_is_away_says_when_to_come_back(visitor):
    assert visitor.get("/problem/503/")["Retry-After"] == "30"


def test_our_own_fault_asks_the_database_nothing(visitor, django_assert_num_queries):
    visitor.force_login(user_with(Role.COORDINATOR, InstitutionFactory()))
    with django_assert_num_queries(2):  # the session and the account, before the page is reached
        answer = visitor.get("/problem/500/")

    assert b"Sign out" not in answer.content


def test_a_missing_page_never_differs(visitor):
    first, second = visitor.get("/nothing/here/"), visitor.get("/nothing/there/")

    assert first.status_code == 404
    assert first.content == second.content
    assert b"Page not found" in first.content


def test_an_address_that_only_takes_forms_says_so(visitor):
    answer = visitor.get("/only-post/")

    assert answer.status_code == 405
    assert b"Nothing has been saved" in answer.content
    assert answer["Allow"] == "POST"


def test_a_form_that_is_too_old_keeps_what_was_typed():
    answer = Client(enforce_csrf_checks=True).post("/only-post/", {"note": "long text"})

    assert answer.status_code == 403
    assert b"copy what you typed" in answer.content


def test_a_refusal_says_its_sentence_and_leads_back(visitor):
    answer = visitor.get("/problem/409/", headers={"referer": "http://testserver/my/offers/7/"})

    assert answer.status_code == 409
    assert b"This session has already started." in answer.content
    assert b'href="http://testserver/my/offers/7/"' in answer.content


def test_a_refusal_never_leads_to_another_site(visitor):
    answer = visitor.get("/problem/409/", headers={"referer": "https://elsewhere.example/x"})

    assert b"elsewhere.example" not in answer.content


def test_every_component_stands_on_one_page_in_the_demonstration(visitor, settings):
    settings.DEMO = True
    page = visitor.get(reverse("ui:components")).content.decode()

    assert page.count("<h1") == 1
    for part in ("summary-list", "pagination", "warning-text", "tag", "radios", "checkboxes", "date-input", "panel"):
        assert f"govuk-{part}" in page


def test_the_form_of_the_components_page_shows_its_problems(visitor):
    page = visitor.post(reverse("ui:components"), {"send": "x", "email": "no"}).content.decode()

    assert "<title>Error: Parts of our pages" in page
    assert 'href="#id_answer_0"' in page
    assert 'value="no"' in page


def test_outside_the_demonstration_components_are_for_staff(visitor, settings):
    settings.DEMO = False
    address = reverse("ui:components")

    assert visitor.get(address).status_code == 404
    visitor.force_login(user_with(Role.PARTICIPANT, InstitutionFactory()))
    assert visitor.get(address).status_code == 404
    visitor.force_login(user_with(Role.LECTURER, InstitutionFactory()))
    assert visitor.get(address).status_code == 200
