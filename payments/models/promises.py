"""What the database itself refuses about money, whatever code asks (M6, M7, R18 to R24)."""

# ruff: noqa: S608  (the statements are put together from constants of this file only)
from __future__ import annotations

import pgtrigger

from payments.models.part_promises import LINES_GO_AHEAD

GRAPH: dict[str, set[str]] = {
    "proposed": {"confirmed", "declined", "withdrawn"},
    "queried": {"confirmed", "declined", "withdrawn"},
    "confirmed": {"approved", "queried", "proposed", "declined"},
    "approved": {"batched", "queried"},
    "batched": {"paid", "returned"},
    "paid": {"returned"},
    "declined": {"proposed"},
    "withdrawn": {"proposed"},
    "returned": set(),
}
"""Where a claim may go from each state. A returned claim stays; its replacement is a new claim."""

OPEN_STATES = ["proposed", "queried"]
"""The states in which the person may change the lines."""

CLAIM_TERMS = [
    "institution_id",
    "person_id",
    "session_id",
    "attendance_id",
    "advance_id",
    "invitation_id",
    "offer_id",
    "fee_pence",
    "payment_choice",
    "pay_by",
    "replaces_id",
    "details_checked_by_id",
]


def _refuse(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';"


_SAME_PERSON = """(p.user_id = u.id OR (p.email <> '' AND lower(p.email) = lower(u.email))
            OR (p.phone <> '' AND p.phone = u.phone))"""
"""SQL: whether person `p` and account `u` are one, or share an e-mail or phone."""
_SUPPORTED = """SELECT s.person_id, sp.user_id FROM participants_supporterlink s
            JOIN participants_person sp ON sp.id = s.supporter_id WHERE sp.user_id IS NOT NULL"""
"""SQL: people, and the accounts of those who support them."""


def _own(user: str, person: str) -> str:
    """SQL: whether the account is the payee's, a second one with their e-mail or phone, or a supporter's (R20)."""
    return f"""EXISTS (
        SELECT 1 FROM participants_person p JOIN accounts_user u ON u.id = {user}
        WHERE p.id = {person} AND ({_SAME_PERSON} OR (p.id, u.id) IN ({_SUPPORTED} AND s.person_id = p.id)))"""


def _row(which: str, columns: list[str]) -> str:
    return ", ".join(f'{which}."{column}"' for column in columns)


_MOVES = ", ".join(f"'{before}>{after}'" for before, afters in GRAPH.items() for after in sorted(afters))

claim_terms_are_frozen = pgtrigger.Protect(
    name="claim_terms_are_frozen",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"OLD.id <> NEW.id OR ({_row('OLD', CLAIM_TERMS)}) IS DISTINCT FROM ({_row('NEW', CLAIM_TERMS)})"
    ),
)
claim_moves_along_the_graph = pgtrigger.Trigger(
    name="claim_moves_along_the_graph",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"OLD.state IS DISTINCT FROM NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})"
    ),
    func=f"{_refuse('claim_moves_along_the_graph')} RETURN NEW;",
)
claim_starts_as_proposed = pgtrigger.Trigger(
    name="claim_starts_as_proposed",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.state <> 'proposed'"),
    func=f"{_refuse('claim_starts_as_proposed')} RETURN NEW;",
)
claim_is_never_deleted = pgtrigger.Protect(name="claim_is_never_deleted", operation=pgtrigger.Delete)
approver_is_somebody_else = pgtrigger.Trigger(
    name="approver_is_somebody_else",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "NEW.approved_by_id IS NOT NULL AND (OLD.approved_by_id, OLD.confirmed_user_id)"
        " IS DISTINCT FROM (NEW.approved_by_id, NEW.confirmed_user_id)"
    ),
    func=f"""IF NEW.approved_by_id IN (NEW.confirmed_user_id, NEW.details_checked_by_id)
        OR {_own("NEW.approved_by_id", "NEW.person_id")} THEN
        {_refuse("approver_is_somebody_else")} END IF; RETURN NEW;""",
)

