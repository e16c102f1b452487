"""An institution's development plan: five areas to work on, with progress that people set."""

from __future__ import annotations

from django.db import transaction

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from programmes.models import ImprovementArea


def plan_of(institution: Institution) -> list[ImprovementArea]:
    """The institution's areas in order; those it has not begun stand as the published frame words them, unsaved."""
    own = {area.position: area for area in ImprovementArea.objects.filter(institution=institution, programme=None)}
    frame = ImprovementArea.objects.filter(institution__is_library=True, programme=None)
    return [own.get(area.position) or _copy(area, institution) for area in frame]


@transaction.atomic
def set_progress(area: ImprovementArea, *, progress: str, by: Actor) -> ImprovementArea:
    """Write how far people say they are. Takes an unsaved area of `plan_of`, which thereby joins the plan."""
    saved, _made = ImprovementArea.objects.update_or_create(
        institution=area.institution,
        programme=None,
        position=area.position,
        defaults={"progress": ImprovementArea.Progress(progress).value},
        create_defaults={
            "progress": ImprovementArea.Progress(progress).value,
            "key": area.key,
            "heading": area.heading,
            "text": area.text,
            "imported_from": area.imported_from,
        },
    )
    record("plan.progress_set", about=saved, by=by, institution_id=area.institution_id, progress=progress)
    return saved


def _copy(area: ImprovementArea, institution: Institution) -> ImprovementArea:
    return ImprovementArea(
        institution=institution,
        position=area.position,
        key=area.key,
        heading=area.heading,
        text=area.text,
        imported_from=area.imported_from,
    )
