"""Letting staff in: the first coordinator of a new institution, and whoever comes after."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from involvement.shared.accounts.models import WORKING_ROLES, Institution, Membership, Role, User
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused


@transaction.atomic
def add_member(*, institution: str, role: str, name: str, email: str, new_institution: bool, by: Actor) -> Membership:
    """Give somebody a working role. Doing it twice changes nothing. Raises Refused with a sentence for the keyboard."""
    if role not in WORKING_ROLES:
        raise Refused(f"The role is one of: {', '.join(sorted(WORKING_ROLES))}.")
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Refused(f"{email} is not an e-mail address.") from problem
    house = Institution.objects.filter(name=institution, is_library=False).first()
    if house is None and not new_institution:
        raise Refused(f"There is no institution called {institution}. With --new-institution it is made.")
    if house is None:
        house = Institution.objects.create(name=institution)
        record("institution.added", about=house, by=by, institution_id=house.pk)
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, name=name)
    membership, made = Membership.objects.get_or_create(user=user, institution=house, role=Role(role).value)
    if made:
        record("member.added", about=membership, by=by, institution_id=house.pk, role=role)
    return membership
