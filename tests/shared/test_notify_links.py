"""Every purpose has a page, and its address holds the token and nothing else."""

import re
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.urls import resolve
from django.utils import timezone

from involvement.shared.links.addresses import address_of, path_of
from involvement.shared.links.issue import LinkProblem, build_link, open_link, revoke_links
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory
from tests.factories.notify import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("purpose", "path"),
    [
        (Purpose.OFFER, "/o/{}/"),
        (Purpose.STILL_ON, "/s/{}/"),
        (Purpose.AVAILABILITY, "/a/{}/"),
        (Purpose.CLAIM, "/payments/c/{}/"),
        (Purpose.FEEDBACK, "/evaluation/f/{}/"),
        (Purpose.BENEFITS, "/payments/b/{}/"),
    ],
)
def test_each_purpose_leads_to_the_page_made_for_it(purpose, path, settings):
    settings.SITE_ADDRESS = "https://thread.example.org/"
    link = build_link(purpose, about=InstitutionFactory(), person_id=1, expires_at=timezone.now() + timedelta(days=1))
    assert path_of(link) == path.format(link.token())
    assert address_of(link) == "https://thread.example.org" + path_of(link)
    assert resolve(path_of(link)).func.access_policy == f"link:{purpose}"


NOON = datetime(2027, 5, 3, 11, tzinfo=UTC)


def with_link_to_come(**fields):
    end = fields.pop("ends", NOON + timedelta(days=3))
    return MessageFactory(
        due=NOON,
        body="Please tell us: {link}",
        link_purpose=Purpose.OFFER,
        link_person_id=7,
        link_expires_at=end,
        **fields,
    )


def test_a_link_to_come_is_made_when_its_message_goes_out_and_opens_what_the_message_is_about(mailoutbox):
    message = with_link_to_come(about="invitation:12")
    assert not PrivateLink.objects.exists()

    assert deliver_due(now=NOON) == 1

    token = re.search(r"/o/([^/]+)/", mailoutbox[0].body)[1]
    link = PrivateLink.objects.get()
    assert (link.about, link.person_id, link.token()) == ("invitation:12", 7, token)
    message.refresh_from_db()
    assert message.link == link
    assert message.link_to_come() is None


def test_a_link_to_come_that_would_have_ended_stops_its_message(mailoutbox):
    message = with_link_to_come(ends=NOON)

    assert deliver_due(now=NOON) == 0

    message.refresh_from_db()
    assert (message.state, message.error) == ("cancelled", "The link in it has ended.")
    assert not mailoutbox
    assert not PrivateLink.objects.exists()


def test_a_message_that_has_to_wait_keeps_the_link_it_was_given(mailoutbox, monkeypatch):
    with_link_to_come()
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda *_args: (_ for _ in ()).throw(SMTPServerDisconnected()),
    )
    deliver_due(now=NOON)
    first = PrivateLink.objects.get()
    monkeypatch.undo()
    Message.objects.update(state="waiting", next_try_at=NOON)

    assert deliver_due(now=NOON) == 1

    assert PrivateLink.objects.get() == first
    assert first.token() in mailoutbox[0].body


def test_switching_off_the_links_of_a_person_reaches_those_made_at_sending(mailoutbox):
    with_link_to_come()
    deliver_due(now=NOON)

    assert revoke_links(person_ids=[7]) == 1

    with pytest.raises(LinkProblem, match="switched off"):
        open_link(PrivateLink.objects.get().token(), Purpose.OFFER)
