"""A session that moves brings its fee to another day: everybody asked is told alike, with the way to look again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.domain.postponing import postpone_session
from involvement.shared.audit.actors import Actor
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.models import Message
from involvement.shared.notify.wording import plain_words, spoken_words
from tests.factories.involvement import InvitationFactory

pytestmark = pytest.mark.django_db
LOOK = "Then the benefit check may come out differently."


def moved(**fields):
    yes = InvitationFactory(accepted=True, offer__published=True, **fields)
    InvitationFactory(offer=yes.offer)
    later = timezone.now() + timedelta(days=40)
    session = yes.offer.session
    postpone_session(
        session, starts_at=later, ends_at=later + timedelta(hours=2), reason="Snow", by=Actor.system("test")
    )
    return list(Message.objects.filter(kind="offer_changed").select_related("link").order_by("pk"))


def test_everybody_still_asked_is_told_that_the_check_may_differ_and_how_to_look_again(client):
    messages = moved()

    assert len(messages) == 2
    for message in messages:
        token = message.link.token()
        words = plain_words(message)
        assert LOOK in words and f"/o/{token}/benefits/" in words and token not in message.body
        page = next(word for word in words.split() if "/benefits/" in word)
        assert client.get(page[page.index("/", 8) :]).status_code == 200


def test_it_leaves_by_mail_with_both_addresses_as_links(mailoutbox):
    [message, _other] = moved()
    deliver_due(now=timezone.now() + timedelta(days=1))

    html = next(mail for mail in mailoutbox if mail.to == [message.address]).alternatives[0][0]
    token = message.link.token()
    assert html.count("<a href=") == 2
    assert f"/o/{token}/" in html and f"/o/{token}/benefits/" in html and "{look_again}" not in html


def test_on_the_phone_the_sentence_is_said_without_the_address():
    said = spoken_words(moved()[0])

    assert LOOK in said and "{" not in said and "look at it again" not in said


def test_where_no_fee_is_paid_nothing_is_said_of_benefits():
    for message in moved(offer__role_type="volunteer", offer__fee_pence=None, offer__smaller_fee_pence=None):
        assert "benefit" not in message.body
