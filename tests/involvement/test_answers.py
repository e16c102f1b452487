"""Answering an offer (I4, I5, I7)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from involvement.domain.answers import answer_invitation, newest_of
from involvement.models import Invitation, Offer, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db


def by_link(invitation):
    return Actor.link(invitation.person_id, "")


def say(invitation, answer, **kwargs):
    kwargs.setdefault("payment_choice", "fee" if answer == "yes" else "")
    return answer_invitation(invitation, answer=answer, by=by_link(invitation), **kwargs)


def test_yes_keeps_the_choice_the_needs_who_said_it_and_sends_a_calendar_entry():
    invitation = InvitationFactory()

    say(invitation, "yes", payment_choice="smaller_fee", needs_that_day=" a lift ")

    invitation.refresh_from_db()
    assert (invitation.status, invitation.payment_choice, invitation.needs_that_day, invitation.answered_by) == (
        "accepted",
        "smaller_fee",
        "a lift",
        f"link:{invitation.person_id}",
    )
    message = Message.objects.get()
    assert (message.kind, message.person_id) == ("calendar", invitation.person_id)
    assert "METHOD:REQUEST" in message.calendar
    assert AuditEvent.objects.get().facts["answer"] == "yes"


def test_no_needs_no_reason_and_tells_nobody_i5():
    invitation = InvitationFactory()
    user_with(Role.COORDINATOR, invitation.offer.session.institution)

    assert say(invitation, "no").status == "declined"

    assert not Message.objects.exists()


def test_interested_tells_each_coordinator_of_that_institution_only():
    invitation = InvitationFactory()
    here = [user_with(Role.COORDINATOR, invitation.offer.session.institution) for _ in range(2)]
    user_with(Role.COORDINATOR, InvitationFactory().offer.session.institution)

    say(invitation, "interested")

    assert set(Message.objects.values_list("kind", "address")) == {("answer", user.email) for user in here}


def test_changing_yes_to_no_takes_the_entry_out_of_the_calendar_again():
    invitation = InvitationFactory()
    say(invitation, "yes")

    say(invitation, "no")

    first, second = Message.objects.order_by("created_at")
    assert "METHOD:CANCEL" in second.calendar
    assert "SEQUENCE:0" in first.calendar
    assert "SEQUENCE:1" in second.calendar
    invitation.refresh_from_db()
    assert (invitation.status, invitation.payment_choice) == ("declined", "")


def test_somebody_with_a_confirmed_place_who_says_no_has_withdrawn_and_the_coordinator_hears_it():
    invitation = InvitationFactory(accepted=True, status="confirmed")
    user_with(Role.COORDINATOR, invitation.offer.session.institution)

    assert say(invitation, "no").status == "withdrawn"

    assert set(Message.objects.values_list("kind", flat=True)) == {"calendar", "cannot_come"}


def test_a_place_given_back_opens_a_filled_offer_again():
    invitation = InvitationFactory(accepted=True, status="confirmed", offer__places=1)
    Offer.objects.update(status=Offer.Status.FILLED)

    say(invitation, "no")

    assert Offer.objects.get().status == "published"


def test_the_same_answer_twice_is_one_answer():
    invitation = InvitationFactory()

    say(invitation, "yes")
    say(invitation, "yes")

    assert Message.objects.count() == AuditEvent.objects.count() == 1


def test_a_confirmed_place_stays_confirmed_when_only_the_payment_changes():
    invitation = InvitationFactory(accepted=True, status="confirmed")

    assert say(invitation, "yes", payment_choice="nothing").status == "confirmed"

    assert not Message.objects.exists()


@pytest.mark.parametrize("choice", ["", "fee", "smaller_fee", "everything"])
def test_a_volunteer_offer_pays_costs_only(choice):
    offer = OfferFactory(published=True, role_type="volunteer", fee_pence=None, smaller_fee_pence=None)

    with pytest.raises(Refused, match="choose"):
        say(InvitationFactory(offer=offer), "yes", payment_choice=choice)

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": Session.Status.CANCELLED, "status_reason": "Nobody well"}, "cancelled"),
        ({"status": Session.Status.POSTPONED, "status_reason": "Snow"}, "put off"),
        ({"status": Session.Status.HELD}, "taken place"),
        ({"starts_at": timezone.now() - timedelta(minutes=1)}, "already started"),
    ],
)
def test_nothing_can_be_answered_when_the_session_is_over_or_off(change, sentence):
    invitation = InvitationFactory(accepted=True)
    Session.objects.update(**change)

    for answer in ("yes", "no", "interested"):
        with pytest.raises(Refused, match=sentence):
            say(invitation, answer)


@pytest.mark.parametrize("status", [Offer.Status.FILLED, Offer.Status.CLOSED])
def test_when_places_have_gone_no_is_still_heard_and_a_yes_already_given_can_be_changed(status):
    asked, coming = InvitationFactory(), InvitationFactory(accepted=True)
    Offer.objects.update(status=status)

    for answer in ("yes", "interested"):
        with pytest.raises(Refused):
            say(asked, answer)
    assert say(asked, "no").status == "declined"
    assert say(coming, "yes", payment_choice="nothing").payment_choice == "nothing"


def test_an_offer_past_its_closing_day_takes_no_new_yes():
    invitation = InvitationFactory()
    Offer.objects.update(closes_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refused, match="closed"):
        say(invitation, "yes")


def test_an_old_version_leads_to_the_new_one_and_cannot_be_answered_i2():
    old = InvitationFactory()
    Offer.objects.update(status=Offer.Status.SUPERSEDED)
    assert newest_of(Invitation.objects.with_details().get(pk=old.pk)) is None
    new = InvitationFactory(
        person=old.person, offer=OfferFactory(published=True, session=old.offer.session, version=2, replaces=old.offer)
    )

    assert newest_of(Invitation.objects.with_details().get(pk=old.pk)) == new
    with pytest.raises(Refused, match="new version"):
        say(old, "yes")


def test_a_person_without_an_address_gets_no_call_about_their_own_yes():
    invitation = InvitationFactory(person=PersonFactory(email=""))

    say(invitation, "yes")

    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_the_same_moment_leave_one_whole_answer():
    invitation = InvitationFactory()
    start = threading.Barrier(2)

    def press(answer):
        start.wait()
        say(invitation, answer)
        connection.close()

    both = [threading.Thread(target=press, args=[answer]) for answer in ("yes", "no")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    invitation.refresh_from_db()
    facts = list(AuditEvent.objects.order_by("pk").values_list("facts", flat=True))
    assert [fact["before"] for fact in facts] == ["sent", facts[0]["after"]]
    assert invitation.status == facts[1]["after"]
    assert bool(invitation.payment_choice) == (invitation.status == "accepted")
