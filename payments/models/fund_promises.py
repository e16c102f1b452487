"""What the database itself refuses about funds: an overdraft nobody agreed to, and sums that are not the claims' (M8).

A commitment's `held_pence` and `spent_pence` are counted here and nowhere else, from the offer's claims. Whatever code
moves a claim, `claims_count_in_their_fund` has its commitment counted anew.
"""

# ruff: noqa: S608  (the statements are put together from constants of this file only)
from __future__ import annotations

import pgtrigger

EARLY = "'proposed', 'queried'"
LATE = "'confirmed', 'approved', 'batched'"
SAID_YES = "'accepted', 'confirmed', 'done'"
OPEN_OFFERS = "'published', 'filled', 'closed'"


def _refuse(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';"


def chosen_fee(invitation: str, offer: str) -> str:
    """SQL: the fee that somebody who said yes chose, in pence."""
    return f"""CASE {invitation}.payment_choice WHEN 'fee' THEN coalesce({offer}.fee_pence, 0)
        WHEN 'smaller_fee' THEN coalesce({offer}.smaller_fee_pence, 0) ELSE 0 END"""


def wanted_costs(invitation: str, costs: str) -> str:
    """SQL: the estimate of costs, unless the person wants nothing at all."""
    return f"CASE {invitation}.payment_choice WHEN 'nothing' THEN 0 ELSE {costs} END"


def _taken(fund: str, besides: str) -> str:
    """SQL: what is held and spent in a fund, without one commitment and with what was agreed above it taken off."""
    return f"""(SELECT coalesce(sum(held_pence + spent_pence), 0) FROM payments_commitment
            WHERE fund_id = {fund} AND id IS DISTINCT FROM {besides})
        + (SELECT coalesce(sum(pence), 0) FROM payments_fundcharge WHERE fund_id = {fund})
        - (SELECT coalesce(sum(pence), 0) FROM payments_overspendyes WHERE fund_id = {fund})"""


_DUE = """(SELECT coalesce(sum(pence - declined_pence - taken_pence), 0)
            - coalesce((SELECT given_back_pence FROM payments_advance WHERE id = c.advance_id), 0)
        FROM payments_claimline WHERE claim_id = c.id)"""

commitment_is_counted = pgtrigger.Trigger(
    name="commitment_is_counted",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""NEW.pence := NEW.places * (NEW.fee_pence + NEW.costs_pence);
        SELECT coalesce(sum({_DUE}), 0) INTO NEW.spent_pence
        FROM payments_claim c WHERE c.offer_id = NEW.offer_id AND c.state = 'paid';
        IF NEW.ended_at IS NULL THEN
            NEW.held_pence := greatest(NEW.pence - NEW.spent_pence, 0); RETURN NEW; END IF;
        SELECT coalesce(sum(CASE WHEN c.state IN ({EARLY}) THEN
                greatest(c.fee_pence + CASE c.part WHEN 'fee' THEN 0 ELSE NEW.costs_pence END, {_DUE})
                ELSE {_DUE} END), 0) INTO NEW.held_pence
        FROM payments_claim c WHERE c.offer_id = NEW.offer_id AND c.state IN ({EARLY}, {LATE});
        SELECT NEW.held_pence + coalesce(sum({chosen_fee("i", "o")} + {wanted_costs("i", "NEW.costs_pence")}), 0)
        INTO NEW.held_pence FROM involvement_invitation i JOIN involvement_offer o ON o.id = i.offer_id
        WHERE o.id = NEW.offer_id AND o.status IN ({OPEN_OFFERS}) AND i.status IN ({SAID_YES})
        AND NOT EXISTS (SELECT 1 FROM involvement_attendance a
            WHERE a.session_id = o.session_id AND a.person_id = i.person_id AND a.status <> 'expected');
        RETURN NEW;""",
)

fund_is_not_overdrawn = pgtrigger.Trigger(
    name="fund_is_not_overdrawn",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("fund", "payments_fund")],
    func=f"""IF TG_OP = 'UPDATE' AND NEW.fund_id = OLD.fund_id AND NEW.pence <= OLD.pence
            AND (NEW.ended_at IS NOT NULL OR OLD.ended_at IS NULL) THEN RETURN NEW; END IF;
        SELECT * INTO fund FROM payments_fund WHERE id = NEW.fund_id FOR NO KEY UPDATE;
        IF NEW.held_pence + NEW.spent_pence + {_taken("NEW.fund_id", "NEW.id")} > fund.pence THEN
        {_refuse("fund_is_not_overdrawn")} END IF; RETURN NEW;""",
)
commitment_terms_are_frozen = pgtrigger.Protect(
    name="commitment_terms_are_frozen",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.id <> NEW.id OR (OLD.fund_id, OLD.offer_id, OLD.places, OLD.fee_pence, OLD.costs_pence)"
        " IS DISTINCT FROM (NEW.fund_id, NEW.offer_id, NEW.places, NEW.fee_pence, NEW.costs_pence)"
        " OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)"
    ),
)
commitment_stays = pgtrigger.Protect(name="commitment_stays", operation=pgtrigger.Delete)

charge_fits_its_fund = pgtrigger.Trigger(
    name="charge_fits_its_fund",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("fund", "payments_fund")],
    func=f"""SELECT * INTO fund FROM payments_fund WHERE id = NEW.fund_id FOR NO KEY UPDATE;
        IF fund.ring_fenced AND NEW.session_id IS NULL THEN {_refuse("ring_fence_is_for_involvement")} END IF;
        IF NEW.pence + {_taken("NEW.fund_id", "NULL")} > fund.pence THEN
        {_refuse("fund_is_not_overdrawn")} END IF; RETURN NEW;""",
)
charges_are_only_added = pgtrigger.Protect(name="charges_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete)

fund_covers_what_is_taken = pgtrigger.Trigger(
    name="fund_covers_what_is_taken",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.pence < OLD.pence"),
    func=f"""IF {_taken("NEW.id", "NULL")} > NEW.pence THEN
        {_refuse("fund_covers_what_is_taken")} END IF; RETURN NEW;""",
)
fund_stays = pgtrigger.Protect(name="fund_stays", operation=pgtrigger.Delete)

only_the_owner_says_yes = pgtrigger.Trigger(
    name="only_the_owner_says_yes",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""IF NEW.given_by_id IS DISTINCT FROM (SELECT owner_id FROM payments_fund WHERE id = NEW.fund_id) THEN
        {_refuse("only_the_owner_says_yes")} END IF; RETURN NEW;""",
)
yes_is_only_added = pgtrigger.Protect(name="yes_is_only_added", operation=pgtrigger.Update | pgtrigger.Delete)


def _step(state: str) -> str:
    """SQL: what a state means for a fund; approving and batching change nothing there."""
    return f"CASE WHEN {state} IN ({EARLY}) THEN 'early' WHEN {state} IN ({LATE}) THEN 'late' ELSE {state} END"


claims_count_in_their_fund = pgtrigger.Trigger(
    name="claims_count_in_their_fund",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    level=pgtrigger.Statement,
    referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),  # type: ignore[no-untyped-call]
    declare=[("offers", "bigint[]")],
    func=f"""SELECT array_agg(DISTINCT n.offer_id) INTO offers FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE {_step("n.state")} IS DISTINCT FROM {_step("o.state")};
        IF offers IS NULL THEN RETURN NULL; END IF;
        PERFORM 1 FROM payments_commitment WHERE offer_id = ANY(offers) ORDER BY id FOR NO KEY UPDATE;
        UPDATE payments_commitment SET offer_id = offer_id WHERE offer_id = ANY(offers); RETURN NULL;""",
)
