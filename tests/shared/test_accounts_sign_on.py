"""Signing on through the institution (OpenID Connect), against a stand-in for it on this machine."""

from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.urls import reverse

from involvement.shared.accounts.models import Role, User
from tests.factories.accounts import InstitutionFactory, UserFactory, user_with
from tests.shared.stand_in_institution import CLIENT, SECRET, institution

pytestmark = pytest.mark.django_db
START = "/account/oidc/institution/login/"
CLAIMS_THAT_ARE_WRONG = [
    {"nonce": "of another attempt"},
    {"nonce": ""},
    {"aud": "another-service"},
    {"iss": "https://somebody.else.example"},
    {"exp": 1},
    {"sub": "another person"},
]


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def there(settings):
    with institution(sub="staff-7", email="ana@example.test", email_verified=True, name="Ana") as found:
        app = {
            "provider_id": "institution",
            "name": "your university account",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": found.address},
        }
        ours = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**ours, "APPS": [app]}}
        yield found


@pytest.fixture
def staff():
    user = user_with(Role.COORDINATOR, InstitutionFactory())
    User.objects.filter(pk=user.pk).update(email="ana@example.test")
    return user


def asked(client):
    """The address at the institution that the person is sent to."""
    return client.post(START)["Location"]


def come_back(address):
    """What the institution's page sends the browser back with."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return back


def sign_on(client):
    back = urlsplit(come_back(asked(client)))
    return client.get(f"{back.path}?{back.query}")


def nobody_is_in(client):
    return "_auth_user_id" not in client.session and not SocialAccount.objects.exists()


def test_staff_sign_on_with_the_account_of_their_institution(client, there, staff):
    answer = sign_on(client)

    assert answer["Location"] == reverse("dashboards:home")
    assert client.session["_auth_user_id"] == str(staff.pk)
    assert SocialAccount.objects.get().uid == "staff-7"
    client.logout()
    assert sign_on(client)["Location"] == reverse("dashboards:home"), "the second time it is known by its number"


def test_what_is_asked_for_is_bound_to_this_attempt(client, there, staff):
    first, second = (parse_qs(urlsplit(asked(client)).query) for _ in range(2))

    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
    assert set(first["scope"][0].split()) == {"openid", "profile", "email"}


def test_the_sign_in_page_offers_it_where_it_is_set_up(client, there):
    assert "Use your university account" in client.get("/account/login/").content.decode()


def test_an_unknown_e_mail_is_not_let_in_and_makes_no_account(client, there, staff):
    there.person["email"] = "stranger@example.test"

    answer = sign_on(client)

    assert nobody_is_in(client)
    assert User.objects.count() == 1
    page = client.get(answer["Location"]) if answer.status_code == 302 else answer
    assert "You need an invitation" in page.content.decode()


def test_an_e_mail_that_the_institution_has_not_checked_lets_nobody_in(client, there, staff):
    there.person["email_verified"] = False

    sign_on(client)

    assert nobody_is_in(client)


def test_an_account_that_was_closed_is_not_let_in(client, there, staff):
    User.objects.filter(pk=staff.pk).update(is_active=False)

    sign_on(client)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("lies", CLAIMS_THAT_ARE_WRONG, ids="-".join)
def test_a_token_that_claims_something_wrong_is_refused(client, there, staff, lies):
    there.lies = lies

    answer = sign_on(client)

    assert nobody_is_in(client)
    assert "Signing in did not work" in answer.content.decode()


def test_a_token_signed_by_somebody_else_is_refused(client, there, staff):
    there.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert "Signing in did not work" in sign_on(client).content.decode()
    assert nobody_is_in(client)


@pytest.mark.parametrize(("algorithm", "key"), [("HS256", "the public key is no secret, so this proves nothing")])
def test_a_token_signed_with_a_shared_secret_is_refused(client, there, staff, algorithm, key):
    there.algorithm, there.signs_with = algorithm, key

    assert "Signing in did not work" in sign_on(client).content.decode()
    assert nobody_is_in(client)


def test_details_about_somebody_else_are_refused(client, there, staff):
    UserFactory(email="boss@example.test")
    there.details = {"sub": "boss-1", "email": "boss@example.test"}

    assert "Signing in did not work" in sign_on(client).content.decode()
    assert nobody_is_in(client)


def test_coming_back_without_having_left_is_refused(client, there, staff):
    back = urlsplit(come_back(asked(client)))
    client.cookies.clear()

    answer = client.get(f"{back.path}?{back.query}")

    assert nobody_is_in(client)
    assert "Signing in did not work" in answer.content.decode()


def test_the_same_way_back_works_once(client, there, staff):
    back = urlsplit(come_back(asked(client)))
    client.get(f"{back.path}?{back.query}")
    client.logout()

    client.get(f"{back.path}?{back.query}")

    assert "_auth_user_id" not in client.session


def test_an_institution_that_is_down_is_said_plainly(client, there, staff):
    back = urlsplit(come_back(asked(client)))
    there.server.shutdown()
    there.server.server_close()

    for answer in (client.get(f"{back.path}?{back.query}"), client.post(START)):
        assert answer.status_code == 401
        assert "Signing in did not work" in answer.content.decode()
    assert nobody_is_in(client)
