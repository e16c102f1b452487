"""What the database itself refuses about money paid before the day: a cost paid twice, and more taken than is left."""

# ruff: noqa: S608  (the statements are put together from constants of this file only)
from __future__ import annotations

import pgtrigger

GRAPH = ["asked>agreed", "asked>refused", "asked>taken_back", "agreed>taken_back"]
FROZEN = [
    "institution_id",
    "person_id",
    "session_id",
    "invitation_id",
    "kind",
    "words",
    "pence",
    "needed_by",
    "asked_at",
    "asked_user_id",
]
_MOVES = ", ".join(f"'{move}'" for move in GRAPH)


def _row(which: str) -> str:
    return ", ".join(f"{which}.{column}" for column in FROZEN)


def _refuse(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';"


def taken(advance: str) -> str:
    """SQL: what later claims took of what was left, in pence; a claim that is paid again counts once."""
    return f"""(SELECT coalesce(sum(l.taken_pence), 0) FROM payments_claimline l
            JOIN payments_claim c ON c.id = l.claim_id WHERE l.taken_for_id = {advance}
            AND NOT EXISTS (SELECT 1 FROM payments_claim n WHERE n.replaces_id = c.id))"""


def _left(row: str) -> str:
    """SQL: what was not spent, less what was let go or given back. Nothing before it is known what was spent."""
    not_spent = f"greatest({row}.pence - coalesce({row}.spent_pence, {row}.pence), 0)"
    return f"{not_spent} - {row}.let_go_pence - {row}.given_back_pence"


advance_goes_along_the_graph = pgtrigger.Trigger(
    name="advance_goes_along_the_graph",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' THEN {_refuse("advance_starts_as_asked")} END IF; RETURN NEW; END IF;
        IF ({_row("OLD")}) IS DISTINCT FROM ({_row("NEW")}) OR NEW.let_go_pence < OLD.let_go_pence
            OR NEW.given_back_pence < OLD.given_back_pence
            OR (OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})) THEN
        {_refuse("advance_goes_along_the_graph")} END IF; RETURN NEW;""",
)
advance_covers_what_is_taken = pgtrigger.Trigger(
    name="advance_covers_what_is_taken",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    func=f"""IF {taken("NEW.id")} > {_left("NEW")} THEN
        {_refuse("advance_covers_what_is_taken")} END IF;
        IF NEW.given_back_pence <> OLD.given_back_pence THEN
            UPDATE payments_commitment SET offer_id = offer_id
            WHERE offer_id = (SELECT offer_id FROM involvement_invitation WHERE id = NEW.invitation_id);
        END IF; RETURN NULL;""",
)
"""What was given back is in its fund again."""
advance_stays = pgtrigger.Protect(name="advance_stays", operation=pgtrigger.Delete)

claim_of_an_advance_is_its_line = pgtrigger.Trigger(
    name="claim_of_an_advance_is_its_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("early", "payments_advance"), ("parent", "payments_claim")],
    func=f"""SELECT * INTO parent FROM payments_claim WHERE id = NEW.claim_id;
        IF parent.advance_id IS NOT NULL THEN
            SELECT * INTO early FROM payments_advance WHERE id = parent.advance_id;
            IF NEW.kind <> 'expense' OR (NEW.expense_kind, NEW.pence) IS DISTINCT FROM (early.kind, early.pence)
                OR NEW.taken_pence <> 0 OR EXISTS (
                    SELECT 1 FROM payments_claimline WHERE claim_id = NEW.claim_id AND id <> NEW.id) THEN
            {_refuse("claim_of_an_advance_is_its_line")} END IF;
        ELSIF TG_OP = 'INSERT' AND NEW.kind = 'expense' AND NOT NEW.besides_advance AND EXISTS (
                SELECT 1 FROM payments_advance a JOIN payments_claim p ON p.advance_id = a.id
                WHERE a.person_id = parent.person_id AND a.session_id = parent.session_id AND a.kind = NEW.expense_kind
                AND p.state IN ('approved', 'batched', 'paid')) THEN
            {_refuse("cost_was_paid_before")} END IF;
        RETURN NEW;""",
)
"""One line for what was agreed; a cost that was paid before is not claimed again unless it is said to be another."""

taken_is_what_is_left = pgtrigger.Trigger(
    name="taken_is_what_is_left",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.taken_pence > 0"),
    declare=[("early", "payments_advance")],
    func=f"""SELECT * INTO early FROM payments_advance WHERE id = NEW.taken_for_id FOR NO KEY UPDATE;
        IF early.person_id IS DISTINCT FROM (SELECT person_id FROM payments_claim WHERE id = NEW.claim_id)
            OR early.spent_pence IS NULL OR (NEW.kind = 'fee' AND early.fee_yes_at IS NULL)
            OR {taken("early.id")} > {_left("early")} THEN
        {_refuse("taken_is_what_is_left")} END IF; RETURN NULL;""",
)
"""Never from a fee without the person's yes."""
