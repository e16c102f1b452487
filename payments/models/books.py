"""The one definition of what the ledger must say about a claim, and the triggers that hold it to that (M4, M7)."""

# ruff: noqa: S608  (the statements are put together from constants of this file only)
from __future__ import annotations

import pgtrigger

from payments.models.part_promises import PARTS_HOLD_THEIR_OWN

PLACES = {
    "proposed": "with_person",
    "queried": "with_person",
    "confirmed": "due_to_person",
    "approved": "approved",
    "batched": "in_payment",
    "paid": "paid",
    "returned": "returned",
    "declined": "declined",
    "withdrawn": "earned",
}
"""The account where the money of a claim stands, by the claim's state."""

_PLACE = "CASE c.state " + " ".join(f"WHEN '{state}' THEN '{account}'" for state, account in PLACES.items()) + " END"

SOURCES = ["earned", "advanced", "let_go", "given_back"]
"""The accounts where money comes from: a minus there is what it was for."""

_SPENT = """CASE WHEN a.id IS NULL THEN held.due + held.declined + held.taken
            WHEN a.spent_pence IS NULL THEN 0 ELSE least(a.spent_pence, held.due) END"""

POSITIONS = f"""SELECT c.id AS claim_id, held.kind, place.account, place.pence
    FROM payments_claim c
    JOIN (SELECT claim_id, kind, sum(pence - declined_pence - taken_pence) AS due, sum(declined_pence) AS declined,
            sum(taken_pence) AS taken
          FROM payments_claimline WHERE claim_id = ANY({{ids}}) GROUP BY claim_id, kind) held ON held.claim_id = c.id
    LEFT JOIN payments_advance a ON a.id = c.advance_id
    CROSS JOIN LATERAL (VALUES
        ('earned', -({_SPENT})),
        ('advanced', CASE WHEN a.id IS NULL THEN held.taken
            ELSE {_SPENT} + a.let_go_pence + a.given_back_pence - held.due - held.declined END),
        ('let_go', -coalesce(a.let_go_pence, 0)), ('given_back', -coalesce(a.given_back_pence, 0)),
        ({_PLACE}, held.due), ('declined', held.declined)) place (account, pence)
    WHERE c.id = ANY({{ids}}) AND c.state <> 'withdrawn'
        AND NOT (c.state = 'returned' AND EXISTS (SELECT 1 FROM payments_claim n WHERE n.replaces_id = c.id))"""
"""What each claim's accounts must hold, in pence. `{ids}` is an SQL expression of type bigint[].

What a deed earned stands as a minus on `earned` and as a plus where the money is now, so every claim sums to nought. A
claim that was taken back owes nothing, nor does one that came back and was claimed anew: all of it is on the new one.
What is paid before the day comes from `advanced` instead, until it is known what was spent; what a later claim takes
off goes back there. So what all people still have of such money is the minus on `advanced`.
"""

DIFFERENCES = f"""SELECT claim_id, kind, account, sum(pence)::bigint AS pence,
        max(max(code)) OVER (PARTITION BY claim_id, kind) AS code
    FROM (SELECT claim_id, kind, account, pence, NULL::text AS code FROM ({POSITIONS}) positions
          UNION ALL
          SELECT claim_id, kind, account, -pence, code FROM payments_ledgerentry WHERE claim_id = ANY({{ids}})) sides
    GROUP BY claim_id, kind, account"""
"""What an entry must add so that the ledger says what the claim says; `code` is the one used for the claim before."""


def _refuse(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';"


def _note(name: str, operation: pgtrigger.Operation, tables: dict[str, str], rows: str) -> pgtrigger.Trigger:
    """Writes down, once a statement, which claims must be proved before the transaction ends."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),  # type: ignore[no-untyped-call]  # the library says no types
        func=f"""INSERT INTO payments_proofdue (claims)
            SELECT array_agg(DISTINCT id) FROM ({rows}) touched HAVING count(*) > 0; RETURN NULL;""",
    )


claim_made = _note(
    "claim_made_is_proved",
    pgtrigger.Insert,
    {"new": "fresh"},
    "SELECT id FROM fresh UNION SELECT replaces_id FROM fresh WHERE replaces_id IS NOT NULL",
)
claim_moved = _note(
    "claim_moved_is_proved",
    pgtrigger.Update,
    {"old": "stale", "new": "fresh"},
    "SELECT fresh.id FROM fresh JOIN stale ON stale.id = fresh.id"
    " WHERE (fresh.state, fresh.part) <> (stale.state, stale.part)",
)
line_made = _note("line_made_is_proved", pgtrigger.Insert, {"new": "fresh"}, "SELECT claim_id AS id FROM fresh")
line_changed = _note(
    "line_changed_is_proved",
    pgtrigger.Update,
    {"old": "stale", "new": "fresh"},
    "SELECT claim_id AS id FROM fresh UNION SELECT claim_id FROM stale",
)
line_gone = _note("line_gone_is_proved", pgtrigger.Delete, {"old": "stale"}, "SELECT claim_id AS id FROM stale")
advance_changed = _note(
    "advance_changed_is_proved",
    pgtrigger.Update,
    {"new": "fresh"},
    "SELECT c.id FROM fresh JOIN payments_claim c ON c.advance_id = fresh.id",
)
entry_made = _note("entry_made_is_proved", pgtrigger.Insert, {"new": "fresh"}, "SELECT claim_id AS id FROM fresh")

postings_are_only_added = pgtrigger.Protect(
    name="postings_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete
)
entries_are_only_added = pgtrigger.Protect(name="entries_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete)

books_are_proved = pgtrigger.Trigger(
    name="books_are_proved",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    declare=[("ids", "bigint[]")],
    func=f"""WITH taken AS (DELETE FROM payments_proofdue RETURNING claims)
            SELECT array_agg(DISTINCT one) INTO ids FROM taken, unnest(taken.claims) one;
        IF ids IS NULL THEN RETURN NULL; END IF;
        IF EXISTS (SELECT 1 FROM payments_ledgerentry e
                LEFT JOIN payments_claim c ON c.id = e.claim_id
                LEFT JOIN payments_ledgerposting p ON p.id = e.posting_id AND p.institution_id = c.institution_id
                WHERE e.claim_id = ANY(ids)
                GROUP BY e.posting_id, e.claim_id, e.kind, p.id HAVING sum(e.pence) <> 0 OR p.id IS NULL) THEN
            {_refuse("posting_balances")} END IF;
        IF EXISTS (SELECT 1 FROM payments_claim c LEFT JOIN payments_batchline l ON l.claim_id = c.id
                WHERE c.id = ANY(ids) AND (c.state IN ('batched', 'paid', 'returned')) <> (l.id IS NOT NULL)) THEN
            {_refuse("claim_and_batch_agree")} END IF;
        IF EXISTS ({PARTS_HOLD_THEIR_OWN}) THEN {_refuse("parts_hold_their_own")} END IF;
        IF EXISTS (SELECT 1 FROM ({DIFFERENCES.format(ids="ids")}) d WHERE d.pence <> 0) THEN
            {_refuse("ledger_says_what_the_claim_says")} END IF;
        RETURN NULL;""",
)
"""Proves all claims that were touched, together, when the transaction ends; the first of its rows does it for all.

That a claim says it is in a run exactly when it is belongs to it, and that fee and costs stand on their own parts.
"""