paying_again_says_who_checked = pgtrigger.Trigger(
    name="paying_again_says_who_checked",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Condition(
        "num_nonnulls(NEW.replaces_id, NEW.details_checked_by_id) = 1"
        " AND (NEW.replaces_id IS NOT NULL OR NEW.parted_from_id IS NULL)"
    ),
    func=f"{_refuse('paying_again_says_who_checked')} RETURN NEW;",
)
receipts_are_kept_as_approved = pgtrigger.Trigger(
    name="receipts_are_kept_as_approved",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    referencing=pgtrigger.Referencing(old="stale", new="fresh"),  # type: ignore[no-untyped-call]  # as above
    func="""INSERT INTO payments_approvedreceipt (claim_id, line_number, file_number, sha256, approved_at)
        SELECT fresh.id, l.id, f.id, f.sha256, fresh.approved_at
        FROM fresh JOIN stale ON stale.id = fresh.id JOIN payments_claimline l ON l.claim_id = fresh.id
        JOIN uploads_storedfile f ON f.id = l.receipt_id
        WHERE fresh.state = 'approved' AND stale.state <> 'approved'; RETURN NULL;""",
)

lines_change_while_open = pgtrigger.Trigger(
    name="lines_change_while_open",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[
        ("of_claim", "bigint"),
        ("claim_state", "text"),
        ("agreed", "integer"),
        ("moved", "payments_claimline"),
    ],
    func=f"""IF TG_OP = 'INSERT' THEN of_claim := NEW.claim_id; ELSE of_claim := OLD.claim_id; END IF;
        IF TG_OP = 'UPDATE' THEN {LINES_GO_AHEAD} END IF;
        SELECT state, fee_pence INTO claim_state, agreed FROM payments_claim WHERE id = of_claim FOR NO KEY UPDATE;
        IF claim_state NOT IN ('proposed', 'queried') THEN {_refuse("lines_change_while_open")} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.claim_id <> of_claim OR (NEW.kind = 'fee' AND NEW.pence <> agreed) THEN
        {_refuse("fee_is_the_agreed_one")} END IF;
        RETURN NEW;""",
)

steps_are_only_added = pgtrigger.Protect(name="steps_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete)

batch_line_is_true = pgtrigger.Trigger(
    name="batch_line_is_true",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="fresh"),  # type: ignore[no-untyped-call]  # the library says no types
    func=f"""IF EXISTS (
            SELECT 1 FROM fresh l LEFT JOIN payments_claim c ON c.id = l.claim_id
            LEFT JOIN payments_paymentbatch b ON b.id = l.batch_id
            WHERE c.state IS DISTINCT FROM 'batched' OR c.institution_id IS DISTINCT FROM b.institution_id) THEN
        {_refuse("batch_line_is_approved")} END IF;
        IF EXISTS (
            SELECT 1 FROM fresh l LEFT JOIN (
                SELECT claim_id, sum(pence - declined_pence - taken_pence) AS pence,
                    coalesce(sum(pence - declined_pence - taken_pence) FILTER (WHERE kind = 'fee'), 0) AS fee
                FROM payments_claimline WHERE claim_id IN (SELECT claim_id FROM fresh) GROUP BY claim_id) due
            ON due.claim_id = l.claim_id
            WHERE (due.pence, due.fee) IS DISTINCT FROM (l.pence::bigint, l.fee_pence::bigint)
                OR l.pence <> l.fee_pence + l.expense_pence) THEN
        {_refuse("batch_line_is_the_sum")} END IF;
        IF EXISTS (
            SELECT 1 FROM fresh l JOIN payments_claim c ON c.id = l.claim_id
            JOIN payments_paymentbatch b ON b.id = l.batch_id
            JOIN accounts_user u ON u.id = b.made_by_id JOIN participants_person p ON p.id = c.person_id
            WHERE u.id = c.approved_by_id OR u.id = c.confirmed_user_id OR {_SAME_PERSON}
                OR (c.person_id, u.id) IN ({_SUPPORTED})) THEN
        {_refuse("batch_maker_is_somebody_else")} END IF;
        IF EXISTS (
            SELECT 1 FROM fresh l JOIN payments_paymentbatch b ON b.id = l.batch_id
            WHERE l.position > b.line_count) THEN
        {_refuse("lines_come_with_their_batch")} END IF;
        RETURN NULL;""",
)
"""For all lines of a statement at once: their claims, sums and people; and no line comes after the run was made."""

