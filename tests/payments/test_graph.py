"""The whole graph: every state, every action, every role (M6, R18)."""

import pytest
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from payments.domain import approving, batches, claims
from payments.models import Claim
from tests.factories.accounts import user_with
from tests.factories.payments import claim_in, payee_of

pytestmark = pytest.mark.django_db

ACTIONS = {
    "confirm": lambda claim, by: claims.confirm_claim(claim, by=by),
    "decline": lambda claim, by: claims.decline_claim(claim, by=by),
    "reopen": lambda claim, by: claims.reopen_claim(claim, by=by),
    "add_cost": lambda claim, by: claims.add_expense(claim, expense_kind="taxi", pence=900, by=by),
    "take_less": lambda claim, by: claims.take_less(claim, wanted_pence=100, by=by),
    "approve": lambda claim, by: approving.approve_claim(claim, by=by),
    "query": lambda claim, by: approving.query_claim(claim, reason="Which bus?", by=by),
    "batch": lambda claim, by: batches.make_batch(claim.institution, claim_ids=[claim.pk], by=by),
    "pay": lambda claim, by: batches.mark_paid(claim.batch_line.batch, paid_on=timezone.localdate(), by=by),
    "return": lambda claim, by: batches.mark_returned(claim, reason="Account closed", by=by),
    "again": lambda claim, by: approving.claim_again(claim, by=by),
}
AFTER = {
    ("proposed", "confirm"): "confirmed",
    ("queried", "confirm"): "confirmed",
    ("proposed", "decline"): "declined",
    ("queried", "decline"): "declined",
    ("confirmed", "reopen"): "proposed",
    ("declined", "reopen"): "proposed",
    ("proposed", "add_cost"): "proposed",
    ("queried", "add_cost"): "queried",
    ("proposed", "take_less"): "proposed",
    ("queried", "take_less"): "queried",
    ("confirmed", "approve"): "approved",
    ("confirmed", "query"): "queried",
    ("approved", "query"): "queried",
    ("approved", "batch"): "batched",
    ("batched", "pay"): "paid",
    ("batched", "return"): "returned",
    ("paid", "return"): "returned",
    ("returned", "again"): "returned",
}
PERSONS = {"confirm", "decline", "reopen", "add_cost", "take_less"}


def _actor(claim: Claim, role: str) -> Actor:
    if role == "payee":
        return payee_of(claim)
    if role == "approver" and claim.approved_by:
        return Actor.of(claim.approved_by)
    return Actor.of(user_with(Role.COORDINATOR, claim.institution))


CASES = [(s, a) for s in Claim.State.values for a in ACTIONS if a != "pay" or s in ("batched", "paid")]


@pytest.mark.parametrize(("state", "action"), CASES)
def test_r18_each_action_in_each_state_does_its_one_thing_or_nothing(state, action):
    claim = claim_in(state)
    deeds = AuditEvent.objects.count()
    by = payee_of(claim) if action in PERSONS else _actor(claim, "another")
    wanted = AFTER.get((state, action))

    if wanted:
        ACTIONS[action](claim, by)
        assert AuditEvent.objects.count() > deeds
    else:
        with pytest.raises(Refused):
            ACTIONS[action](claim, by)
        assert AuditEvent.objects.count() == deeds

    claim.refresh_from_db()
    assert claim.state == (wanted or state)
    assert claim.steps.last().state in (claim.state, state)


@pytest.mark.parametrize(
    ("state", "action", "role"),
    [
        ("confirmed", "approve", "payee"),
        ("confirmed", "approve", "link"),
        ("approved", "batch", "payee"),
        ("approved", "batch", "approver"),
        ("approved", "batch", "link"),
        ("batched", "pay", "payee"),
        ("batched", "pay", "approver"),
        ("batched", "pay", "link"),
    ],
)
def test_m6_claimant_and_approver_do_none_of_the_later_steps(state, action, role):
    claim = claim_in(state)
    by = Actor.link(claim.person_id, "") if role == "link" else _actor(claim, role)

    with pytest.raises(Refused) as refused:
        ACTIONS[action](claim, by)

    assert refused.value.code in ("duties", "stop")
    claim.refresh_from_db()
    assert claim.state == state


def test_m6_whoever_confirmed_for_the_person_does_not_approve():
    claim = claim_in("proposed")
    helper = user_with(Role.COORDINATOR, claim.institution)
    claims.confirm_claim(claim, by=Actor.of(helper))

    with pytest.raises(Refused, match="You said yes to this claim"):
        approving.approve_claim(claim, by=Actor.of(helper))


