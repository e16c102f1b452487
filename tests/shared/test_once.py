import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.once.models import IdempotencyKey
from involvement.shared.once.sending import forget_old_keys, new_key, once


def _request(key: str, who: int = 1, **content: object):
    request = RequestFactory().post("/pay/", {"once": key, **content})
    request.actor = Actor("user", user_id=who)
    return request


class Deed:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return f"/done/{self.times}/"


@pytest.mark.django_db
def test_r22_the_same_form_sent_twice_gets_the_first_answer_and_does_one_deed():
    key, deed = new_key(), Deed()

    answers = [once(_request(key, amount="5"), "pay", deed).url for _ in range(3)]

    assert answers == ["/done/1/"] * 3
    assert deed.times == 1


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"amount": "6"}, {"amount": ["5", "5"]}, {"amount": "5", "extra": "1"}])
def test_r22_the_same_key_with_other_content_is_refused(other):
    key, deed = new_key(), Deed()
    once(_request(key, amount="5"), "pay", deed)

    with pytest.raises(Refused, match="with something else in it"):
        once(_request(key, **other), "pay", deed)

    assert deed.times == 1


@pytest.mark.django_db
def test_r22_another_file_of_the_same_name_is_other_content():
    key, deed = new_key(), Deed()
    once(_request(key, receipt=SimpleUploadedFile("bus.jpg", b"one")), "pay", deed)

    assert once(_request(key, receipt=SimpleUploadedFile("bus.jpg", b"one")), "pay", deed).url == "/done/1/"
    with pytest.raises(Refused):
        once(_request(key, receipt=SimpleUploadedFile("bus.jpg", b"two")), "pay", deed)


@pytest.mark.django_db
def test_the_same_key_of_another_person_or_purpose_is_another_key():
    key, deed = new_key(), Deed()

    once(_request(key, who=1), "pay", deed)
    once(_request(key, who=2), "pay", deed)
    once(_request(key, who=1), "approve", deed)

    assert deed.times == 3


@pytest.mark.django_db
def test_a_refused_deed_leaves_the_key_unused():
    key = new_key()

    def refuse() -> str:
        raise Refused("Not now.")

    with pytest.raises(Refused, match="Not now"):
        once(_request(key), "pay", refuse)

    assert once(_request(key), "pay", Deed()).url == "/done/1/"


@pytest.mark.django_db
def test_a_form_without_a_key_is_refused():
    with pytest.raises(Refused, match="open the page again"):
        once(_request(""), "pay", Deed())


@pytest.mark.django_db
def test_keys_are_forgotten_after_thirty_days():
    once(_request(new_key()), "pay", Deed())
    now = timezone.now()

    assert forget_old_keys(now=now + timedelta(days=29)) == 0
    assert forget_old_keys(now=now + timedelta(days=31)) == 1


def test_the_tag_shows_a_new_key_each_time():
    page = Template("{% load once %}{% once_key %}{% once_key %}").render(Context())

    keys = [part.split('"')[0] for part in page.split('value="')[1:]]
    assert len({str(uuid.UUID(key)) for key in keys}) == 2


@pytest.mark.django_db(transaction=True)
def test_r22_a_double_click_at_the_same_moment_does_one_deed():
    key, deed, answers = new_key(), Deed(), []
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        inside.set()
        go_on.wait(10)
        return deed()

    def send(do) -> None:
        try:
            answers.append(once(_request(key), "pay", do).url)
        finally:
            connection.close()

    first = threading.Thread(target=send, args=(slow,))
    second = threading.Thread(target=send, args=(deed,))
    first.start()
    inside.wait(10)
    second.start()
    second.join(0.3)
    assert answers == []  # the second waits for the first
    go_on.set()
    first.join(10)
    second.join(10)

    assert answers == ["/done/1/"] * 2
    assert deed.times == 1
    assert IdempotencyKey.objects.count() == 1
