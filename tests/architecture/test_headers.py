"""What every answer carries, errors too (R33)."""

import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Role
from tests.architecture.pages import all_pages
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = pytest.mark.django_db
OPEN = ["/", "/account/login/", "/account/signup/", "/not-there/", "/o/AAAAAAAAAAAAAAAAAAAAAAAAAAA/"]
BEHIND = ["/home/", "/account/", "/account/who-has-looked/", "/account/2fa/", "/account/sessions/", "/not-there/"]


def assert_protected(answer):
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy
    for part in ["frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "object-src 'none'"]:
        assert part in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_are_protected(client, path):
    assert_protected(client.get(path))


@pytest.mark.parametrize("path", BEHIND)
def test_what_somebody_signed_in_sees_is_protected_and_stays_in_no_cache(client, path):
    client.force_login(user_with(Role.COORDINATOR, InstitutionFactory()))

    answer = client.get(path)

    assert_protected(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_refusal_is_protected_too(client):
    client.force_login(user_with(Role.STUDENT, InstitutionFactory()))
    closed = next(p for p in all_pages() if p.permission and not p.params and not p.is_for(Role.STUDENT))
    answer = client.get(reverse(closed.name))
    assert answer.status_code == 403
    assert_protected(answer)


def test_the_sign_in_page_is_not_kept(client):
    assert "no-cache" in client.get("/account/login/")["Cache-Control"]


def test_private_links_tell_nobody_where_they_were(client):
    answer = client.get("/o/AAAAAAAAAAAAAAAAAAAAAAAAAAA/")
    assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]
