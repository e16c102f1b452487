"""Who may do what to a person's own things."""

from __future__ import annotations

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule, rule_for_holders
from involvement.shared.accounts.models import User
from participants.models import Person

rule_for_holders(Permission.PARTNER_VIEW)


@rule(Permission.OWN_RECORD)
def is_oneself(user: User, person: Person) -> bool:
    """A person's own pages are the person's alone."""
    return person.user_id == user.pk


@rule(Permission.AVAILABILITY_EDIT)
def can_edit_availability(user: User, person: Person) -> bool:
    """Only the person says when they can take part."""
    return person.user_id == user.pk


@rule(Permission.ACCESS_NEED_EDIT)
def can_edit_access_needs(user: User, person: Person) -> bool:
    """Only the person changes what they need here; coordinators have their own page."""
    return person.user_id == user.pk


@rule(Permission.PARTNER_MANAGE)
def can_manage_partner(user: User, person: Person) -> bool:
    """Coordinators of the institution, and nobody about themselves here: they have their own page."""
    return holds(user, Permission.PARTNER_MANAGE, person.institution_id) and person.user_id != user.pk
