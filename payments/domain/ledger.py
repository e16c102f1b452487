"""Writing the ledger, and proving it: every posting sums to nought, every claim's figures are sums of its entries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from payments.models import Claim, ClaimLine, LedgerCode, LedgerEntry, LedgerPosting, PaymentBatch
from payments.models.books import DIFFERENCES, PLACES, POSITIONS

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor
    from payments.models.ledger import LedgerEntryQuerySet

# ruff: noqa: S608  (the statements are put together from constants of this package only)
_EARLIER_CODE = """SELECT max(e.code) FROM payments_claim c
        JOIN payments_ledgerentry e ON e.claim_id = c.parted_from_id AND e.kind = written.kind
        WHERE c.id = written.claim_id"""
"""The code that costs began with on the claim they were on; none for other claims."""

_POST = f"""
WITH moves AS (
    SELECT claim_id, kind, account, pence, code
    FROM ({DIFFERENCES.format(ids="%(ids)s::bigint[]")}) differences WHERE pence <> 0),
quiet AS (
    SELECT c.id AS claim_id, CASE WHEN c.fee_pence > 0 THEN 'fee' ELSE 'expense' END AS kind
    FROM payments_claim c WHERE c.id = ANY(%(ids)s) AND %(before)s <> %(after)s
        AND NOT EXISTS (SELECT 1 FROM moves WHERE moves.claim_id = c.id)),
written AS (
    SELECT * FROM moves UNION ALL SELECT claim_id, kind, %(place)s, 0, NULL FROM quiet),
posting AS (
    INSERT INTO payments_ledgerposting
        (institution_id, batch_id, what, before, after, at, actor_kind, actor_user_id, actor_person_id)
    SELECT %(institution)s, %(batch)s, %(what)s, %(before)s, %(after)s, %(at)s, %(kind)s, %(user)s, %(person)s
    WHERE EXISTS (SELECT 1 FROM written) RETURNING id)
INSERT INTO payments_ledgerentry (posting_id, claim_id, account, kind, code, pence)
SELECT posting.id, written.claim_id, written.account, written.kind,
    coalesce(written.code, ({_EARLIER_CODE}), own.code, written.kind), written.pence
FROM posting CROSS JOIN written
LEFT JOIN payments_ledgercode own ON own.institution_id = %(institution)s AND own.kind = written.kind"""


def post(claims: Collection[Claim], *, what: str, by: Actor, before: str, batch: PaymentBatch | None = None) -> None:
    """Bring the ledger to where the claims are now: one posting, one statement, however many claims.

    The claims are of one institution and in one state, and their lines are saved. Nothing changed: nothing is written.
    """
    first = next(iter(claims))
    with connection.cursor() as cursor:
        cursor.execute(
            _POST,
            {
                "ids": [claim.pk for claim in claims],
                "institution": first.institution_id,
                "batch": batch.pk if batch else None,
                "what": what,
                "before": before,
                "after": first.state,
                "place": PLACES[first.state],
                "at": timezone.now(),
                "kind": by.kind,
                "user": by.user_id,
                "person": by.person_id,
            },
        )


class Balance(NamedTuple):
    """One account and kind under one code, in pence: at the start, what came, what left, and at the end."""

    account: str
    kind: str
    code: str
    start: int
    came: int
    left: int
    end: int


def balances(entries: LedgerEntryQuerySet, *, start: datetime, end: datetime) -> list[Balance]:
    """From `start` up to and without `end`, UTC. One statement; in the order of the accounts."""
    within = Q(posting__at__gte=start)
    sums = (
        entries.filter(posting__at__lt=end)
        .values("account", "kind", "code")
        .annotate(
            start=Sum("pence", filter=~within, default=0),
            came=Sum("pence", filter=within & Q(pence__gt=0), default=0),
            left=Sum("pence", filter=within & Q(pence__lt=0), default=0),
        )
    )
    order = list(LedgerEntry.Account.values)
    found = [Balance(**one, end=one["start"] + one["came"] + one["left"]) for one in sums]
    return sorted(found, key=lambda balance: (order.index(balance.account), balance.kind, balance.code))


def totals() -> list[tuple[str, str, str, int]]:
    """Institution, account, kind and pence over all time, for the command; in order."""
    rows = LedgerEntry.objects.values_list("posting__institution__name", "account", "kind").annotate(sum=Sum("pence"))
    return list(rows.order_by("posting__institution__name", "account", "kind"))


class Proof(NamedTuple):
    """The whole ledger looked at once. `total` is nought and both lists are empty when it balances."""

    entries: int
    total: int
    unbalanced: list[int]
    differing: list[int]

    @property
    def holds(self) -> bool:
        return not (self.total or self.unbalanced or self.differing)


def prove() -> Proof:
    """Every posting and every claim, straight from the rows: `unbalanced` postings and `differing` claims, by id."""
    everything = "ARRAY(SELECT id FROM payments_claim)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(pence), 0)::bigint FROM payments_ledgerentry")
        entries, total = cursor.fetchone()
        cursor.execute(
            """SELECT DISTINCT posting_id FROM payments_ledgerentry
            GROUP BY posting_id, claim_id, kind HAVING sum(pence) <> 0 ORDER BY 1"""
        )
        unbalanced = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(
            f"""SELECT DISTINCT claim_id FROM (
                SELECT claim_id, kind, account, pence FROM ({POSITIONS.format(ids=everything)}) positions
                UNION ALL SELECT claim_id, kind, account, -pence FROM payments_ledgerentry) sides
            GROUP BY claim_id, kind, account HAVING sum(pence) <> 0 ORDER BY 1"""
        )
        differing = [pk for (pk,) in cursor.fetchall()]
    return Proof(entries, total, unbalanced, differing)


@transaction.atomic
def set_code(institution: Institution, *, kind: str, code: str, by: Actor) -> LedgerCode:
    """From now on for new claims; a claim keeps the code that it began with."""
    if kind not in ClaimLine.Kind.values or not code.strip():
        raise Refused(_("Write the code of the ledger."), code="code")
    saved, _made = LedgerCode.objects.update_or_create(
        institution=institution, kind=kind, defaults={"code": code.strip()}
    )
    record("ledger.code_set", about=saved, by=by, institution_id=institution.pk, kind=kind)
    return saved


def months_of(institutions: Collection[int], *, today: date) -> list[date]:
    """The first days of the months from the first posting up to now, the newest first."""
    first = (
        LedgerPosting.objects.filter(institution_id__in=institutions)
        .order_by("at")
        .values_list("at", flat=True)
        .first()
    )
    if first is None:
        return [today.replace(day=1)]
    month, found = timezone.localdate(first).replace(day=1), []
    while month <= today:
        found.append(month)
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return found[::-1]
