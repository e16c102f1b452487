from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.domain.sessions import cancel_session
from involvement.models import Attendance, Session
from involvement.shared.audit.models import AuditEvent
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.models import Message
from involvement.signals import attendance_marked
from payments.domain.claims import confirm_claim
from payments.domain.proposing import propose_claims
from payments.models import Claim, ClaimLine, ClaimStep
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.payments import SYSTEM, attendance, claim_in, payee_of, proposed_claim

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("choice", "fee"), [("fee", 5000), ("smaller_fee", 2000), ("expenses_only", 0)])
def test_m5_the_fee_is_what_the_person_chose_in_the_frozen_offer(choice, fee):
    claim = proposed_claim(choice=choice)

    assert claim.fee_pence == fee
    assert claim.payment_choice == choice
    assert list(claim.lines.values_list("kind", "pence")) == ([("fee", fee)] if fee else [])
    assert claim.pay_by == timezone.localdate(claim.session.starts_at) + timedelta(days=30)


@pytest.mark.parametrize(
    ("fields", "proposed"),
    [
        ({"status": "part_attended", "actual_minutes": 20}, True),
        ({"status": "could_not_come", "actual_minutes": None}, False),
        ({"status": "expected", "actual_minutes": None}, False),
        ({"choice": "nothing"}, False),
    ],
)
def test_only_coming_earns_and_coming_for_part_earns_it_all(fields, proposed):
    came = attendance(**fields)

    claims = propose_claims(came.session, by=SYSTEM)

    assert [claim.fee_pence for claim in claims] == ([5000] if proposed else [])


@pytest.mark.parametrize(("days", "proposed"), [(6.9, True), (7, False), (30, False), (-1, True)])
def test_i8_our_cancelling_at_short_notice_earns_the_fee_and_spent_costs(days, proposed):
    session = SessionFactory()
    cancelled = session.starts_at - timedelta(days=days)
    attendance(
        offer=OfferFactory(published=True, session=session),
        status="institution_cancelled",
        actual_minutes=None,
        marked_at=cancelled,
    )

    claims = propose_claims(session, by=SYSTEM)

    assert [claim.fee_pence for claim in claims] == ([5000] if proposed else [])
    assert all("We cancelled late" in claim.why for claim in claims)


def test_r24_proposing_again_adds_nothing():
    claim = proposed_claim()

    assert propose_claims(claim.session, by=SYSTEM) == []
    assert (Claim.objects.count(), ClaimLine.objects.count(), ClaimStep.objects.count()) == (1, 1, 1)
    assert Message.objects.filter(kind="claim_check").count() == 1
    assert AuditEvent.objects.filter(action="claim.proposed").count() == 1


@pytest.mark.parametrize("state", ["confirmed", "approved", "batched", "paid", "returned", "declined", "queried"])
def test_r24_no_second_claim_whatever_became_of_the_first(state):
    claim = claim_in(state)

    propose_claims(claim.session, by=SYSTEM)

    assert Claim.objects.count() == 1


def test_the_person_is_asked_by_a_message_with_a_link_for_this_claim_only():
    claim = proposed_claim()

    message = Message.objects.get(kind="claim_check")
    link = PrivateLink.objects.get(pk=message.link_id)
    assert (link.purpose, link.about, link.person_id) == (Purpose.CLAIM, f"claim:{claim.pk}", claim.person_id)
    assert message.person_id == claim.person_id
    assert "{link}" in message.body and "£50.00" in message.body
    assert "£" not in message.subject


def test_a_corrected_attendance_takes_back_a_claim_nobody_answered_and_brings_it_again():
    claim = proposed_claim()
    row = Attendance.objects.filter(pk=claim.attendance_id)

    row.update(status="could_not_come")
    propose_claims(claim.session, by=SYSTEM)
    claim.refresh_from_db()
    assert claim.state == "withdrawn"

    row.update(status="attended")
    propose_claims(claim.session, by=SYSTEM)
    claim.refresh_from_db()
    assert claim.state == "proposed"
    assert [step.state for step in claim.steps.all()] == ["proposed", "withdrawn", "proposed"]


def test_a_corrected_attendance_leaves_a_claim_alone_once_the_person_said_yes():
    claim = proposed_claim()
    confirm_claim(claim, by=payee_of(claim))
    Attendance.objects.filter(pk=claim.attendance_id).update(status="could_not_come")

    propose_claims(claim.session, by=SYSTEM)

    claim.refresh_from_db()
    assert claim.state == "confirmed"


def test_a_full_session_costs_the_same_as_one_person(django_assert_max_num_queries):
    offer = OfferFactory(published=True, session=SessionFactory(held=True), places=12)
    for _ in range(12):
        attendance(offer=offer)

    with django_assert_max_num_queries(16):
        assert len(propose_claims(offer.session, by=SYSTEM)) == 12


def test_marking_attendance_proposes_claims():
    came = attendance()

    attendance_marked.send(Session, session=came.session, by=SYSTEM)

    assert Claim.objects.get().attendance_id == came.pk


def test_i8_cancelling_late_proposes_the_fee_to_whoever_said_yes_and_earlier_proposes_nothing():
    late = SessionFactory(starts_at=timezone.now() + timedelta(days=3))
    early = SessionFactory(starts_at=timezone.now() + timedelta(days=30))
    for session in [late, early]:
        InvitationFactory(accepted=True, offer=OfferFactory(published=True, session=session))
        cancel_session(session, reason="The building is closed.", by=SYSTEM)

    claim = Claim.objects.get()
    assert (claim.session, claim.fee_pence, claim.attendance.status) == (late, 5000, "institution_cancelled")
    assert Message.objects.filter(kind="claim_check", state="waiting").count() == 1
