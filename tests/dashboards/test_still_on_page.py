"""The page behind "is it still all right?"."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Invitation, Session
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


def page_of(invitation, purpose=Purpose.STILL_ON):
    link = issue_link(
        purpose, about=invitation, person_id=invitation.person_id, expires_at=timezone.now() + timedelta(days=1)
    )
    return reverse("dashboards:still_on_by_link", args=[link.token()])


def test_opening_it_ten_times_says_nothing_and_one_press_does(client):
    invitation = InvitationFactory(accepted=True)
    page = page_of(invitation)
    for _scan in range(10):
        assert "I cannot come" in client.get(page).content.decode()
    assert Invitation.objects.get().still_on == ""

    assert client.post(page, {"answer": "yes"}).status_code == 302

    assert Invitation.objects.get().still_on == "yes"
    assert "You said: yes, I am coming." in client.get(page).content.decode()


def test_a_link_to_the_offer_does_not_open_it(client):
    assert client.get(page_of(InvitationFactory(accepted=True), Purpose.OFFER)).status_code == 404


def test_a_cancelled_session_is_one_sentence(client):
    invitation = InvitationFactory(accepted=True)
    page = page_of(invitation)
    Session.objects.update(status="cancelled", status_reason="Snow")

    assert "This session has been cancelled" in client.get(page).content.decode()
    assert client.post(page, {"answer": "no"}).status_code == 409


def test_an_answer_we_did_not_offer_changes_nothing(client):
    invitation = InvitationFactory(accepted=True)

    assert client.post(page_of(invitation), {"answer": "perhaps"}).status_code == 200
    assert Invitation.objects.get().still_on == ""


def test_signed_in_it_is_only_for_the_person_x5(client):
    partner, other = PartnerFactory(with_account=True), PartnerFactory(with_account=True)
    invitation = InvitationFactory(person=partner.person, accepted=True)
    page = reverse("dashboards:my_still_on", args=[invitation.pk])

    client.force_login(other.person.user)
    assert client.get(page).status_code == 404
    client.force_login(partner.person.user)
    assert client.post(page, {"answer": "call_me"}).status_code == 302
    assert Invitation.objects.get().still_on == "call_me"
