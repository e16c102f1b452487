"""Writing the record, inside the deed's own transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent, SensitiveReading


def reference(thing: models.Model) -> str:
    """How the record names a row: `claim:12`."""
    return f"{thing._meta.model_name}:{thing.pk}"


def event(
    action: str,
    *,
    about: models.Model,
    by: Actor,
    person_id: int | None = None,
    institution_id: int | None = None,
    **facts: Any,
) -> AuditEvent:
    """An unsaved line, for verbs that write many at once with `AuditEvent.objects.bulk_create`."""
    return AuditEvent(
        actor_kind=by.kind,
        actor_user=str(by.user_id or ""),
        actor_person=str(by.person_id or ""),
        actor_label=by.label[:200],
        institution=str(institution_id or ""),
        action=action,
        about=reference(about),
        about_person=str(person_id or ""),
        facts=facts,
    )


def record(
    action: str,
    *,
    about: models.Model,
    by: Actor,
    person_id: int | None = None,
    institution_id: int | None = None,
    **facts: Any,
) -> None:
    """Write who did what to which row. `facts` are states, amounts and ids, never words somebody typed."""
    event(action, about=about, by=by, person_id=person_id, institution_id=institution_id, **facts).save()


def record_all(
    action: str,
    *,
    about: Sequence[models.Model],
    people: Sequence[int],
    by: Actor,
    institution_id: int | None = None,
    **facts: Any,
) -> None:
    """`record` for many rows that are alike but for their ids: one statement. `people`: whose they are, in order."""
    if not about:
        return
    columns = ["at", "actor_kind", "actor_user", "actor_person", "actor_label", "institution", "action", "facts"]
    same = event(action, about=about[0], by=by, institution_id=institution_id, **facts)
    values = [timezone.now(), *(getattr(same, column) for column in columns[1:-1]), json.dumps(facts)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_auditevent ({', '.join(columns)}, about, about_person)"  # noqa: S608  (fixed columns)
            " SELECT %s, %s, %s, %s, %s, %s, %s, %s::jsonb, one.about, one.person"
            " FROM unnest(%s::text[], %s::text[]) one (about, person)",
            [*values, [reference(thing) for thing in about], [str(person) for person in people]],
        )


def record_reading(*, person_ids: list[int], what: str, why: str, by: Actor, institution_id: int, role: str) -> None:
    """Write that `by` read `what` about these people (X4). One statement however many people."""
    SensitiveReading.objects.bulk_create(
        SensitiveReading(
            reader_user=str(by.user_id or ""),
            reader_label=by.label[:200],
            reader_role=role,
            institution=str(institution_id),
            person=str(person_id),
            what=what,
            why=why,
        )
        for person_id in person_ids
        if person_id != by.person_id
    )
