import pytest
from django.db import DatabaseError, transaction

from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from payments.domain.approving import approve_claim
from payments.domain.claims import add_expense, confirm_claim, decline_claim, remove_expense, reopen_claim, take_less
from payments.domain.ledger import prove
from payments.domain.proposing import propose_claims
from payments.domain.settling import decide_rest, note_given_back, open_pence, take_from_fee, tell_spent
from payments.models import Advance, ClaimLine, LedgerEntry
from tests.factories.advances import agreed_in_advance, claim_after, coming_offer, fresh, paid_in_advance
from tests.factories.payments import SYSTEM, coordinator, payee_of, run

pytestmark = pytest.mark.django_db


def _told(advance: Advance, pence: int) -> Advance:
    return tell_spent(advance, pence=pence, by=Actor.of(advance.person.user))


def _bus(claim, pence: int, **facts) -> ClaimLine:
    facts = {"expense_kind": "food", "words": "Lunch"} | facts
    return add_expense(claim, pence=pence, by=payee_of(claim), **facts)


def _ledger(advance: Advance) -> dict[str, int]:
    """Sums by account over all claims of the person for the session."""
    sums = dict.fromkeys(LedgerEntry.Account.values, 0)
    for entry in LedgerEntry.objects.filter(claim__person=advance.person):
        sums[entry.account] += entry.pence
    return {account: pence for account, pence in sums.items() if pence}


def test_all_of_it_spent_is_settled_and_the_ledger_says_it_was_earned():
    advance = _told(paid_in_advance(), 38_50)

    assert (open_pence(advance), _ledger(advance)) == (0, {"earned": -38_50, "paid": 38_50})
    assert prove().holds


def test_what_was_not_spent_comes_off_costs_of_the_same_session_and_never_off_the_fee():
    advance = paid_in_advance(pence=38_50)
    claim = claim_after(advance)
    _told(advance, 30_00)
    lunch = _bus(claim, 5_00)
    fee = claim.lines.get(kind="fee")

    lunch.refresh_from_db()
    assert (lunch.taken_pence, lunch.due_pence, fee.taken_pence) == (5_00, 0, 0)
    assert open_pence(fresh(advance)) == 3_50
    assert _ledger(advance)["advanced"] == -3_50
    confirm_claim(claim, by=payee_of(claim))
    assert prove().holds


def test_a_cost_that_is_taken_out_again_leaves_the_rest_open():
    advance = paid_in_advance()
    claim = claim_after(advance)
    lunch = _bus(claim, 20_00)
    _told(advance, 30_00)
    lunch.refresh_from_db()
    assert (lunch.taken_pence, open_pence(fresh(advance))) == (8_50, 0)

    remove_expense(claim, line_id=lunch.pk, by=payee_of(claim))

    assert open_pence(fresh(advance)) == 8_50 and prove().holds


def test_it_comes_off_the_fee_only_after_the_persons_yes():
    advance = paid_in_advance()
    claim = claim_after(advance)
    _told(advance, 30_00)
    fee = claim.lines.get()
    with pytest.raises(DatabaseError, match="taken_is_what_is_left"), transaction.atomic():
        ClaimLine.objects.filter(pk=fee.pk).update(taken_pence=8_50, taken_for=advance)

    take_from_fee(advance, by=Actor.of(advance.person.user))

    fee.refresh_from_db()
    assert (fee.taken_pence, fee.due_pence, open_pence(fresh(advance))) == (8_50, fee.pence - 8_50, 0)
    with pytest.raises(Refused, match="no fee"):
        take_from_fee(advance, by=Actor.of(advance.person.user))
    take_less(claim, wanted_pence=10_00, by=payee_of(claim))
    fee.refresh_from_db()
    assert fee.due_pence == 10_00
    decline_claim(claim, by=payee_of(claim))
    reopen_claim(claim, by=payee_of(claim))
    assert prove().holds


def test_nothing_is_taken_from_a_fee_that_was_sent_in():
    advance = paid_in_advance()
    claim = claim_after(advance)
    confirm_claim(claim, by=payee_of(claim))
    _told(advance, 30_00)

    with pytest.raises(Refused, match="no fee"):
        take_from_fee(advance, by=Actor.of(advance.person.user))

    assert (fresh(advance).fee_yes_at, open_pence(fresh(advance))) == (None, 8_50)


def test_who_spent_more_gets_the_rest_with_the_claim():
    advance = paid_in_advance()
    claim = claim_after(advance)
    _told(advance, 42_00)

    rest = claim.lines.get(kind="expense")
    assert (rest.pence, rest.words, rest.besides_advance) == (3_50, "The rest of: Train from Ipswich", True)
    assert _ledger(advance)["earned"] == -(38_50 + 3_50 + claim.fee_pence) and prove().holds