def test_marking_a_run_as_paid_leaves_a_claim_alone_that_came_back_before():
    claim = claim_in("returned")

    batches.mark_paid(claim.batch_line.batch, paid_on=timezone.localdate(), by=_actor(claim, "another"))

    claim.refresh_from_db()
    assert claim.state == "returned"


def test_every_stage_has_its_date_and_a_sentence_for_the_person():
    claim = claim_in("paid")

    sentences = [step.sentence for step in claim.steps.all()]
    assert sentences[:3] == ["We asked you to check this.", "You said yes to this.", "Approved."]
    assert sentences[3].startswith("In the payment run RUN-")
    assert sentences[4].startswith("Paid on ")
    assert all(step.at for step in claim.steps.all())


def test_m3_taking_less_is_recorded_beside_what_was_due():
    claim = claim_in("proposed")
    claims.take_less(claim, wanted_pence=1500, by=payee_of(claim))
    claims.add_expense(claim, expense_kind="travel_public", pence=460, by=payee_of(claim), words="Bus 7")

    fee, bus = claim.lines.all()
    assert (fee.pence, fee.declined_pence, fee.due_pence, bus.due_pence) == (5000, 3500, 1500, 460)
    totals = Claim.objects.with_totals().get(pk=claim.pk)
    assert (totals.fee_due, totals.costs_due, totals.total_due) == (1500, 460, 1960)


def test_m3_saying_no_and_changing_ones_mind_brings_the_fee_back():
    claim = claim_in("declined")
    assert Claim.objects.with_totals().get(pk=claim.pk).total_due == 0

    claims.reopen_claim(claim, by=payee_of(claim))

    assert Claim.objects.with_totals().get(pk=claim.pk).total_due == 5000


def test_nothing_is_confirmed_where_nothing_is_due():
    claim = claim_in("proposed")
    claims.take_less(claim, wanted_pence=0, by=payee_of(claim))

    with pytest.raises(Refused, match="nothing to pay yet"):
        claims.confirm_claim(claim, by=payee_of(claim))


def test_a_claim_edited_in_two_windows_is_not_confirmed_unseen_and_loses_nothing():
    claim = claim_in("proposed")
    by, seen = payee_of(claim), claim.version
    claims.add_expense(claim, expense_kind="taxi", pence=900, by=by)
    claims.add_expense(claim, expense_kind="food", pence=300, by=by)

    with pytest.raises(Refused, match="changed in the meantime") as refused:
        claims.confirm_claim(claim, by=by, version=seen)

    assert refused.value.code == "changed"
    assert claim.lines.count() == 3


def test_an_approval_of_another_version_than_the_one_looked_at_is_refused():
    claim = claim_in("confirmed")
    seen = claim.version
    claims.reopen_claim(claim, by=payee_of(claim))
    claims.add_expense(claim, expense_kind="taxi", pence=90000, by=payee_of(claim))
    claims.confirm_claim(claim, by=payee_of(claim))

    with pytest.raises(Refused, match="changed in the meantime"):
        approving.approve_claim(claim, by=_actor(claim, "another"), version=seen)


def test_a_payment_that_came_back_is_paid_again_by_a_new_claim_with_the_same_lines():
    old = claim_in("returned")
    again = approving.claim_again(old, by=_actor(old, "another"))

    assert (again.state, again.replaces_id, again.fee_pence) == ("confirmed", old.pk, old.fee_pence)
    assert again.confirmed_at == old.confirmed_at
    assert [line.pence for line in again.lines.all()] == [5000]
    with pytest.raises(Refused, match="paid again already"):
        approving.claim_again(old, by=_actor(old, "another"))


def test_asking_takes_an_approval_back_and_writes_to_the_person():
    claim = claim_in("approved")
    approving.query_claim(claim, reason="Which {link} bus?", by=_actor(claim, "another"))

    claim.refresh_from_db()
    assert (claim.state, claim.approved_by, claim.approved_at) == ("queried", None, None)
    assert claim.state_reason == "Which {link} bus?"


def test_at_most_twenty_lines():
    claim = claim_in("proposed")
    for _ in range(19):
        claims.add_expense(claim, expense_kind="food", pence=1, by=payee_of(claim))

    with pytest.raises(Refused, match="20 lines"):
        claims.add_expense(claim, expense_kind="food", pence=1, by=payee_of(claim))
