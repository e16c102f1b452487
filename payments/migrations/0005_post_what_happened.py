"""Writes the ledger of the claims that are there already, from their stages; what no stage tells is one last posting."""

from django.db import migrations

PLACES = {
    "proposed": "with_person", "queried": "with_person", "confirmed": "due_to_person", "approved": "approved",
    "batched": "in_payment", "paid": "paid", "returned": "returned", "declined": "declined", "withdrawn": "",
}
PLACE = "CASE t.state " + " ".join(f"WHEN '{state}' THEN '{place}'" for state, place in PLACES.items()) + " ELSE '' END"

STATEMENTS = [
    """CREATE TEMPORARY TABLE told ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('payments_ledgerposting', 'id')) AS posting_id, m.*,
        lag(m.state, 1, '') OVER (PARTITION BY m.claim_id ORDER BY m.at, m.position) AS before
    FROM (
        SELECT s.claim_id, s.state, s.at, s.id AS position, s.actor_kind, s.actor_user_id, s.actor_person_id,
            lag(s.state) OVER (PARTITION BY s.claim_id ORDER BY s.at, s.id) IS DISTINCT FROM s.state AS moved
        FROM payments_claimstep s
        UNION ALL
        SELECT n.replaces_id, 'again', n.created_at, n.id, 'system', NULL, NULL, true
        FROM payments_claim n WHERE n.replaces_id IS NOT NULL
    ) m WHERE m.moved ORDER BY m.at, m.position""",
    """INSERT INTO told
    SELECT nextval(pg_get_serial_sequence('payments_ledgerposting', 'id')), c.id, c.state, now(), 0, 'system', NULL,
        NULL, true, coalesce(last.state, '')
    FROM payments_claim c
    LEFT JOIN LATERAL (SELECT state FROM told t WHERE t.claim_id = c.id ORDER BY at DESC, position DESC LIMIT 1) last
        ON true
    WHERE last.state IS DISTINCT FROM c.state AND last.state IS DISTINCT FROM 'again'""",
    f"""CREATE TEMPORARY TABLE stood ON COMMIT DROP AS
    SELECT t.posting_id, t.claim_id, t.at, l.kind, place.account, place.pence
    FROM told t
    JOIN payments_claim c ON c.id = t.claim_id
    JOIN (SELECT claim_id, kind, sum(pence) AS all_of_it, sum(declined_pence) AS refused
          FROM payments_claimline GROUP BY claim_id, kind) l ON l.claim_id = t.claim_id
    CROSS JOIN LATERAL (SELECT CASE WHEN c.state = 'declined' AND t.state <> 'declined' THEN 0 ELSE l.refused END
        AS declined) x
    CROSS JOIN LATERAL (VALUES ('earned', -l.all_of_it), ({PLACE}, l.all_of_it - x.declined),
        ('declined', x.declined)) place (account, pence)
    WHERE t.state NOT IN ('withdrawn', 'again')""",
    """CREATE TEMPORARY TABLE moves ON COMMIT DROP AS
    SELECT t.posting_id, t.claim_id, d.account, d.kind, sum(d.pence) AS pence
    FROM (SELECT *, lag(posting_id) OVER (PARTITION BY claim_id ORDER BY at, position) AS earlier FROM told) t
    JOIN LATERAL (
        SELECT account, kind, pence FROM stood s WHERE s.posting_id = t.posting_id
        UNION ALL
        SELECT account, kind, -pence FROM stood s WHERE s.posting_id = t.earlier) d ON true
    GROUP BY t.posting_id, t.claim_id, d.account, d.kind HAVING sum(d.pence) <> 0""",
    """INSERT INTO payments_ledgerposting
        (id, institution_id, what, before, after, at, actor_kind, actor_user_id, actor_person_id, batch_id)
    SELECT t.posting_id, c.institution_id, 'claim.' || t.state, t.before,
        CASE t.state WHEN 'again' THEN 'returned' ELSE t.state END, t.at, t.actor_kind, t.actor_user_id,
        t.actor_person_id, CASE WHEN t.state IN ('batched', 'paid', 'returned') THEN b.batch_id END
    FROM told t JOIN payments_claim c ON c.id = t.claim_id LEFT JOIN payments_batchline b ON b.claim_id = c.id
    WHERE EXISTS (SELECT 1 FROM moves m WHERE m.posting_id = t.posting_id)
    ORDER BY t.posting_id""",
    """INSERT INTO payments_ledgerentry (posting_id, claim_id, account, kind, code, pence)
    SELECT posting_id, claim_id, account, kind, kind, pence FROM moves ORDER BY posting_id""",
]


def write(apps, schema_editor):
    """Amounts are those of today, since a stage does not tell them; each state and its day is as it was."""
    with schema_editor.connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_ledger")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
