"""Reminders: once each, whatever the clock does, and none to people who want rest (I4, R28, R30)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.domain.reminders import queue_reminders
from involvement.models import Invitation, Offer, Session
from involvement.shared.links.issue import LinkToCome
from involvement.shared.links.models import Purpose
from involvement.shared.notify.models import Message
from participants.models import PartnerProfile
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(days_ago, **kwargs):
    invitation = InvitationFactory(**kwargs)
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - days_ago * DAY)
    return invitation


def coming(start, *, answered=None, **kwargs):
    session = SessionFactory(starts_at=start, ends_at=start + timedelta(hours=2))
    offer = OfferFactory(published=True, session=session)
    return InvitationFactory(offer=offer, accepted=True, answered_at=answered or start - 9 * DAY, **kwargs)


def kinds():
    return list(Message.objects.order_by("created_at").values_list("kind", flat=True))


def hours(first, last):
    return [first + timedelta(hours=n) for n in range(int((last - first).total_seconds() // 3600) + 1)]


def test_silence_is_reminded_twice_at_most_i4():
    asked(0)
    now = timezone.now()

    for hour in hours(now, now + 9.9 * DAY)[::6]:
        queue_reminders(now=hour)

    assert kinds() == ["reply_reminder", "reply_reminder"]
    assert Invitation.objects.get().reminders_sent == 2


def test_after_days_without_a_clock_there_is_one_catch_up():
    asked(9.5)

    for _run in range(5):
        queue_reminders(now=timezone.now())

    assert kinds() == ["reply_reminder"]


@pytest.mark.parametrize("status", ["resting", "paused_by_institution", "left"])
def test_people_who_rest_or_have_gone_hear_nothing_i4(status):
    asked(5)
    coming(timezone.now() + timedelta(hours=5))
    PartnerProfile.objects.update(status=status)

    assert queue_reminders(now=timezone.now()) == 0


def test_somebody_without_a_partner_record_is_reminded_too():
    InvitationFactory(person=PersonFactory())
    Invitation.objects.update(sent_at=timezone.now() - 5 * DAY)

    assert queue_reminders(now=timezone.now()) == 1


@pytest.mark.parametrize(
    ("what", "change"),
    [
        (Session, {"status": "cancelled", "status_reason": "Snow"}),
        (Session, {"status": "postponed", "status_reason": "Snow"}),
        (Session, {"starts_at": timezone.now() - timedelta(hours=1)}),
    ],
)
def test_nothing_is_sent_about_what_is_off_or_over(what, change):
    asked(5)
    coming(timezone.now() + timedelta(hours=5))
    what.objects.update(**change)

    assert queue_reminders(now=timezone.now()) == 0


@pytest.mark.parametrize(
    "change", [{"status": "closed"}, {"status": "filled"}, {"closes_on": timezone.localdate() - DAY}]
)
def test_nobody_is_reminded_of_an_offer_that_has_gone(change):
    asked(5)
    Offer.objects.update(**change)

    assert queue_reminders(now=timezone.now()) == 0


def test_the_day_before_everybody_who_said_yes_is_asked_once_at_ten_and_never_twice():
    start = datetime(2027, 2, 10, 14, tzinfo=UTC)
    invitation = coming(start)

    told = [hour for hour in hours(start - 2 * DAY, start + timedelta(hours=1)) if queue_reminders(now=hour)]

    assert told == [datetime(2027, 2, 9, 10, tzinfo=UTC)]
    message = Message.objects.get()
    assert message.subject == "Your session on Wednesday 10 February 2027"
    assert "Room 1, Test House" in message.body
    assert invitation.offer.session.title not in message.body + message.subject
    assert message.link_to_come() == LinkToCome(Purpose.STILL_ON, invitation.person_id, start)


@pytest.mark.parametrize(
    ("start", "asked_at"),
    [
        (datetime(2027, 3, 28, 13, tzinfo=UTC), datetime(2027, 3, 27, 10, tzinfo=UTC)),  # clocks go forward that night
        (datetime(2027, 3, 29, 13, tzinfo=UTC), datetime(2027, 3, 28, 9, tzinfo=UTC)),
        (datetime(2027, 10, 31, 14, tzinfo=UTC), datetime(2027, 10, 30, 9, tzinfo=UTC)),  # and back
        (datetime(2027, 11, 1, 14, tzinfo=UTC), datetime(2027, 10, 31, 10, tzinfo=UTC)),
        (datetime(2027, 7, 1, 23, tzinfo=UTC), datetime(2027, 7, 1, 9, tzinfo=UTC)),  # midnight in London, the 2nd
    ],
)
def test_the_question_comes_at_ten_by_the_clock_on_the_wall_in_both_clock_change_weeks_r30(start, asked_at):
    coming(start)

    told = [hour for hour in hours(start - timedelta(hours=40), start) if queue_reminders(now=hour)]

    assert told == [asked_at]


def test_three_days_without_a_clock_are_caught_up_with_one_question_while_it_still_helps():
    start = datetime(2027, 2, 10, 14, tzinfo=UTC)
    coming(start)
    coming(start - DAY)

    for hour in hours(start - timedelta(hours=2), start):
        queue_reminders(now=hour)

    assert kinds() == ["still_on"]


def test_who_said_yes_after_the_question_would_have_come_is_not_asked_again():
    start = datetime(2027, 2, 10, 14, tzinfo=UTC)
    coming(start, answered=datetime(2027, 2, 9, 15, tzinfo=UTC))

    assert sum(queue_reminders(now=hour) for hour in hours(start - 2 * DAY, start)) == 0


def test_a_new_date_is_asked_about_again():
    start = datetime(2027, 2, 10, 14, tzinfo=UTC)
    coming(start)
    queue_reminders(now=start - DAY)
    Session.objects.update(starts_at=start + 7 * DAY, ends_at=start + 8 * DAY)

    for hour in hours(start + 5 * DAY, start + 7 * DAY):
        queue_reminders(now=hour)

    assert kinds() == ["still_on", "still_on"]


def test_where_care_is_asked_for_the_place_stays_out_and_a_young_person_is_told_through_the_adult_a5():
    start = datetime(2027, 2, 10, 14, tzinfo=UTC)
    coming(start, person=PersonFactory(safe_contact_note="not at home"))
    lead = PersonFactory(name="Lee")
    coming(start, person=PersonFactory(name="Kim", is_under_18=True, adult_lead=lead))

    queue_reminders(now=start - timedelta(hours=3))

    bodies = dict(Message.objects.values_list("person_id", "body"))
    assert sum("Test House" in body for body in bodies.values()) == 1
    assert "This is about Kim" in bodies[lead.pk]


def test_reminding_thirty_costs_what_reminding_three_costs():
    costs = []
    for people in (3, 30):
        offer = OfferFactory(published=True, places=40)
        for _number in range(people):
            asked(5, offer=offer)
        start = timezone.now() + timedelta(hours=3)
        soon = OfferFactory(published=True, session=SessionFactory(starts_at=start, ends_at=start + timedelta(hours=1)))
        InvitationFactory.create_batch(people, offer=soon, accepted=True, answered_at=start - 9 * DAY)
        with CaptureQueriesContext(connection) as queries:
            assert queue_reminders(now=timezone.now()) == 2 * people
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[0] < 40


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_remind_once():
    asked(5)
    coming(timezone.now() + timedelta(hours=4))
    together = threading.Barrier(4)

    def ring():
        together.wait()
        queue_reminders(now=timezone.now())
        connection.close()

    bells = [threading.Thread(target=ring) for _bell in range(4)]
    for bell in bells:
        bell.start()
    for bell in bells:
        bell.join()

    assert sorted(kinds()) == ["reply_reminder", "still_on"]
