"""What somebody reads who presses a link that was switched off because there is nothing left to answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.domain.offers import withdraw_offer
from involvement.domain.sessions import cancel_session
from involvement.shared.audit.actors import Actor
from involvement.shared.links.issue import issue_link, revoke_links
from involvement.shared.links.models import Purpose
from tests.factories.involvement import InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    return InvitationFactory(accepted=True)


@pytest.fixture(params=[Purpose.OFFER, Purpose.STILL_ON])
def address(request, invitation):
    until = timezone.now() + timedelta(days=9)
    link = issue_link(request.param, about=invitation, person_id=invitation.person_id, expires_at=until)
    page = {Purpose.OFFER: "dashboards:offer_by_link", Purpose.STILL_ON: "dashboards:still_on_by_link"}[request.param]
    return reverse(page, args=[link.token()])


def page_at(client, address):
    answer = client.get(address)
    assert answer.status_code == 410
    return answer.content.decode()


def test_after_a_cancellation_the_link_says_so_and_that_nothing_is_needed(client, invitation, address):
    cancel_session(invitation.offer.session, reason="The roof leaks", by=Actor.system("test"))

    page = page_at(client, address)

    assert "This session has been cancelled. You do not need to do anything." in page
    assert "switched off" not in page and "The roof leaks" not in page
    assert invitation.offer.session.title not in page


def test_after_an_offer_was_taken_back_the_link_says_so(client, invitation, address):
    withdraw_offer(invitation.offer, reason="Changed plans", by=Actor.system("test"))

    assert "This offer has been taken back. You do not need to do anything." in page_at(client, address)


def test_a_link_that_ended_for_another_reason_says_how_to_get_a_new_one(client, invitation, address):
    revoke_links(person_ids=[invitation.person_id])

    page = page_at(client, address)

    assert "This link has been switched off." in page
    assert "You do not need to do anything" not in page
