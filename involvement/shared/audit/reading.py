"""What others did with one person's record, in words the person understands (X4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent, SensitiveReading
from involvement.shared.audit.words import deed_in_words, reading_in_words

Row = tuple[datetime, str, str, str, str, str]
"""When, who, in which role or as what kind of actor, what, why, and `read` or `done`."""


@dataclass(frozen=True)
class Entry:
    """One line of the page. `why` is empty where the deed says it all."""

    at: datetime
    who: str
    what: str
    why: str


def looked_at(person_id: int, *, own_user_id: int) -> QuerySet[Any, Any]:
    """`Row`s of both kinds, newest first, without the person's own deeds; to be cut into pages before use."""
    person, user = str(person_id), str(own_user_id)
    readings = SensitiveReading.objects.filter(person=person).exclude(reader_user=user)
    deeds = AuditEvent.objects.filter(about_person=person).exclude(Q(actor_user=user) | Q(actor_person=person))
    read = readings.annotate(kind=_text("read"))
    done = deeds.annotate(nothing=_text(""), kind=_text("done"))
    rows = read.values_list("at", "reader_label", "reader_role", "what", "why", "kind")
    others = done.values_list("at", "actor_label", "actor_kind", "action", "nothing", "kind")
    return rows.union(others, all=True).order_by("-at")


def entry(row: Row) -> Entry:
    at, who, role, what, why, kind = row
    if kind == "read":
        return Entry(at, _with_role(who, role), reading_in_words(what), why)
    return Entry(at, _actor(who, role), deed_in_words(what), "")


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


def _with_role(who: str, role: str) -> str:
    label = dict(Role.choices).get(role, role)
    return f"{who} ({str(label).lower()})" if label else who


def _actor(label: str, kind: str) -> str:
    if kind == "system":
        return _("Common Thread, by itself")
    return label or _("Somebody with a private link")
