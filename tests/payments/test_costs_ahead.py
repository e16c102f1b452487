"""M1: costs are never held up by a fee that waits. They go ahead on a claim of their own, and nothing is paid twice."""

import pytest
from django.utils import timezone

from involvement.models import Attendance
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from involvement.shared.uploads.models import StoredFile
from payments.domain.approving import approve_claim, approve_claims, approve_costs, claim_again, query_claim
from payments.domain.batches import mark_paid, mark_returned
from payments.domain.claims import add_expense, confirm_claim, decline_claim, reopen_claim, take_less
from payments.domain.information import give_information, hold_fee
from payments.domain.ledger import prove, set_code
from payments.domain.mileage import add_journey
from payments.domain.proposing import propose_claims
from payments.domain.statements import statement_of, tax_year_of
from payments.models import Claim, Journey
from tests.factories.payments import (
    SYSTEM,
    again,
    claim_in,
    confirmed_claim,
    coordinator,
    finance,
    payee_of,
    proposed_claim,
    run,
    with_costs,
)
from tests.payments.ledger import stands
from tests.payments.test_promises import settle

pytestmark = pytest.mark.django_db


def approver_of(claim: Claim) -> Actor:
    return Actor.of(coordinator(claim.institution))


def held_by_wish(**fields: object) -> Claim:
    claim = with_costs(**fields)
    hold_fee(claim.person, hold=True, by=SYSTEM)
    return claim


def not_informed(**fields: object) -> Claim:
    return with_costs(informed=False, **fields)


def pay(*claims: Claim) -> None:
    batch = run(*claims)
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))


@pytest.mark.parametrize("held", [held_by_wish, not_informed])
def test_m1_the_fare_reaches_the_person_while_the_fee_waits(held):
    fee = held()

    costs = approve_costs(fee, by=approver_of(fee))
    pay(costs)

    fee = again(fee)
    assert (fee.state, fee.part, fee.fee_pence) == ("confirmed", "fee", 5000)
    assert (again(costs).state, costs.part, costs.fee_pence, costs.parted_from_id) == ("paid", "costs", 0, fee.pk)
    assert stands(fee) == {("earned", "fee"): -5000, ("due_to_person", "fee"): 5000}
    assert stands(costs) == {("earned", "expense"): -460, ("paid", "expense"): 460}
    with pytest.raises(Refused, match="The fee waits"):
        approve_claim(fee, by=approver_of(fee))


@pytest.mark.parametrize("held", [held_by_wish, not_informed])
def test_m1_when_the_wait_is_over_the_fee_is_approved_where_it_was_and_nothing_is_paid_twice(held):
    fee = held()
    costs = approve_costs(fee, by=approver_of(fee))
    pay(costs)

    give_information(fee.person, by=SYSTEM)
    hold_fee(fee.person, hold=False, by=SYSTEM)
    approve_claim(again(fee), by=approver_of(fee))
    pay(again(fee))

    statement = statement_of(fee.person, tax_year_of(timezone.localdate()))
    assert [(one.fee_pence, one.cost_pence) for one in statement.paid] == [(0, 460), (5000, 0)]
    assert (statement.fee_pence, statement.cost_pence) == (5000, 460)
    settle()
    assert prove().holds


def test_the_same_line_moves_with_its_receipt_and_its_journey_and_nothing_is_typed_again():
    claim = proposed_claim(informed=False)
    stored = StoredFile.objects.create(institution=claim.institution, size=1, sha256="a" * 64, file="x.jpg")
    bus = add_expense(claim, expense_kind="travel_public", pence=460, receipt=stored, by=payee_of(claim))
    miles = add_journey(again(claim), vehicle="car", tenths=100, passengers=0, by=payee_of(claim))
    confirm_claim(claim, by=payee_of(claim))

    costs = approve_costs(claim, by=approver_of(claim))

    assert list(costs.lines.values_list("pk", flat=True)) == [bus.pk, miles.pk]
    assert Journey.objects.get().line_id == miles.pk
    assert costs.approved_receipts.get().line_number == bus.pk
    assert list(claim.lines.values_list("kind", flat=True)) == ["fee"]


def test_the_person_said_yes_to_the_costs_as_they_did_to_the_claim():
    fee = not_informed()

    costs = approve_costs(fee, by=approver_of(fee))

    said = ("confirmed_at", "confirmed_user_id", "confirmed_person_id", "pay_by", "payment_choice", "attendance_id")
    assert [getattr(costs, name) for name in said] == [getattr(again(fee), name) for name in said]