batch_line_goes_where_agreed = pgtrigger.Trigger(
    name="batch_line_goes_where_agreed",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="fresh"),  # type: ignore[no-untyped-call]  # the library says no types
    func=f"""IF EXISTS (
            SELECT 1 FROM fresh l JOIN payments_claim c ON c.id = l.claim_id
            LEFT JOIN payments_organisationagreement a
                ON a.invitation_id = c.invitation_id AND a.revoked_at IS NULL AND c.advance_id IS NULL
            WHERE l.organisation_id IS DISTINCT FROM a.organisation_id) THEN
        {_refuse("batch_line_goes_where_agreed")} END IF;
        RETURN NULL;""",
)
"""To the organisation the person agreed to, else to the person (M9). What is paid before the day is the person's."""

batch_line_is_frozen = pgtrigger.Protect(name="batch_line_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)

batch_account_is_frozen = pgtrigger.Protect(name="batch_account_is_frozen", operation=pgtrigger.Update)

BATCH_FROZEN = [
    "institution_id",
    "number",
    "reference",
    "made_by_id",
    "made_at",
    "line_count",
    "fee_pence",
    "expense_pence",
    "total_pence",
    "sha256",
    "settled",
    "file_format",
    "file_terms",
]
batch_is_frozen = pgtrigger.Protect(
    name="batch_is_frozen",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        f"OLD.id <> NEW.id OR ({_row('OLD', BATCH_FROZEN)}) IS DISTINCT FROM ({_row('NEW', BATCH_FROZEN)})"
        " OR (OLD.downloaded_at IS NOT NULL AND OLD.downloaded_at IS DISTINCT FROM NEW.downloaded_at)"
        " OR (OLD.paid_on IS NOT NULL AND"
        " (OLD.paid_on, OLD.paid_by_id, OLD.paid_at) IS DISTINCT FROM (NEW.paid_on, NEW.paid_by_id, NEW.paid_at))"
    ),
)
batch_is_never_deleted = pgtrigger.Protect(name="batch_is_never_deleted", operation=pgtrigger.Delete)
batch_is_the_sum = pgtrigger.Trigger(
    name="batch_is_the_sum",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    declare=[("lines", "bigint"), ("total", "bigint")],
    func=f"""SELECT count(*), coalesce(sum(pence), 0) INTO lines, total FROM payments_batchline WHERE batch_id = NEW.id;
        IF lines <> NEW.line_count OR total <> NEW.total_pence THEN
        {_refuse("batch_is_the_sum")} END IF; RETURN NULL;""",
)
payer_is_not_the_approver = pgtrigger.Trigger(
    name="payer_is_not_the_approver",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.paid_by_id IS NULL AND NEW.paid_by_id IS NOT NULL"),
    func=f"""IF EXISTS (
        SELECT 1 FROM payments_batchline l JOIN payments_claim c ON c.id = l.claim_id
        WHERE l.batch_id = NEW.id AND (
            NEW.paid_by_id = c.approved_by_id OR NEW.paid_by_id = c.confirmed_user_id
            OR {_own("NEW.paid_by_id", "c.person_id")})) THEN
        {_refuse("payer_is_somebody_else")} END IF; RETURN NEW;""",
)
