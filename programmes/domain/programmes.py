"""Adding and changing programmes and their year groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from programmes.models import Cohort, Programme, StandardsEdition


def in_force(on: date) -> Q:
    """Editions in force on a day; one without a known start counts until it is closed."""
    return (Q(in_force_from=None) | Q(in_force_from__lte=on)) & (Q(in_force_to=None) | Q(in_force_to__gte=on))


@transaction.atomic
def add_programme(
    institution: Institution, *, editions: Iterable[StandardsEdition], by: Actor, **facts: Any
) -> Programme:
    """`facts` are title, award, level, route, status and lead. P1 holds from the first day."""
    programme = Programme(institution=institution, **facts)
    return _store(programme, editions, by=by, action="programme.added")


@transaction.atomic
def change_programme(
    programme: Programme, *, editions: Iterable[StandardsEdition], by: Actor, **facts: Any
) -> Programme:
    for name, value in facts.items():
        setattr(programme, name, value)
    return _store(programme, editions, by=by, action="programme.changed")


def _store(programme: Programme, editions: Iterable[StandardsEdition], *, by: Actor, action: str) -> Programme:
    chosen = list(editions)
    _check_p1(programme, chosen)
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as clash:
        raise Refused(_("There is already a programme with this title."), code="title") from clash
    programme.editions.set(chosen)
    record(action, about=programme, by=by, institution_id=programme.institution_id, status=programme.status)
    return programme


def _check_p1(programme: Programme, editions: list[StandardsEdition]) -> None:
    """P1: a running programme has at least one standards edition in force."""
    today = timezone.localdate()
    if programme.status != Programme.Status.RUNNING:
        return
    if not StandardsEdition.objects.filter(in_force(today), pk__in=[edition.pk for edition in editions]).exists():
        raise Refused(
            _("A running programme needs standards that are in force today. Choose them, or choose “Planned”."),
            code="editions",
        )


@transaction.atomic
def add_cohort(
    programme: Programme, *, academic_year: str, label: str, size: int | None, starts_on: date | None, by: Actor
) -> Cohort:
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(
                programme=programme, academic_year=academic_year, label=label, size=size, starts_on=starts_on
            )
    except IntegrityError as clash:
        raise Refused(_("This programme already has a cohort of that name in that year."), code="label") from clash
    record("cohort.added", about=cohort, by=by, institution_id=programme.institution_id, programme=programme.pk)
    return cohort
