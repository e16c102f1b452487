"""How long people stay signed in, what they see of it, and staff without a second factor (R11, R13)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.urls import reverse

from involvement.shared.accounts.models import Membership, Role
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    user = user_with(role, InstitutionFactory())
    client.force_login(user)
    return user


def let_pass(client, *, since_seen=0, since_began=0):
    session = client.session
    session["seen_at"] -= since_seen
    session["began_at"] -= since_began
    session.save()


def is_in(client):
    return client.get(reverse("accounts:account")).status_code == 200


@pytest.mark.parametrize(
    ("role", "since_seen", "since_began", "still_in"),
    [
        (Role.COORDINATOR, 29 * 60, 29 * 60, True),
        (Role.COORDINATOR, 31 * 60, 31 * 60, False),
        (Role.COORDINATOR, 120, 11 * 3600, True),
        (Role.COORDINATOR, 120, 12 * 3600 + 1, False),
        (Role.PARTICIPANT, 13 * 86400, 13 * 86400, True),
        (Role.PARTICIPANT, 120, 14 * 86400 + 1, False),
        (Role.STUDENT, 86400, 86400, True),
    ],
)
def test_sessions_end(client, role, since_seen, since_began, still_in):
    signed_in(client, role)
    let_pass(client, since_seen=since_seen, since_began=since_began)

    assert is_in(client) is still_in
    assert is_in(client) is still_in


def test_somebody_who_becomes_staff_gets_the_shorter_life_at_once(client):
    user = signed_in(client, Role.PARTICIPANT)
    Membership.objects.create(user=user, institution=InstitutionFactory(), role=Role.LECTURER)
    let_pass(client, since_seen=31 * 60, since_began=31 * 60)

    assert not is_in(client)


def test_being_signed_out_says_so_and_leads_back(client):
    signed_in(client, Role.COORDINATOR)
    let_pass(client, since_seen=3600, since_began=3600)

    answer = client.get(reverse("accounts:account"))

    assert answer["Location"] == "/account/login/?next=%2Faccount%2F"
    assert "to keep your account safe" in client.get(answer["Location"]).content.decode()


def test_the_stamp_costs_nothing_within_a_minute(client, django_assert_num_queries):
    signed_in(client, Role.PARTICIPANT)
    is_in(client)

    with django_assert_num_queries(4):  # session, user, memberships for the menu, whether there is a record
        is_in(client)


def test_people_see_where_they_are_signed_in_and_end_the_others(client):
    user = user_with(Role.PARTICIPANT, InstitutionFactory(is_demo=True))
    phone = type(client)(headers={"user-agent": "Phone"})
    for browser in [client, phone]:
        browser.post(reverse("accounts:demo_sign_in"), {"user": user.pk})
    assert UserSession.objects.count() == 2
    assert "Another device" in client.get("/account/sessions/").content.decode()

    client.post("/account/sessions/")

    assert is_in(client) and not is_in(phone)


def test_a_new_session_key_comes_with_signing_in(client, settings):
    client.get("/")
    client.session.save()
    before = client.session.session_key
    signed_in(client, Role.PARTICIPANT)
    assert client.session.session_key != before


def test_staff_without_a_second_factor_are_led_to_one(client, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    user = signed_in(client, Role.COORDINATOR)

    assert client.get("/home/")["Location"] == "/account/2fa/"
    assert client.post("/home/")["Location"] == "/account/2fa/"
    assert "please add a passkey" in client.get("/account/2fa/").content.decode().lower()
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert client.get("/account/logout/").status_code == 200

    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert client.get("/home/").status_code == 200


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.SUPPORTER, Role.STUDENT, Role.EXTERNAL_REVIEWER])
def test_others_are_never_made_to_have_one(client, settings, role):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    signed_in(client, role)

    assert client.get("/home/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    user = signed_in(client, Role.LECTURER)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert client.get("/home/").status_code == 302


def test_the_secret_of_an_authenticator_app_is_sealed(client):
    user = signed_in(client, Role.LECTURER)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")

    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)

    assert "JBSWY3DPEHPK3PXP" not in str(row.data)
    assert row.wrap().instance.pk == row.pk


def test_a_second_factor_is_asked_for_after_the_code(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
    from django.core.cache import cache

    from involvement.shared.notify.models import Message
    from tests.shared.test_accounts_sign_in import code_in

    cache.clear()
    user = user_with(Role.LECTURER, InstitutionFactory(), email="lee@example.test")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.post("/account/login/", {"login": "lee@example.test"})
    answer = client.post("/account/login/code/confirm/", {"code": code_in(Message.objects.get())})

    assert answer["Location"] == "/account/2fa/authenticate/" and "_auth_user_id" not in client.session
    assert client.get("/home/").status_code == 302
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post(answer["Location"], {"code": format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert time.time() - client.session["began_at"] < 60