def test_both_claims_tell_the_person_what_happened_and_the_record_says_who_did_it():
    fee = not_informed()
    by = approver_of(fee)

    costs = approve_costs(fee, by=by)

    assert fee.steps.last().sentence == "Your costs went ahead. The fee waits."
    assert [step.sentence for step in costs.steps.all()] == ["Your costs go ahead of the fee.", "Approved."]
    deeds = AuditEvent.objects.filter(actor_user=str(by.user_id)).order_by("pk")
    assert list(deeds.values_list("action", "about")) == [
        ("claim.parted", f"claim:{fee.pk}"),
        ("claim.costs_ahead", f"claim:{costs.pk}"),
        ("claim.approved", f"claim:{costs.pk}"),
    ]


def test_the_message_about_the_fare_says_that_the_fee_is_not_in_it():
    costs = approve_costs(fee := not_informed(), by=approver_of(fee))
    pay(costs)

    body = Message.objects.get(kind="claim_paid").body
    assert "We paid you £4.60" in body and "This pays back your costs. The fee is not in it." in body


def test_m4_costs_keep_the_ledger_code_that_they_began_with():
    fee = not_informed()
    set_code(fee.institution, kind="expense", code="7777", by=SYSTEM)

    costs = approve_costs(fee, by=approver_of(fee))

    assert set(costs.entries.values_list("code", flat=True)) == {"expense"}


def test_m7_the_sum_of_both_claims_is_the_sum_of_the_one_before():
    fee = not_informed(pence=1234)

    costs = approve_costs(fee, by=approver_of(fee))

    totals = Claim.objects.with_totals().filter(attendance=fee.attendance_id).order_by("pk")
    assert [(c.pk, c.fee_due, c.costs_due) for c in totals] == [(fee.pk, 5000, 0), (costs.pk, 0, 1234)]
    settle()
    assert prove().holds


def test_costs_do_not_part_from_a_fee_that_does_not_wait():
    claim = with_costs()

    with pytest.raises(Refused, match="does not wait any more") as refused:
        approve_costs(claim, by=approver_of(claim))

    assert refused.value.code == "changed"
    assert Claim.objects.count() == 1


def test_a_fee_without_costs_is_not_parted():
    claim = confirmed_claim(informed=False)

    with pytest.raises(Refused, match="The fee waits"):
        approve_costs(claim, by=approver_of(claim))

    assert again(claim).part == "whole"


def test_a_claim_is_parted_once():
    fee = not_informed()
    seen = fee.version
    approve_costs(fee, by=approver_of(fee), version=seen)

    with pytest.raises(Refused, match="changed in the meantime"):
        approve_costs(fee, by=approver_of(fee), version=seen)
    with pytest.raises(Refused, match="The fee waits"):
        approve_costs(fee, by=approver_of(fee))
    assert Claim.objects.count() == 2


@pytest.mark.parametrize("state", ["proposed", "queried", "approved", "batched", "paid", "returned", "declined"])
def test_m1_only_what_the_person_said_yes_to_and_nobody_approved_is_parted(state):
    claim = claim_in(state)

    with pytest.raises(Refused, match="said yes to"):
        approve_costs(claim, by=approver_of(claim))


def test_m6_the_payee_does_not_let_their_own_costs_go_ahead():
    claim = not_informed()
    with pytest.raises(Refused, match="your own claim"):
        approve_costs(claim, by=payee_of(claim))
    with pytest.raises(Refused, match="Sign in"):
        approve_costs(claim, by=Actor.link(claim.person_id, ""))


def test_m6_whoever_said_yes_for_the_person_approves_neither_part():
    claim = proposed_claim(informed=False)
    helper = Actor.of(coordinator(claim.institution))
    add_expense(claim, expense_kind="taxi", pence=900, by=helper)
    confirm_claim(claim, by=helper)

    with pytest.raises(Refused, match="You said yes to this claim"):
        approve_costs(claim, by=helper)
    costs = approve_costs(claim, by=approver_of(claim))
    assert costs.confirmed_user_id == helper.user_id


def test_m6_whoever_let_the_costs_go_ahead_does_not_put_them_in_a_run():
    fee = not_informed()
    user = coordinator(fee.institution)
    costs = approve_costs(fee, by=Actor.of(user))

    with pytest.raises(Refused, match="You approved this claim"):
        run(costs, maker=user)


def test_m6_costs_of_a_payment_that_came_back_are_not_approved_by_whoever_asked_for_it():
    claim = with_costs()
    approve_claim(claim, by=approver_of(claim))
    run(again(claim))
    mark_returned(claim, reason="Closed", by=Actor.of(finance(claim.institution)))
    asked = Actor.of(coordinator(claim.institution))
    anew = claim_again(claim, by=asked)
    hold_fee(claim.person, hold=True, by=SYSTEM)

    with pytest.raises(Refused, match="asked for this to be paid again"):
        approve_costs(anew, by=asked)
    costs = approve_costs(anew, by=approver_of(claim))

    assert costs.details_checked_by_id == asked.user_id
    settle()
    assert prove().holds


