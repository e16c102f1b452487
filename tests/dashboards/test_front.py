import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Role
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = pytest.mark.django_db


def test_the_front_page_opens_for_everybody(client):
    page = client.get(reverse("dashboards:front"))

    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert b"Skip to main content" in page.content


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_start_page(client, role):
    client.force_login(user_with(role, InstitutionFactory()))

    page = client.get(reverse("dashboards:home"))

    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert b"Sign out" in page.content
