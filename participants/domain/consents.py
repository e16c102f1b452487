"""A yes for one purpose, given and taken back by the person; taking back works at once (A6)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from participants.models import Consent, Person

TEXT_VERSION = "2026-11"
"""Which wording the page shows; a new wording gets a new name, and older yeses keep theirs."""


@transaction.atomic
def set_consents(person: Person, purposes: set[str], *, by: Actor) -> None:
    """What is ticked is given, what is not is taken back; one audit line for each that changed."""
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    living = Consent.objects.filter(person=person, withdrawn_at=None)
    had = set(living.values_list("purpose", flat=True))
    now = timezone.now()
    living.exclude(purpose__in=purposes).update(withdrawn_at=now)
    new = sorted(purposes - had)
    Consent.objects.bulk_create(
        Consent(person=person, purpose=purpose, text_version=TEXT_VERSION, given_at=now) for purpose in new
    )
    changes = [*[("consent.given", purpose) for purpose in new], *[("consent.withdrawn", p) for p in had - purposes]]
    for action, purpose in changes:
        record(action, about=person, by=by, person_id=person.pk, institution_id=person.institution_id, purpose=purpose)


def living_consents(person: Person) -> set[str]:
    return set(Consent.objects.filter(person=person, withdrawn_at=None).values_list("purpose", flat=True))
