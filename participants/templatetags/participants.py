"""`{% load participants %}`: whom somebody can phone, for pages that know a person only by number."""

from __future__ import annotations

from django import template

from involvement.shared.accounts.models import Institution
from participants.models import Person

register = template.Library()


@register.simple_tag
def coordinator_phone(person_id: int | None) -> str:
    """The coordinator's number of the person's institution; where nobody is known, of the only one there is."""
    if person_id:
        of_theirs = Person.objects.filter(pk=person_id).values_list("institution__coordinator_phone", flat=True)
        return of_theirs.first() or ""
    live = list(Institution.objects.filter(is_library=False).values_list("coordinator_phone", flat=True)[:2])
    return live[0] if len(live) == 1 else ""
