from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from involvement.models import Invitation, Session
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from payments.domain.advances import agree_in_advance, ask_in_advance, refuse_in_advance, stop_advance
from payments.domain.approving import claim_again, query_claim
from payments.domain.batches import mark_returned, preview
from payments.domain.claims import reopen_claim
from payments.domain.expense_rules import set_rule
from payments.domain.ledger import prove
from payments.models import Advance, Claim, ClaimLine, LedgerEntry
from tests.factories.accounts import InstitutionFactory
from tests.factories.advances import agreed_in_advance, asked_in_advance, coming_offer, fresh, paid_in_advance
from tests.factories.payments import SYSTEM, coordinator, finance, run

pytestmark = pytest.mark.django_db


def _staff(advance: Advance) -> Actor:
    return Actor.of(coordinator(advance.institution))


def test_what_is_agreed_is_paid_in_a_run_before_the_day_and_the_ledger_balances_m4_m7():
    advance = paid_in_advance()
    claim = advance.claims.get()

    assert (claim.state, claim.fee_pence, claim.pay_by, claim.attendance) == ("paid", 0, advance.needed_by, None)
    line = claim.lines.get()
    assert (line.kind, line.expense_kind, line.pence) == ("expense", "travel_public", 38_50)
    assert (claim.batch_line.expense_pence, claim.batch_line.pence) == (38_50, 38_50)
    held = dict.fromkeys(LedgerEntry.Account.values, 0)
    for entry in claim.entries.all():
        held[entry.account] += entry.pence
    assert (held["advanced"], held["paid"], held["earned"]) == (-38_50, 38_50, 0)
    assert prove().holds
    assert [s.actor_user_id for s in claim.steps.all()][-1] == claim.batch_line.batch.paid_by_id


def test_who_asks_agrees_and_pays_are_three_people_m6():
    staff = coordinator(InstitutionFactory())
    institution = staff.current_memberships()[0].institution
    advance = asked_in_advance(offer=coming_offer(institution), by=staff)

    with pytest.raises(Refused, match="Somebody else must approve"):
        agree_in_advance(advance, by=Actor.of(staff))
    with pytest.raises(Refused, match="own claim"):
        agree_in_advance(advance, by=Actor.of(advance.person.user))
    assert (fresh(advance).state, Claim.objects.count()) == ("asked", 0)

    other = coordinator(institution)
    agree_in_advance(advance, by=Actor.of(other))
    claim = Claim.objects.with_lines().select_related("person").get()
    for maker in (staff, other):
        assert not preview([claim], maker_id=maker.pk).payable
    assert preview([claim], maker_id=finance(institution).pk).payable


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "taxi"}, "do not pay this before"),
        ({"kind": "mileage"}, "do not pay this before"),
        ({"pence": 0}, "how much"),
        ({"needed_by": timezone.localdate() - timedelta(days=1)}, "from today"),
        ({"needed_by": timezone.localdate() + timedelta(days=22)}, "from today"),
        ({"choice": "nothing"}, "no money"),
    ],
)
def test_only_what_the_rules_for_costs_allow_can_be_asked_for(facts, words):
    institution = InstitutionFactory()
    set_rule(institution, kind="mileage", in_advance=True, by=SYSTEM)

    with pytest.raises(Refused, match=words):
        asked_in_advance(offer=coming_offer(institution), **facts)

    assert not Advance.objects.exists()


def test_asking_the_same_twice_is_one_and_another_ticket_is_another():
    advance = asked_in_advance()
    again = {"kind": "travel_public", "needed_by": timezone.localdate(), "by": Actor.of(advance.person.user)}

    with pytest.raises(Refused, match="already"):
        ask_in_advance(advance.invitation, words="Train from Ipswich ", pence=38_50, **again)
    ask_in_advance(advance.invitation, words="Bus to the station", pence=3_00, **again)

    assert Advance.objects.count() == 2


