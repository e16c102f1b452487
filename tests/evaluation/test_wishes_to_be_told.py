"""Who wants to hear what happens next: shown to the coordinator once answering is over, and never with an answer."""

import pytest
from django.urls import reverse

from evaluation.domain.administrations import close_feedback
from evaluation.models import ContactRequest
from involvement.shared.accounts.models import Role
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.evaluation import SYSTEM, asked_about, held_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish():
    administration = asked_about(held_session(came=2))
    person = administration.invitations.first().person
    return ContactRequest.objects.create(administration=administration, person=person)


def page(client, wish):
    return client.get(reverse("evaluation:session_feedback", args=[wish.administration.session_id])).content.decode()


def test_before_answering_is_over_the_list_would_say_who_answered_and_is_not_shown(client, wish):
    client.force_login(user_with(Role.COORDINATOR, wish.person.institution))
    assert wish.person.name not in page(client, wish)
    close_feedback(wish.administration, by=SYSTEM)
    assert wish.person.name in page(client, wish)


def test_telling_somebody_is_noted_once_with_its_day(client, wish):
    close_feedback(wish.administration, by=SYSTEM)
    client.force_login(user_with(Role.COORDINATOR, wish.person.institution))
    address = reverse("evaluation:session_feedback", args=[wish.administration.session_id])
    client.post(address, {"told": wish.pk})
    client.post(address, {"told": wish.pk})
    wish.refresh_from_db()
    assert wish.told_on is not None
    assert "told on" in page(client, wish)


def test_another_institution_finds_no_such_session(client, wish):
    close_feedback(wish.administration, by=SYSTEM)
    client.force_login(user_with(Role.COORDINATOR, InstitutionFactory()))
    address = reverse("evaluation:session_feedback", args=[wish.administration.session_id])
    assert client.post(address, {"told": wish.pk}).status_code == 404
    wish.refresh_from_db()
    assert wish.told_on is None
