"""Places: the last one goes to one person, however close together two coordinators press (R19)."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse

from involvement.domain.answers import answer_invitation
from involvement.domain.places import TAKEN, confirm_place, put_on_waiting_list, reopen_if_free
from involvement.models import Invitation, Offer
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from tests.factories.involvement import InvitationFactory, OfferFactory

BY = Actor.system("test")


@pytest.mark.django_db
def test_a_place_is_confirmed_the_person_told_and_a_full_offer_filled():
    offer = OfferFactory(published=True, places=1)
    first, second = (InvitationFactory(offer=offer, accepted=True) for _each in range(2))

    confirm_place(first, by=BY)
    with pytest.raises(Refused, match=r"only place is taken.*waiting list"):
        confirm_place(second, by=BY)
    put_on_waiting_list(second, by=BY)

    offer.refresh_from_db()
    assert offer.status == "filled"
    assert dict(Invitation.objects.values_list("pk", "status")) == {first.pk: "confirmed", second.pk: "waiting_list"}
    assert set(Message.objects.values_list("kind", flat=True)) == {"place_confirmed", "waiting_list"}


@pytest.mark.django_db
def test_a_place_that_is_free_again_goes_to_somebody_who_waits():
    offer = OfferFactory(published=True, places=1)
    first, second = (InvitationFactory(offer=offer, accepted=True) for _each in range(2))
    confirm_place(first, by=BY)
    put_on_waiting_list(second, by=BY)
    assert not reopen_if_free(offer.pk)

    Invitation.objects.filter(pk=first.pk).update(status="withdrawn")
    assert reopen_if_free(offer.pk)
    confirm_place(second, by=BY)

    second.refresh_from_db()
    assert second.status == "confirmed"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["sent", "declined"])
def test_silence_and_no_get_no_place(status):
    invitation = InvitationFactory(accepted=True)
    Invitation.objects.filter(pk=invitation.pk).update(
        status=status, answered_at=None if status == "sent" else invitation.answered_at
    )
    with pytest.raises(Refused, match="answer has changed"):
        confirm_place(invitation, by=BY)


@pytest.mark.django_db
def test_the_buttons_work_for_the_coordinator_only(client, coordinator, lecturer, programme):
    invitation = InvitationFactory(accepted=True, offer__session__programme=programme, offer__session__lead=lecturer)
    theirs = InvitationFactory(accepted=True)
    client.force_login(lecturer)
    assert client.post(reverse("involvement:place_confirm", args=[invitation.pk])).status_code == 403
    client.force_login(coordinator)
    assert client.post(reverse("involvement:place_confirm", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("involvement:place_confirm", args=[invitation.pk])).status_code == 405
    client.post(reverse("involvement:place_confirm", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.status == "confirmed"


@pytest.mark.django_db
def test_r22_a_double_click_on_confirm_tells_the_person_once(client, coordinator, programme):
    invitation = InvitationFactory(accepted=True, offer__session__programme=programme)
    client.force_login(coordinator)
    page = client.get(reverse("involvement:session", args=[invitation.offer.session_id])).content.decode()
    assert page.count('name="once"') >= 2  # the place, the waiting list
    for _click in range(2):
        answer = client.post(reverse("involvement:place_confirm", args=[invitation.pk]), {"once": "a-key"})
        assert answer.status_code == 302
    assert Message.objects.filter(kind="place_confirmed").count() == 1


@pytest.mark.django_db
def test_when_somebody_with_a_place_cannot_come_the_offer_is_open_again(django_capture_on_commit_callbacks):
    invitation = InvitationFactory(accepted=True, offer__places=1)
    confirm_place(invitation, by=BY)
    with django_capture_on_commit_callbacks(execute=True):
        answer_invitation(invitation, answer="no", by=Actor.link(invitation.person_id, ""))
    assert Offer.objects.get().status == "published"


def _both_at_once(act, invitations):
    """Runs `act(invitation)` for each in a thread of its own; returns the sentences of those who were refused."""
    refused = []

    def run(invitation):
        try:
            act(invitation)
        except Refused as no:
            refused.append(no.sentence)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[invitation]) for invitation in invitations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


@pytest.mark.django_db(transaction=True)
def test_r19_two_coordinators_taking_the_last_place_at_once_give_it_to_one():
    offer = OfferFactory(published=True, places=1)
    invitations = [InvitationFactory(offer=offer, accepted=True) for _each in range(2)]
    together = Barrier(2)

    def act(invitation):
        together.wait(10)
        confirm_place(invitation, by=BY)

    refused = _both_at_once(act, invitations)

    assert len(refused) == 1 and "only place is taken" in refused[0]
    assert Invitation.objects.filter(status="confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_without_the_lock_would_give_it_to_both():
    """The twin that shows the lock is what holds: count, wait for the other, then take."""
    offer = OfferFactory(published=True, places=1)
    invitations = [InvitationFactory(offer=offer, accepted=True) for _each in range(2)]
    counted = Barrier(2)

    def act(invitation):
        with transaction.atomic():
            taken = Invitation.objects.filter(offer_id=offer.pk, status__in=TAKEN).count()
            counted.wait(10)
            if taken < Offer.objects.get(pk=offer.pk).places:
                Invitation.objects.filter(pk=invitation.pk, status="accepted").update(status="confirmed")

    _both_at_once(act, invitations)

    assert Invitation.objects.filter(status="confirmed").count() == 2