def test_who_has_not_said_yes_or_comes_too_late_does_not_ask():
    advance = asked_in_advance()
    facts = {"kind": "travel_public", "words": "Bus", "pence": 300, "needed_by": timezone.localdate(), "by": SYSTEM}
    Invitation.objects.filter(pk=advance.invitation_id).update(status="sent", payment_choice="", answered_at=None)
    with pytest.raises(Refused, match="Say yes"):
        ask_in_advance(advance.invitation, **facts)
    Invitation.objects.filter(pk=advance.invitation_id).update(
        status="accepted", payment_choice="fee", answered_at=timezone.now()
    )
    Session.objects.filter(pk=advance.session_id).update(starts_at=timezone.now())
    with pytest.raises(Refused, match="too late"):
        ask_in_advance(advance.invitation, **facts)


def test_a_no_has_a_reason_that_the_person_reads():
    advance = asked_in_advance()
    with pytest.raises(Refused, match="Write why not"):
        refuse_in_advance(advance, reason="  ", by=_staff(advance))

    refuse_in_advance(advance, reason="We booked the {train} for you.", by=_staff(advance))

    assert fresh(advance).state == "refused" and not Claim.objects.exists()
    told = Message.objects.get(kind="advance_answered")
    assert "We booked the (train) for you." in told.body and "money" not in told.subject.lower()
    with pytest.raises(Refused, match="answered already"):
        agree_in_advance(advance, by=_staff(advance))


def test_it_can_be_stopped_until_it_is_in_a_run():
    advance = agreed_in_advance()
    stop_advance(advance, reason="A friend drives me.", by=Actor.of(advance.person.user))

    assert (fresh(advance).state, advance.claims.get().state) == ("taken_back", "withdrawn")
    assert prove().holds

    other = agreed_in_advance()
    run(other.claims.get())
    with pytest.raises(Refused, match="being paid already"):
        stop_advance(other, reason="", by=_staff(other))
    assert fresh(other).state == "agreed"


@pytest.mark.parametrize("gone", ["session", "person"])
def test_nothing_goes_out_for_a_session_that_is_cancelled_or_that_the_person_left(gone):
    advance = agreed_in_advance()
    if gone == "session":
        Session.objects.filter(pk=advance.session_id).update(status="cancelled", status_reason="The room flooded.")
    else:
        Invitation.objects.filter(pk=advance.invitation_id).update(status="withdrawn")
    claim = Claim.objects.with_lines().select_related("person").get()
    maker = finance(advance.institution)

    assert not preview([claim], maker_id=maker.pk).payable
    with pytest.raises(Refused, match="before a session"):
        run(claim, maker=maker)


def test_a_payment_that_came_back_is_paid_again_and_what_was_agreed_stays_as_it_is():
    advance = paid_in_advance()
    claim = mark_returned(advance.claims.get(), reason="Account closed", by=Actor.of(finance(advance.institution)))
    again = claim_again(claim, by=_staff(advance))

    assert (again.advance_id, again.attendance_id, again.state) == (advance.pk, None, "confirmed")
    with pytest.raises(Refused, match="agreed before the day"):
        reopen_claim(again, by=Actor.of(advance.person.user))
    with pytest.raises(Refused, match="agreed before the day"):
        query_claim(again, reason="Which train?", by=_staff(advance))
    assert prove().holds


def test_the_database_keeps_what_was_agreed():
    advance = agreed_in_advance()
    claim = advance.claims.get()
    rows = Advance.objects.filter(pk=advance.pk)
    for change in [
        lambda: rows.update(pence=1),
        lambda: rows.update(state="asked", answered_at=None, answered_by=None),
        lambda: rows.update(spent_pence=1),
        lambda: rows.update(let_go_pence=1),
        rows.delete,
        lambda: Claim.objects.filter(pk=claim.pk).update(advance=None),
        lambda: ClaimLine.objects.create(claim=claim, kind="expense", expense_kind="travel_public", pence=38_50),
        lambda: Claim.objects.create(
            institution=claim.institution, person=claim.person, session=claim.session, advance=advance,
            invitation=claim.invitation, offer=claim.offer, fee_pence=0, payment_choice="fee", why="x",
            pay_by=claim.pay_by,
        ),
    ]:  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
