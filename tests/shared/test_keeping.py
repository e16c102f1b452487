"""The retention table carried out each night: in time, twice the same, recorded by counts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as SignedIn
from django.db import DatabaseError
from django.utils import timezone

from evaluation.models import Administration, Answer, FeedbackInvitation, Response
from involvement.shared.audit import keeping
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.keeping import forget_what_is_over
from involvement.shared.audit.models import AuditEvent
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.models import Message
from participants.domain.partners import move_partner
from participants.models import AccessNeed, Availability, PartnerProfile, Person
from payments.models import Payee
from tests.factories.evaluation import asked_about, held_session
from tests.factories.participants import PartnerFactory
from tests.factories.payments import approved_claim, coordinator

pytestmark = pytest.mark.django_db


def night(days: int = 0) -> dict[str, int]:
    return forget_what_is_over(today=timezone.localdate() + timedelta(days=days))


def left_partner(days: int) -> PartnerProfile:
    profile = PartnerFactory(with_account=True)
    AccessNeed.objects.create(person=profile.person, category="other", adjustment="Breaks")
    move_partner(profile, to="left", by=Actor.of(coordinator(profile.person.institution)))
    PartnerProfile.objects.filter(pk=profile.pk).update(left_on=timezone.localdate() - timedelta(days=days))
    return profile


def message(state: str, days: int) -> Message:
    now = timezone.now()
    made = Message.objects.create(
        kind="claim_paid", about="claim:1", person_id=1, name="Ana", channel="email", due=now - timedelta(days=days),
        not_before=now, next_try_at=now, body="Hello", state=state, message_id="<1@test>",
        sent_at=now if state == "sent" else None,
    )  # fmt: skip
    Message.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=days))
    return made


def test_nothing_goes_before_its_time_and_nothing_is_then_recorded():
    left_partner(days=20)
    message("sent", 360)
    assert night() == {}
    assert not AuditEvent.objects.filter(action="kept.over").exists()


def test_leaving_notes_the_day_and_who_left_a_year_ago_is_a_number():
    profile = left_partner(days=0)
    profile.refresh_from_db()
    assert profile.left_on == timezone.localdate()
    Payee.objects.create(person=profile.person, reference="F-1")
    assert night(days=366) == {"participants.AccessNeed": 1}
    gone = night(days=367)
    assert gone["participants.Person"] == 1
    person = Person.objects.get(pk=profile.person_id)
    assert person.erased_at and person.email == "" and person.user is None
    assert not Payee.objects.exists() and not PartnerProfile.objects.exists()


def test_who_left_and_is_owed_money_waits_for_a_coordinator():
    claim = approved_claim()
    PartnerProfile.objects.filter(person=claim.person).update(
        status="left", left_on=timezone.localdate() - timedelta(days=400)
    )
    assert "participants.Person" not in night()
    assert Person.objects.get(pk=claim.person_id).erased_at is None


def test_needs_go_three_months_after_leaving_and_past_dates_three_months_after_the_day():
    staying, leaving = PartnerFactory(), left_partner(days=93)
    AccessNeed.objects.create(person=staying.person, category="other", adjustment="Breaks")
    today = timezone.localdate()
    for days in (93, 91):
        Availability.objects.create(
            person=staying.person, date=today - timedelta(days=days), part="morning", answer="yes"
        )
    Availability.objects.create(person=staying.person, weekday=1, part="morning", answer="yes")
    assert night() == {"participants.AccessNeed": 1, "participants.Availability": 1}
    assert not leaving.person.access_needs.exists() and staying.person.access_needs.count() == 1
    assert Availability.objects.count() == 2


def test_messages_that_are_over_go_after_a_year_and_those_that_wait_stay():
    gone, waiting = message("sent", 367), message("waiting", 368)
    assert night() == {"notify.Message": 1}
    assert list(Message.objects.values_list("pk", flat=True)) == [waiting.pk] and gone.pk


def test_links_go_thirty_days_after_they_ended_however_they_ended():
    person, now = PartnerFactory().person, timezone.now()
    ended = [{"expires_at": now}, {"revoked_at": now}, {"used_at": now}, {}]
    for how in ended:
        link = issue_link(Purpose.OFFER, about=person, person_id=person.pk, expires_at=now + timedelta(days=90))
        PrivateLink.objects.filter(pk=link.pk).update(**how)
    assert night(days=30) == {}
    assert night(days=31) == {"links.PrivateLink": 3}
    assert PrivateLink.objects.count() == 1


def test_who_was_asked_is_forgotten_before_what_was_answered():
    administration = asked_about(held_session(2))
    Response.objects.create(administration=administration)
    Administration.objects.filter(pk=administration.pk).update(
        opens_on=timezone.localdate() - timedelta(days=20), closes_on=timezone.localdate() - timedelta(days=10)
    )
    assert night(days=170).get("evaluation.FeedbackInvitation", 0) == 0
    assert night(days=180)["evaluation.FeedbackInvitation"] == 2
    assert not FeedbackInvitation.objects.exists() and Response.objects.count() == 1
    assert night(days=1100)["evaluation.Response"] == 1
    assert not Answer.objects.exists()


def test_the_second_ring_of_a_night_does_nothing_and_the_first_says_how_many():
    SignedIn.objects.create(session_key="x", session_data="", expire_date=timezone.now() - timedelta(days=2))
    message("failed", 400)
    counts = {"notify.Message": 1, "sessions.Session": 1}
    assert night() == counts and night() == {}
    event = AuditEvent.objects.get(action="kept.over")
    assert event.facts == counts and event.actor_kind == "system"


def test_one_that_fails_holds_up_none_of_the_others(monkeypatch):
    def breaks(today):
        raise DatabaseError("no")

    message("sent", 400)
    monkeypatch.setitem(keeping._FORGETTING, "links.PrivateLink", breaks)
    assert night() == {"notify.Message": 1}
