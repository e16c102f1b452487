"""What the database itself refuses about benefit checks (M1, transitions of the model's section 12)."""

from __future__ import annotations

import pgtrigger

STAGES: dict[str, set[str]] = {
    "information_given": {"advice_wanted", "went_without_by_choice"},
    "advice_wanted": {"advised", "went_without_by_choice"},
    "advised": {"information_given", "advice_wanted"},
    "went_without_by_choice": {"information_given", "advice_wanted"},
}
"""From a stage by the person's word; back to the first when the information is given anew."""

_MOVES = ", ".join(f"'{before}>{after}'" for before, afters in STAGES.items() for after in sorted(afters))

check_moves_along_the_graph = pgtrigger.Trigger(
    name="check_moves_along_the_graph",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.stage IS DISTINCT FROM NEW.stage"),
    func=f"""IF (OLD.stage || '>' || NEW.stage) NOT IN ({_MOVES}) THEN
        RAISE EXCEPTION 'check_moves_along_the_graph' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;""",
)
renewed_after_its_end = pgtrigger.Trigger(
    name="renewed_after_its_end",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.expires_on <= NEW.information_given_on AND NEW.expires_on > OLD.expires_on"),
    func="""IF NEW.stage IN ('advised', 'went_without_by_choice') THEN NEW.stage := 'information_given'; END IF;
        RETURN NEW;""",
)
"""What somebody said about advice ends with the year; information given after that starts anew."""
no_fee_without_information = pgtrigger.Trigger(
    name="no_fee_without_information",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'approved'"),
    func="""IF EXISTS (
            SELECT 1 FROM payments_claimline
            WHERE claim_id = NEW.id AND kind = 'fee' AND pence > declined_pence
        ) AND NOT EXISTS (
            SELECT 1 FROM payments_benefitcheck WHERE person_id = NEW.person_id AND hold_since IS NULL
        ) THEN
        RAISE EXCEPTION 'no_fee_without_information' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;""",
)
"""M1: a fee is committed when a claim is approved; a claim of costs alone passes whatever the check says."""
