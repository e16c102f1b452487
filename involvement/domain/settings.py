"""What an institution sets for itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record


@transaction.atomic
def change_settings(institution: Institution, *, by: Actor, **facts: Any) -> Institution:
    """Offers that are published already keep what they promised (I3)."""
    changed = sorted(name for name, value in facts.items() if getattr(institution, name) != value)
    for name, value in facts.items():
        setattr(institution, name, value)
    institution.save(update_fields=list(facts))
    record("institution.changed", about=institution, by=by, institution_id=institution.pk, fields=changed)
    return institution
