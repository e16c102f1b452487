"""Answering "is it still all right?"."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.domain.still_on import answer_still_on
from involvement.models import Invitation, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    invitation = InvitationFactory(accepted=True)
    user_with(Role.COORDINATOR, invitation.offer.session.institution, email="ana@example.test")
    return invitation


def say(invitation, answer):
    return answer_still_on(invitation, answer=answer, by=Actor.link(invitation.person_id, ""))


def test_yes_is_kept_and_nobody_is_disturbed(invitation):
    say(invitation, "yes")

    invitation.refresh_from_db()
    assert (invitation.still_on, invitation.status) == ("yes", "accepted")
    assert not Message.objects.exists()


def test_cannot_come_tells_the_coordinator_at_once_and_clears_the_calendar(invitation):
    for _press in range(2):
        say(invitation, "no")

    invitation.refresh_from_db()
    assert (invitation.still_on, invitation.status) == ("no", "withdrawn")
    told, undone = Message.objects.order_by("kind").reverse()
    assert (undone.kind, told.kind, told.address) == ("calendar", "cannot_come", "ana@example.test")
    assert told.not_before <= timezone.now()
    assert "METHOD:CANCEL" in undone.calendar


def test_please_call_me_keeps_the_yes_and_tells_the_coordinator(invitation):
    say(invitation, "call_me")

    invitation.refresh_from_db()
    assert (invitation.still_on, invitation.status) == ("call_me", "accepted")
    assert Message.objects.get().kind == "please_call"


def test_somebody_may_come_after_all_with_the_payment_they_chose(invitation):
    say(invitation, "no")

    say(Invitation.objects.get(), "yes")

    invitation.refresh_from_db()
    assert (invitation.status, invitation.payment_choice, invitation.still_on) == ("accepted", "fee", "yes")


@pytest.mark.parametrize("status", ["sent", "declined"])
def test_who_is_not_coming_is_not_asked(status):
    answered = None if status == "sent" else timezone.now()
    invitation = InvitationFactory(status=status, answered_at=answered)

    with pytest.raises(Refused, match="not down for this session"):
        say(invitation, "yes")


def test_after_the_start_it_is_too_late(invitation):
    Session.objects.update(starts_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(Refused, match="already started"):
        say(invitation, "no")

    assert not AuditEvent.objects.exists()
