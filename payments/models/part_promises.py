"""What the database itself refuses when the costs of a claim go ahead of its fee (M1, M7).

A deed is claimed as a whole, or its fee and its costs apart: never one of them twice.
"""

# ruff: noqa: S608  (the statements are put together from constants of this file only)
from __future__ import annotations

import pgtrigger

ONCE = [
    (["attendance"], "costs", "one_living_fee_an_attendance"),
    (["attendance"], "fee", "one_living_costs_an_attendance"),
    (["person", "session"], "costs", "one_deed_is_paid_once"),
    (["person", "session"], "fee", "costs_of_a_deed_are_paid_once"),
]
"""Columns, the part that does not count, and the name: a whole claim takes the place of a fee and of costs, both."""

_SAME = ["institution_id", "person_id", "session_id", "attendance_id", "invitation_id", "offer_id", "payment_choice",
         "pay_by"]  # fmt: skip


def _refuse(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';"


claim_is_parted_once = pgtrigger.Trigger(
    name="claim_is_parted_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.parted_from_id IS DISTINCT FROM NEW.parted_from_id OR (OLD.part IS DISTINCT FROM NEW.part"
        " AND (OLD.part, NEW.part, OLD.state, NEW.state) IS DISTINCT FROM ('whole', 'fee', 'confirmed', 'confirmed'))"
    ),
    func=f"{_refuse('claim_is_parted_once')} RETURN NEW;",
)
"""From whole to its fee, while it waits for approval, and never back."""

costs_have_the_terms_of_their_fee = pgtrigger.Trigger(
    name="costs_have_the_terms_of_their_fee",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.parted_from_id IS NOT NULL"),
    func=f"""IF NOT EXISTS (SELECT 1 FROM payments_claim f WHERE f.id = NEW.parted_from_id AND f.part = 'fee'
            AND ({", ".join(f"f.{column}" for column in _SAME)})
            IS NOT DISTINCT FROM ({", ".join(f"NEW.{column}" for column in _SAME)})
            AND (NEW.replaces_id IS NOT NULL OR f.details_checked_by_id IS NOT DISTINCT FROM NEW.details_checked_by_id))
        THEN {_refuse("costs_have_the_terms_of_their_fee")} END IF; RETURN NEW;""",
)
"""Whoever asked for a payment again approves no part of it (M6)."""

LINES_GO_AHEAD = """moved := NEW; moved.claim_id := OLD.claim_id;
            IF NEW.claim_id <> OLD.claim_id AND OLD.kind = 'expense' AND moved IS NOT DISTINCT FROM OLD AND EXISTS (
                SELECT 1 FROM payments_claim c JOIN payments_claim f ON f.id = c.parted_from_id
                WHERE c.id = NEW.claim_id AND c.part = 'costs' AND c.state = 'proposed'
                AND f.id = OLD.claim_id AND f.part = 'fee' AND f.state = 'confirmed') THEN RETURN NEW; END IF;"""
"""For the trigger on lines: a cost moves as it is from the claim that keeps the fee, and nowhere else."""

PARTS_HOLD_THEIR_OWN = """SELECT 1 FROM payments_claim c JOIN payments_claimline l ON l.claim_id = c.id
                WHERE c.id = ANY(ids) AND (c.part, l.kind) IN (('fee', 'expense'), ('costs', 'fee'))"""
"""For the proof at the end of a transaction: lines that stand on the wrong part. `ids` are the claims touched."""