@pytest.mark.parametrize("which", ["fee", "costs"])
def test_one_part_that_came_back_is_paid_again_and_the_other_stays(which):
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    give_information(fee.person, by=SYSTEM)
    approve_claim(again(fee), by=approver_of(fee))
    pay(again(fee), again(costs))
    back = again(fee if which == "fee" else costs)
    mark_returned(back, reason="Closed", by=Actor.of(finance(fee.institution)))

    anew = claim_again(back, by=Actor.of(finance(fee.institution)))
    approve_claim(anew, by=approver_of(fee))
    pay(again(anew))

    assert (anew.part, anew.parted_from_id) == (back.part, back.parted_from_id)
    statement = statement_of(fee.person, tax_year_of(timezone.localdate()))
    assert (statement.fee_pence, statement.cost_pence, len(statement.came_back)) == (5000, 460, 1)
    settle()
    assert prove().holds


def test_m3_a_fee_that_is_declined_while_it_waits_leaves_the_costs_alone():
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    pay(costs)

    reopen_claim(fee, by=payee_of(fee))
    take_less(fee, wanted_pence=1000, by=payee_of(fee))
    decline_claim(fee, by=payee_of(fee))

    assert stands(again(fee)) == {("earned", "fee"): -5000, ("declined", "fee"): 5000}
    assert again(costs).state == "paid"
    declined = statement_of(fee.person, tax_year_of(timezone.localdate())).declined
    assert [(one.pence, one.before) for one in declined] == [(5000, False)]


def test_a_cost_is_not_added_to_the_fee_that_waits_but_to_the_costs_after_a_question():
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    reopen_claim(fee, by=payee_of(fee))

    with pytest.raises(Refused, match="Your costs went ahead of this fee"):
        add_expense(fee, expense_kind="taxi", pence=900, by=payee_of(fee))

    query_claim(costs, reason="Was there a taxi, too?", by=approver_of(fee))
    add_expense(costs, expense_kind="taxi", pence=900, by=payee_of(fee))
    confirm_claim(costs, by=payee_of(fee))
    assert approve_claim(costs, by=approver_of(fee)).state == "approved"


def test_attendance_corrected_after_the_parting_takes_back_what_is_still_with_the_person():
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    query_claim(costs, reason="Which bus?", by=approver_of(fee))
    reopen_claim(fee, by=payee_of(fee))

    Attendance.objects.filter(pk=fee.attendance_id).update(status="could_not_come")
    assert propose_claims(fee.session, by=SYSTEM) == []
    assert (again(fee).state, again(costs).state) == ("withdrawn", "withdrawn")
    assert stands(fee) == stands(costs) == {}

    Attendance.objects.filter(pk=fee.attendance_id).update(status="attended")
    assert propose_claims(fee.session, by=SYSTEM) == []
    assert (again(fee).state, again(costs).state) == ("proposed", "proposed")
    settle()
    assert prove().holds


def test_attendance_corrected_after_the_approval_leaves_both_parts_to_people():
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))

    Attendance.objects.filter(pk=fee.attendance_id).update(status="could_not_come")
    propose_claims(fee.session, by=SYSTEM)

    assert (again(fee).state, again(costs).state) == ("confirmed", "approved")


def test_several_are_approved_all_or_none_some_whole_and_some_by_their_costs():
    whole, fee = with_costs(), not_informed()
    by = approver_of(fee)

    with pytest.raises(Refused, match="changed in the meantime"):
        approve_claims([(whole, whole.version)], costs_of=[(fee, fee.version + 1)], by=by)
    done = approve_claims([(whole, whole.version)], costs_of=[(fee, fee.version)], by=by)

    assert [(claim.part, claim.state) for claim in done] == [("whole", "approved"), ("costs", "approved")]
    assert again(fee).state == "confirmed"


def test_m4_a_run_holds_fee_and_costs_of_one_deed_as_two_lines():
    fee = not_informed()
    costs = approve_costs(fee, by=approver_of(fee))
    give_information(fee.person, by=SYSTEM)
    approve_claim(again(fee), by=approver_of(fee))

    batch = run(again(fee), again(costs))

    lines = batch.lines.order_by("position").values_list("claim_id", "fee_pence", "expense_pence")
    assert list(lines) == [(fee.pk, 5000, 0), (costs.pk, 0, 460)]
