"""What the database itself refuses about rates: a published policy, its rates and an offer's basis never change."""

from __future__ import annotations

import pgtrigger

POLICY_FROZEN = [
    "institution_id",
    "version",
    "starts_on",
    "agreed_on",
    "agreed_with",
    "half_day_minutes",
    "pays_higher",
    "note",
    "made_by_id",
    "published_at",
    "published_by_id",
]


def _row(which: str) -> str:
    return ", ".join(f'{which}."{column}"' for column in POLICY_FROZEN)


policy_is_frozen = pgtrigger.Protect(
    name="policy_is_frozen",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"OLD.published_at IS NOT NULL AND (({_row('OLD')}) IS DISTINCT FROM ({_row('NEW')})"
        " OR (OLD.ends_on IS NOT NULL AND OLD.ends_on IS DISTINCT FROM NEW.ends_on))"
    ),
)
published_policy_stays = pgtrigger.Protect(
    name="published_policy_stays",
    operation=pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
)
rates_are_frozen = pgtrigger.Trigger(
    name="rates_are_frozen",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("of_policy", "bigint"), ("published", "timestamptz")],
    func="""IF TG_OP = 'INSERT' THEN of_policy := NEW.policy_id; ELSE of_policy := OLD.policy_id; END IF;
        SELECT published_at INTO published FROM payments_ratepolicy WHERE id = of_policy FOR SHARE;
        IF published IS NOT NULL OR (TG_OP = 'UPDATE' AND NEW.policy_id <> OLD.policy_id) THEN
        RAISE EXCEPTION 'rates_are_frozen' USING ERRCODE = 'check_violation'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;""",
)
basis_is_frozen = pgtrigger.Protect(name="basis_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)
