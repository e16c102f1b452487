"""Signing in as people do: a code on the phone, a passkey at the desk, and the keyboard alone."""

import re

import pytest
from django.core.cache import cache

from involvement.shared.accounts.models import Role
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def partner():
    return PartnerFactory(with_account=True, person__email="jo@example.test").person.user


@pytest.fixture
def lecturer():
    return user_with(Role.LECTURER, InstitutionFactory(), email="lee@example.test")


def newest_code():
    return re.search(r"\b(\d{6})\b", Message.objects.order_by("-created_at").first().body).group(1)


def ask_for_code(page, address):
    page.goto("/account/login/")
    page.get_by_label("Your e-mail address or mobile number").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/login/code/confirm/**")


def sign_in_by_code(page, address):
    ask_for_code(page, address)
    page.get_by_label("Code").fill(newest_code())
    page.get_by_role("button", name="Continue").click()


def give_authenticator(page):
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_partner_signs_in_on_the_phone_with_an_e_mailed_code(phone, partner, axe):
    phone.goto("/account/login/")
    axe(phone)
    phone.get_by_role("button", name="Send me a code").click()
    axe(phone)
    assert "There is a problem" in phone.content()

    ask_for_code(phone, "jo@example.test")
    axe(phone)
    phone.get_by_label("Code").fill("12")
    phone.get_by_role("button", name="Continue").click()
    axe(phone)
    phone.get_by_label("Code").fill(newest_code())
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url("**/home/")

    for path in [
        "/account/",
        "/account/who-has-looked/",
        "/account/sessions/",
        "/account/phone/change/",
        "/account/logout/",
    ]:
        phone.goto(path)
        axe(phone)
    phone.get_by_role("main").get_by_role("button", name="Sign out").click()
    phone.wait_for_url("**/")
    phone.goto("/home/")
    assert "/account/login/" in phone.url


def test_staff_add_a_passkey_when_led_to_it_and_sign_in_with_it(desktop, lecturer, settings, axe):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    give_authenticator(desktop)
    sign_in_by_code(desktop, "lee@example.test")
    desktop.wait_for_url("**/account/2fa/")
    axe(desktop)
    desktop.goto("/account/2fa/totp/activate/")
    axe(desktop)
    desktop.goto("/account/2fa/webauthn/add/")
    axe(desktop)
    desktop.get_by_label("Passwordless").check()
    desktop.get_by_role("button", name="Add the passkey").click()
    desktop.wait_for_url(lambda url: "webauthn/add" not in url)
    for path in ["/account/2fa/", "/account/2fa/webauthn/", "/account/2fa/recovery-codes/"]:
        desktop.goto(path)
        axe(desktop)

    desktop.context.clear_cookies()
    desktop.goto("/account/login/")
    desktop.get_by_role("button", name="Use a passkey").click()
    desktop.wait_for_url("**/home/")


def test_after_the_code_staff_are_asked_for_their_passkey(desktop, lecturer, axe):
    give_authenticator(desktop)
    sign_in_by_code(desktop, "lee@example.test")
    desktop.wait_for_url("**/home/")
    desktop.goto("/account/2fa/webauthn/add/")
    desktop.get_by_role("button", name="Add the passkey").click()
    desktop.wait_for_url(lambda url: "webauthn/add" not in url)
    desktop.context.clear_cookies()

    sign_in_by_code(desktop, "lee@example.test")
    desktop.wait_for_url("**/2fa/authenticate/")
    axe(desktop)
    desktop.get_by_role("button", name="Use a passkey").click()
    desktop.wait_for_url("**/home/")


def test_a_passkey_that_says_no_is_told_on_the_page(desktop, lecturer):
    desktop.goto("/account/login/")
    desktop.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    desktop.get_by_role("button", name="Use a passkey").click()
    desktop.get_by_text("The passkey did not work.").wait_for()


def test_the_keyboard_is_enough(desktop, partner):
    desktop.goto("/account/login/")
    box = desktop.get_by_label("Your e-mail address or mobile number")
    for _ in range(20):
        if box.evaluate("e => e === document.activeElement"):
            break
        desktop.keyboard.press("Tab")
    desktop.keyboard.type("jo@example.test")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/login/code/confirm/**")
    code = desktop.get_by_label("Code")
    for _ in range(20):
        if code.evaluate("e => e === document.activeElement"):
            break
        desktop.keyboard.press("Tab")
    desktop.keyboard.type(newest_code())
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/home/")