def test_the_same_cost_is_not_claimed_twice_unless_it_is_another():
    advance = paid_in_advance()
    claim = claim_after(advance)
    train = {"expense_kind": "travel_public", "words": "Train"}
    with pytest.raises(Refused, match="before the day"):
        _bus(claim, 38_50, **train)
    with pytest.raises(DatabaseError, match="cost_was_paid_before"), transaction.atomic():
        ClaimLine.objects.create(claim=claim, kind="expense", pence=38_50, **train)
    assert not claim.lines.filter(kind="expense").exists()

    other = _bus(claim, 2_80, another=True, expense_kind="travel_public", words="Bus at the other end")

    assert other.besides_advance and prove().holds


def test_what_is_not_paid_yet_is_not_settled():
    advance = agreed_in_advance()

    with pytest.raises(Refused, match="not paid this yet"):
        _told(advance, 30_00)


def test_a_wrong_figure_is_put_right_until_a_claim_was_sent_in_by_it():
    advance = paid_in_advance()
    claim = claim_after(advance)
    lunch = _bus(claim, 20_00)
    _told(advance, 8_50)
    _told(advance, 28_50)
    lunch.refresh_from_db()
    assert lunch.taken_pence == 10_00
    confirm_claim(claim, by=payee_of(claim))

    with pytest.raises(Refused, match="ring us"):
        _told(advance, 38_50)

    assert (fresh(advance).spent_pence, prove().holds) == (28_50, True)


@pytest.mark.parametrize(("ask_back", "kept"), [(0, 38_50), (20_00, 18_50)])
def test_after_a_cancellation_a_person_decides_what_is_asked_back_and_says_why(ask_back, kept):
    advance = paid_in_advance()
    Session.objects.filter(pk=advance.session_id).update(status="cancelled", status_reason="The room flooded.")
    _told(advance, 0)
    staff = Actor.of(coordinator(advance.institution))
    assert open_pence(fresh(advance)) == 38_50 and not Message.objects.filter(kind="advance_decided")
    facts = {"ask_back_pence": ask_back, "reason": "You paid for the room.", "by": staff}
    for wrong in ({"reason": " "}, {"ask_back_pence": 38_51}, {"by": Actor.of(advance.person.user)}):
        with pytest.raises(Refused):
            decide_rest(advance, **(facts | wrong))

    decide_rest(advance, **facts)

    decided = fresh(advance)
    assert (decided.let_go_pence, open_pence(decided)) == (kept, ask_back)
    told = Message.objects.get(kind="advance_decided").body
    assert "You did nothing wrong" in told and "You paid for the room." in told
    assert ("ring us" in told) is bool(ask_back)
    if ask_back:
        note_given_back(decided, pence=ask_back, by=staff)
        with pytest.raises(Refused, match="up to"):
            note_given_back(decided, pence=1, by=staff)
    assert open_pence(fresh(advance)) == 0 and _ledger(advance).get("advanced", 0) == 0
    assert prove().holds


def test_after_a_cancellation_nothing_is_taken_off_by_itself():
    advance = paid_in_advance()
    _told(advance, 0)
    claim = claim_after(advance)
    Session.objects.filter(pk=advance.session_id).update(status="cancelled", status_reason="The room flooded.")
    claim.refresh_from_db()

    lunch = _bus(claim, 5_00)

    lunch.refresh_from_db()
    assert lunch.taken_pence == 0


def test_a_claim_that_is_taken_back_gives_back_what_it_took():
    advance = paid_in_advance()
    claim = claim_after(advance)
    _bus(claim, 20_00)
    _told(advance, 30_00)
    claim.attendance.status = "could_not_come"
    claim.attendance.save()

    propose_claims(claim.session, by=SYSTEM)

    assert (open_pence(fresh(advance)), prove().holds) == (8_50, True)


def test_the_run_after_it_pays_what_is_left_of_the_claim():
    advance = paid_in_advance()
    claim = claim_after(advance)
    _bus(claim, 20_00)
    _told(advance, 30_00)
    confirm_claim(claim, by=payee_of(claim))
    approved = approve_claim(claim, by=Actor.of(coordinator(claim.institution)))
    batch = run(approved)

    assert (batch.fee_pence, batch.expense_pence) == (claim.fee_pence, 11_50)
    assert prove().holds


def test_the_database_takes_no_more_than_is_left_and_only_for_the_same_person():
    advance = _told(paid_in_advance(), 30_00)
    claim = claim_after(advance)
    lunch = _bus(claim, 2_00)
    other = claim_after(paid_in_advance(offer=coming_offer(advance.institution)))
    theirs = _bus(other, 2_00)
    for change in [
        lambda: ClaimLine.objects.filter(pk=lunch.pk).update(taken_pence=2_01),
        lambda: ClaimLine.objects.filter(pk=theirs.pk).update(taken_pence=1, taken_for=advance),
        lambda: Advance.objects.filter(pk=advance.pk).update(spent_pence=38_00),
        lambda: Advance.objects.filter(pk=advance.pk).update(given_back_pence=8_51),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
