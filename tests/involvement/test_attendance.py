"""Who came: marked once, by two people without loss, and never what nobody saw."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from involvement.domain.attendance import Mark, add_unexpected, mark_attendance
from involvement.domain.expected import expected_people
from involvement.models import Attendance, Invitation, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.signals import attendance_marked
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(started=True)


@pytest.fixture
def coming(session):
    offer = OfferFactory(published=True, session=session)
    return InvitationFactory.create_batch(2, offer=offer, accepted=True)


@pytest.fixture
def lead(session):
    user = user_with(Role.LECTURER, session.institution, name="Lee Lecturer")
    Session.objects.filter(pk=session.pk).update(lead=user)
    return Actor.of(user)


@pytest.fixture
def announced():
    heard = []

    def listen(sender, **facts):
        heard.append(facts["session"].pk)

    attendance_marked.connect(listen)
    yield heard
    attendance_marked.disconnect(listen)


def came(invitation, **fields):
    return Mark(**{"person_id": invitation.person_id, "status": "attended", "preparation_minutes": 60, **fields})


def saved(session):
    return list(
        Attendance.objects.filter(session=session).order_by("person_id").values_list("status", "actual_minutes")
    )


def test_marking_fills_in_planned_minutes_holds_the_session_and_announces_it_once(session, coming, lead, announced):
    one, other = coming

    mark_attendance(session, [came(one), came(other, status="could_not_come")], by=lead)

    assert saved(session) == [("attended", 120), ("could_not_come", None)]
    assert Session.objects.get(pk=session.pk).status == "held"
    assert set(Invitation.objects.values_list("status", flat=True)) == {"done", "accepted"}
    assert AuditEvent.objects.get(action="attendance.marked").facts == {"attended": 1, "could_not_come": 1}
    assert announced == [session.pk]


def test_the_same_twice_changes_and_announces_nothing(session, coming, lead, announced):
    for _press in range(2):
        mark_attendance(session, [came(one) for one in coming], by=lead)

    assert announced == [session.pk]
    assert AuditEvent.objects.filter(action="attendance.marked").count() == 1


def test_a_second_lead_who_saw_the_first_state_overwrites_nothing(session, coming, lead):
    one, other = coming
    mark_attendance(session, [came(one)], by=lead)

    result = mark_attendance(session, [came(one, status="could_not_come"), came(other)], by=lead)

    assert (result.saved, result.overtaken) == ([other.person_id], [one.person_id])
    assert saved(session) == [("attended", 120), ("attended", 120)]


def test_somebody_who_saw_the_mark_may_correct_it(session, coming, lead):
    mark_attendance(session, [came(coming[0])], by=lead)
    seen = {one.person.pk: one.seen for one in expected_people(session)}[coming[0].person_id]

    mark_attendance(session, [came(coming[0], status="could_not_come", seen=seen)], by=lead)

    assert saved(session) == [("could_not_come", None)]
    assert Invitation.objects.get(pk=coming[0].pk).status == "confirmed"


@pytest.mark.parametrize("status", ["cancelled", "postponed", "closed", "debriefed"])
def test_nothing_is_marked_when_the_session_is_off_or_closed(session, coming, lead, status):
    Session.objects.update(status=status, status_reason="Snow")

    with pytest.raises(Refused):
        mark_attendance(session, [came(coming[0])], by=lead)

    assert saved(session) == []


def test_nobody_is_marked_before_the_day():
    invitation = InvitationFactory(accepted=True)

    with pytest.raises(Refused, match="has not come yet"):
        mark_attendance(invitation.offer.session, [came(invitation)], by=Actor.nobody())


def test_people_who_said_no_or_belong_elsewhere_are_not_on_the_list(session, coming, lead):
    stranger = InvitationFactory(accepted=True)

    with pytest.raises(Refused, match="not on the list"):
        mark_attendance(session, [came(coming[0]), came(stranger)], by=lead)

    assert saved(session) == []


def test_somebody_who_came_unasked_is_added_by_the_whole_name_of_this_institution_only(session, coming, lead):
    partner = PartnerFactory(person__institution=session.institution, person__name="Ana Example", capacity="carer")
    PartnerFactory(person__name="Elsewhere Person")

    for _press in range(2):
        assert add_unexpected(session, " ana example ", by=lead) == partner.person

    row = Attendance.objects.get()
    assert (row.status, row.capacity, row.planned_minutes) == ("expected", "carer", 120)
    for name in ("Elsewhere Person", "Ana", ""):
        with pytest.raises(Refused, match="We know nobody"):
            add_unexpected(session, name, by=lead)
    PartnerFactory(person__institution=session.institution, person__name="ANA EXAMPLE")
    with pytest.raises(Refused, match="More than one"):
        add_unexpected(session, "Ana Example", by=lead)


@pytest.mark.parametrize("people", [1, 3])
def test_marking_costs_the_same_however_many_came(people, django_assert_num_queries):
    session = SessionFactory(started=True)
    offer = OfferFactory(published=True, session=session)
    marks = [came(one) for one in InvitationFactory.create_batch(people, offer=offer, accepted=True)]
    receivers, attendance_marked.receivers = attendance_marked.receivers, []
    attendance_marked.sender_receivers_cache.clear()
    try:
        with django_assert_num_queries(11):
            mark_attendance(session, marks, by=Actor.nobody())
    finally:
        attendance_marked.receivers = receivers
        attendance_marked.sender_receivers_cache.clear()


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_the_same_moment_lose_nothing():
    session = SessionFactory(starts_at=timezone.now() - timedelta(hours=1))
    offer = OfferFactory(published=True, session=session)
    both = InvitationFactory.create_batch(2, offer=offer, accepted=True)
    together, results = threading.Barrier(2), []

    def mark(status):
        together.wait()
        results.append(mark_attendance(session, [came(one, status=status) for one in both], by=Actor.nobody()))
        connection.close()

    leads = [threading.Thread(target=mark, args=[status]) for status in ("attended", "could_not_come")]
    for one in leads:
        one.start()
    for one in leads:
        one.join()

    assert sorted((len(one.saved), len(one.overtaken)) for one in results) == [(0, 2), (2, 0)]
    assert len({status for status, _minutes in saved(session)}) == 1
