"""Signing in with a code, without telling anybody who has an account (R10, R11, R12)."""

import re
import statistics
import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from involvement.shared.accounts.models import Role, User
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
LOGIN, CONFIRM = "/account/login/", "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def ask(client, address):
    return client.post(LOGIN, {"login": address})


def code_in(message):
    return re.search(r"\b(\d{6})\b", message.body).group(1)


def rows_of(django_client, address):
    """Everything about the answer that a stranger can see."""
    answer = ask(django_client, address)
    page = django_client.get(answer["Location"]).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return answer.status_code, answer["Location"], page.replace(address, "ADDRESS")


def test_a_code_by_e_mail_signs_in_once(client):
    user = UserFactory(email="ana@example.test")

    assert ask(client, "Ana@Example.test")["Location"] == CONFIRM
    message = Message.objects.get()
    answer = client.post(CONFIRM, {"code": code_in(message)})

    assert answer["Location"] == reverse("dashboards:home")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (message.channel, message.address, message.kind) == ("email", "ana@example.test", "sign_in_code")
    client.logout()
    ask(client, "ana@example.test")
    assert client.post(CONFIRM, {"code": code_in(message)}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("typed", ["07700 900123", "+44 7700 900123", "(07700) 900-123"])
def test_a_code_by_text_message_signs_in_when_the_number_was_proved(client, typed):
    user = UserFactory(email=None, phone="+447700900123", phone_verified=True)

    ask(client, typed)
    message = Message.objects.get()
    client.post(CONFIRM, {"code": code_in(message)})

    assert (message.channel, message.address) == ("text", "+447700900123")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_number_that_nobody_proved_opens_nothing(client):
    UserFactory(phone="+447700900123", phone_verified=False)

    ask(client, "07700 900123")

    assert not re.search(r"\d{6}", Message.objects.get().body)


@pytest.mark.parametrize(
    ("known", "unknown"), [("known@example.test", "nobody@example.test"), ("+447700900123", "+447700900124")]
)
def test_known_and_unknown_addresses_look_the_same_and_write_one_row_each(client, known, unknown):
    UserFactory(email="known@example.test", phone="+447700900123", phone_verified=True)

    assert rows_of(client, known) == rows_of(type(client)(), unknown)
    assert [m.kind for m in Message.objects.all()] == ["sign_in_code"] * 2


def test_an_account_that_was_switched_off_looks_like_no_account(client):
    UserFactory(email="gone@example.test", is_active=False)

    ask(client, "gone@example.test")

    assert not re.search(r"\d{6}", Message.objects.get().body)


def test_known_and_unknown_addresses_cost_the_same_queries(client, django_assert_max_num_queries):
    UserFactory(email="known@example.test")
    counts = []
    for address in ["known@example.test", "nobody@example.test"]:
        with django_assert_max_num_queries(40) as queries:
            ask(type(client)(), address)
        counts.append([re.sub(r"'.*?'|\d+", "", q["sql"])[:60] for q in queries.captured_queries])
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_known_and_unknown_addresses_take_the_same_time(client):
    for n in range(60):
        UserFactory(email=f"known{n}@example.test")
    took = {"known": [], "other": []}
    for n in range(60):
        cache.clear()
        for word, times in took.items():
            began = time.thread_time()  # on the processor, so that a busy machine does not count
            ask(type(client)(), f"{word}{n}@example.test")
            times.append(time.thread_time() - began)
    known, other = (statistics.median(times[10:]) for times in took.values())
    assert abs(known - other) / max(known, other) < 0.10


def test_three_wrong_codes_end_it(client):
    UserFactory(email="ana@example.test")
    ask(client, "ana@example.test")
    right = code_in(Message.objects.get())
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(3):
        answer = client.post(CONFIRM, {"code": wrong})
    assert answer.status_code == 302
    client.post(CONFIRM, {"code": right})

    assert "_auth_user_id" not in client.session


def test_a_code_ends_after_ten_minutes(client, monkeypatch):
    UserFactory(email="ana@example.test")
    ask(client, "ana@example.test")
    right = code_in(Message.objects.get())
    later = time.time() + 601
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)

    client.post(CONFIRM, {"code": right})

    assert "_auth_user_id" not in client.session


def test_a_new_code_can_be_asked_for_and_ends_the_old_one(client):
    UserFactory(email="ana@example.test")
    ask(client, "ana@example.test")
    old = code_in(Message.objects.get())

    client.post(CONFIRM, {"action": "resend"})
    new = code_in(Message.objects.order_by("created_at").last())

    assert old == new or client.post(CONFIRM, {"code": old}).status_code == 200
    client.post(CONFIRM, {"code": new})
    assert "_auth_user_id" in client.session


def test_one_address_is_asked_five_times_and_no_more_known_or_not(client):
    UserFactory(email="ana@example.test")
    for address in ["ana@example.test", "nobody@example.test"]:
        Message.objects.all().delete()
        answers = [ask(type(client)(), address).status_code for _ in range(7)]
        assert answers == [302] * 5 + [200] * 2
        assert Message.objects.count() == 5


def test_a_class_behind_one_address_gets_in(client):
    """R12: fifty people in a minute, each with their own e-mail address, all get a code."""
    assert {ask(type(client)(), f"student{n}@example.test").status_code for n in range(50)} == {302}


@pytest.mark.parametrize("typed", ["", "ana", "@", "12", "=cmd|' /C calc'!A0", "x" * 300, "\u202e@example", "😀"])
def test_what_is_no_address_gets_a_sentence_and_keeps_what_was_typed(client, typed):
    answer = ask(client, typed)

    assert answer.status_code == 200 and not Message.objects.exists()
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "password/change/", "password/set/", "email/", "signup/passkey/"]
)
def test_nobody_makes_an_account_or_a_password_alone(client, path):
    answer = client.post(f"/account/{path}", {"email": "new@example.test", "password1": "a-long-password-1"})

    assert answer.status_code in (200, 404)
    assert not User.objects.exists()
    if answer.status_code == 200:
        assert "You need an invitation" in answer.content.decode()


def test_where_to_go_after_signing_in_is_kept_but_never_another_site(client):
    UserFactory(email="ana@example.test")
    for wanted, got in [("/account/", "/account/"), ("https://evil.test/", reverse("dashboards:home"))]:
        Message.objects.all().delete()
        cache.clear()
        answer = client.post(f"{LOGIN}?next={wanted}", {"login": "ana@example.test", "next": wanted})
        answer = client.post(answer["Location"], {"code": code_in(Message.objects.get()), "next": wanted})
        assert answer["Location"] == got
        client.logout()


@pytest.mark.parametrize("proved", [False, True])
def test_a_new_number_is_kept_only_when_it_was_proved_and_nobody_else_proved_it(client, proved):
    user = user_with(Role.PARTICIPANT, InstitutionFactory(), email="ana@example.test")
    other = UserFactory(phone="+447700900123", phone_verified=proved)
    client.force_login(user)

    answer = client.post("/account/phone/change/", {"phone": "07700 900123"})
    assert User.objects.get(pk=user.pk).phone is None
    client.post(answer["Location"], {"code": code_in(Message.objects.get(channel="text"))})

    user.refresh_from_db()
    other.refresh_from_db()
    if proved:
        assert (user.phone, other.phone) == (None, "+447700900123")
    else:
        assert (user.phone, user.phone_verified, other.phone) == ("+447700900123", True, None)
        assert Message.objects.get(channel="email").address == "ana@example.test"
