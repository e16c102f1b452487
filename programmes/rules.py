"""Who may see and who may change a programme: people with the role at its own institution."""

from __future__ import annotations

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule
from involvement.shared.accounts.models import User
from programmes.models import Programme


@rule(Permission.PROGRAMME_VIEW)
def can_view(user: User, programme: Programme) -> bool:
    return holds(user, Permission.PROGRAMME_VIEW, programme.institution_id)


@rule(Permission.PROGRAMME_MANAGE)
def can_manage(user: User, programme: Programme) -> bool:
    """Coordinators of the institution; lecturers look on."""
    return holds(user, Permission.PROGRAMME_MANAGE, programme.institution_id)
