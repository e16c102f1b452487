"""Changing how one is reached: a fresh check, a code to the new address, news to the old one (R10, R13, R15, R16)."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from involvement.shared.accounts.models import User
from involvement.shared.audit.models import AuditEvent
from involvement.shared.links.models import PrivateLink, Purpose, digest_of
from involvement.shared.notify.models import Message
from participants.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db
CONTACT, CODE, RECORD = "/partners/me/contact/", "/partners/me/contact/code/", "/partners/me/"
LOGIN, CONFIRM_LOGIN = "/account/login/", "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def me(client):
    person = PartnerFactory(with_account=True, person__phone="+441632960001").person
    client.force_login(person.user)
    return person


def typed(person, **fields):
    names = ("name", "channel", "email", "phone", "format", "language")
    return {**{name: getattr(person, name) for name in names}, "pronouns": "", "postal_address": "", **fields}


def code_in(message):
    return re.search(r"\b(\d{6})\b", message.body).group(1)


def newest_code():
    return code_in(Message.objects.filter(kind="sign_in_code").latest("created_at"))


def long_ago(client):
    session = client.session
    session["began_at"] = int(time.time()) - 3600
    session.save()


def ask_to_sign_in(client, address):
    client.post(LOGIN, {"login": address})
    return Message.objects.filter(kind="sign_in_code", address=address).latest("created_at").body


def test_a_new_address_counts_once_its_code_is_typed_in_and_is_the_address_for_signing_in_r16(client, me):
    old = me.email
    answer = client.post(CONTACT, typed(me, email="New@Example.test", format="large_print"))
    assert answer["Location"] == CODE
    me.refresh_from_db()
    assert (me.email, me.user.email, me.format) == (old, old, "large_print")
    assert old in client.get(CODE).content.decode()

    answer = client.post(CODE, {"code": newest_code()})

    assert answer["Location"] == RECORD
    me = Person.objects.get(pk=me.pk)
    assert (me.email, me.user.email) == ("new@example.test", "new@example.test")
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == ("new@example.test", True, True)
    assert list(AuditEvent.objects.filter(about_person=me.pk, action="person.sign_in_moved").values_list("facts")) == [
        ({},)
    ]
    assert not re.search(r"\d{6}", ask_to_sign_in(Client(), old))
    assert re.search(r"\d{6}", ask_to_sign_in(Client(), "new@example.test"))


def test_old_and_new_addresses_are_told_and_old_links_end_r15_r16(client, me):
    link = PrivateLink(purpose=Purpose.OFFER, about="invitation:1", person_id=me.pk, digest=digest_of("x"))
    link.expires_at = timezone.now() + timedelta(days=1)
    link.save()
    old = me.email

    client.post(CONTACT, typed(me, email="new@example.test", phone="01632 960002"))
    assert not Message.objects.filter(address="new@example.test").exclude(kind="sign_in_code").exists()
    client.post(CODE, {"code": newest_code()})

    me.refresh_from_db()
    assert (me.email, me.phone) == ("new@example.test", "+441632960002")
    link.refresh_from_db()
    assert link.revoked_at is not None
    told = Message.objects.exclude(kind="sign_in_code")
    assert set(told.values_list("kind", "channel", "address")) == {
        ("contact_changed_old", "email", old),
        ("contact_changed_old", "text", "+441632960001"),
        ("contact_changed_new", "email", "new@example.test"),
        ("contact_changed_new", "text", "+441632960002"),
    }
    assert "new@example.test" not in "".join(told.values_list("body", flat=True))


def test_every_other_browser_is_signed_out_when_the_address_moves(client, me):
    elsewhere = Client()
    body = ask_to_sign_in(elsewhere, me.email)
    elsewhere.post(CONFIRM_LOGIN, {"code": re.search(r"\b(\d{6})\b", body).group(1)})
    assert elsewhere.get(RECORD).status_code == 200

    client.post(CONTACT, typed(me, email="new@example.test"))
    client.post(CODE, {"code": newest_code()})

    assert client.get(RECORD).status_code == 200
    assert elsewhere.get(RECORD).status_code == 302


def test_a_sign_in_code_asked_for_before_the_move_opens_nothing_after_it_r15(client, me):
    elsewhere = Client()
    early = re.search(r"\b(\d{6})\b", ask_to_sign_in(elsewhere, me.email)).group(1)
    client.post(CONTACT, typed(me, email="new@example.test"))
    client.post(CODE, {"code": newest_code()})

    elsewhere.post(CONFIRM_LOGIN, {"code": early})

    assert elsewhere.get(RECORD).status_code == 302
    assert "_auth_user_id" not in elsewhere.session


def _what_a_stranger_sees(client, person, address):
    answer = client.post(CONTACT, typed(person, email=address))
    page = client.get(answer["Location"]).content.decode()
    again = client.post(CODE, {"code": "000000x"}).content.decode()
    words = [
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).replace(address, "ADDRESS")
        for text in (page, again)
    ]
    return answer.status_code, answer["Location"], *words


def test_an_address_of_somebody_else_looks_the_same_and_gets_no_code_r10(client, me):
    UserFactory(email="taken@example.test", name="Somebody Private")
    before = Message.objects.count()
    free = _what_a_stranger_sees(client, me, "free@example.test")
    taken = _what_a_stranger_sees(client, me, "taken@example.test")

    assert free == taken
    assert Message.objects.count() == before + 2
    kinds = Message.objects.filter(address__in=["free@example.test", "taken@example.test"]).values_list(
        "kind", "subject"
    )
    assert len(set(kinds)) == 1
    to_owner = Message.objects.get(address="taken@example.test")
    assert not re.search(r"\d{6}", to_owner.body)
    assert me.name not in to_owner.body


def test_even_the_right_code_does_not_take_an_address_that_belongs_to_somebody_else(client, me):
    client.post(CONTACT, typed(me, email="wanted@example.test"))
    code = newest_code()
    UserFactory(email="wanted@example.test")

    page = client.post(CODE, {"code": code}).content.decode()

    assert "cannot be used for signing in" in page
    assert Person.objects.get(pk=me.pk).email == me.email
    assert User.objects.filter(email="wanted@example.test").count() == 1


def test_three_wrong_codes_end_it_and_nothing_was_changed(client, me):
    client.post(CONTACT, typed(me, email="new@example.test"))
    right = newest_code()
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(3):
        answer = client.post(CODE, {"code": wrong})

    assert answer["Location"] == CONTACT
    assert client.post(CODE, {"code": right})["Location"] == CONTACT
    assert User.objects.get(pk=me.user_id).email == me.email


def test_a_code_ends_after_ten_minutes_and_a_new_one_ends_the_old_one(client, me, monkeypatch):
    client.post(CONTACT, typed(me, email="new@example.test"))
    first = newest_code()
    client.post(CODE, {"action": "resend"})
    assert client.post(CODE, {"code": first}).status_code == (200 if first != newest_code() else 302)

    later = time.time() + 601
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    client.post(CODE, {"code": newest_code()})

    assert User.objects.get(pk=me.user_id).email == me.email


def test_a_code_works_in_the_browser_that_asked_and_for_nobody_else(client, me):
    other = PartnerFactory(with_account=True).person
    client.post(CONTACT, typed(me, email="new@example.test"))
    elsewhere = Client()
    elsewhere.force_login(other.user)

    assert elsewhere.post(CODE, {"code": newest_code()})["Location"] == CONTACT
    assert not User.objects.filter(email="new@example.test").exists()


def test_new_codes_cannot_be_asked_for_without_end(client, me):
    for number in range(12):
        answer = client.post(CONTACT, typed(me, email=f"new{number}@example.test"))

    assert "too many tries" in answer.content.decode()
    assert "new11@example.test" in answer.content.decode()
    assert Message.objects.filter(kind="sign_in_code").count() == 10


def test_without_a_fresh_sign_in_addresses_stay_and_words_may_change_r13(client, me):
    long_ago(client)

    page = client.get(CONTACT)
    assert page.status_code == 403 and "Please sign in again" in page.content.decode()
    for fields in (
        {"email": "new@example.test"},
        {"phone": "01632 960002"},
        {"postal_address": "1 New Street"},
        {"channel": "phone"},
        {"safe_contact_note": "Ring any time"},
    ):
        answer = client.post(CONTACT, typed(me, **fields))
        assert answer.status_code == 403 and "Nothing was saved yet" in answer.content.decode()
    assert client.post(CONTACT, typed(me, format="large_print"))["Location"] == RECORD

    kept = Person.objects.get(pk=me.pk)
    assert (kept.email, kept.phone, kept.channel, kept.safe_contact_note) == (me.email, me.phone, me.channel, "")
    assert kept.format == "large_print"
    assert not Message.objects.exists()


def test_another_number_for_signing_in_needs_a_fresh_sign_in_too_r13(client, me):
    long_ago(client)

    assert client.get("/account/phone/change/").status_code == 403
    assert client.post("/account/phone/change/", {"phone": "07700 900123"}).status_code == 403
    assert not Message.objects.exists()


def test_the_only_way_to_sign_in_is_not_taken_off(client, me):
    page = client.post(CONTACT, typed(me, email="", channel="phone", phone="01632 960009"))

    assert "You sign in with this address" in page.content.decode()
    assert "01632 960009" in page.content.decode()
    assert Person.objects.get(pk=me.pk).phone == "+441632960001"


def test_who_signs_in_with_a_number_may_take_the_address_off_everywhere(client, me):
    User.objects.filter(pk=me.user_id).update(phone="+447700900123", phone_verified=True)
    old = me.email

    client.post(CONTACT, typed(me, email="", channel="phone"))

    me = Person.objects.get(pk=me.pk)
    assert (me.email, me.user.email) == ("", None)
    assert Message.objects.get(channel="email").address == old
    assert not re.search(r"\d{6}", ask_to_sign_in(Client(), old))


def test_a_change_of_words_only_ends_no_links_and_tells_nobody(client, me):
    client.post(CONTACT, typed(me, format="large_print"))

    assert Person.objects.get(pk=me.pk).format == "large_print"
    assert not Message.objects.exists()
    assert AuditEvent.objects.get().facts == {"fields": ["format"]}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"channel": "letter"}, "You chose to be reached this way"),
        ({"phone": "ring me"}, "Write a phone number"),
        ({"email": "a@b"}, "valid email"),
        ({"email": "a@" + ".".join(["b" * 60] * 4) + ".test" + "t" * 20}, "254"),
        ({"name": "x" * 300}, "200"),
    ],
)
def test_contact_details_that_cannot_work_are_refused_and_kept_on_the_page(client, me, fields, sentence):
    response = client.post(CONTACT, typed(me, **fields))

    assert sentence in response.content.decode()
    assert Person.objects.get(pk=me.pk).email == me.email
    assert not Message.objects.exists()
