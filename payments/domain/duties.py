"""Claimant, approver and whoever makes the run are three people (M6, R20). The database says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import User
from participants.models import Person, SupporterLink

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor
    from payments.models import Claim


def is_close_to(user_id: int | None, person: Person) -> bool:
    """Whether the account is the payee's own, a second one with their e-mail or phone, or a supporter's."""
    if user_id is None:
        return False
    return person.pk in people_close_to(user_id, [person.pk])


def people_close_to(user_id: int, person_ids: list[int]) -> set[int]:
    """Those of the people whose money this account must not handle. Two statements, however many people."""
    user = User.objects.get(pk=user_id)
    own = Q(user_id=user_id)
    if user.email:
        own |= Q(email__iexact=user.email)
    if user.phone:
        own |= Q(phone=user.phone)
    supported = SupporterLink.objects.filter(supporter__user_id=user_id).values("person_id")
    people = Person.objects.filter(Q(pk__in=person_ids) & (own | Q(pk__in=supported)))
    return set(people.values_list("pk", flat=True))


def why_not_approve(claim: Claim, by: Actor) -> str:
    """A sentence for the coordinator, or nothing when they may."""
    if by.user_id is None:
        return _("Sign in to approve a claim.")
    if claim.confirmed_user_id == by.user_id:
        return _("You said yes to this claim for the person. Somebody else must approve it.")
    if is_close_to(by.user_id, claim.person):
        return _("This is your own claim, or of somebody you support. Somebody else must approve it.")
    return ""
