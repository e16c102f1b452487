"""Being one of the made-up people of the demonstration. Nothing here works unless `settings.DEMO` is on."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from involvement.shared.accounts.models import Membership, Role, User

ORDER = [
    Role.COORDINATOR,
    Role.LECTURER,
    Role.FINANCE,
    Role.ADMINISTRATOR,
    Role.PARTICIPANT,
    Role.SUPPORTER,
    Role.STUDENT,
    Role.EXTERNAL_REVIEWER,
]
"""How the front page lists them; roles that are not named here come last."""


@dataclass(frozen=True)
class DemoPerson:
    """One card of the front page; `pk` is what the form posts as `user`."""

    pk: int
    name: str
    roles: tuple[str, ...]
    role_labels: tuple[str, ...]
    institution: str


def demo_user(pk: str) -> User | None:
    """The made-up account behind a card, or None: never somebody who also belongs to a real institution."""
    if not settings.DEMO or not pk.isdecimal() or len(pk) > 18:
        return None
    return _accounts().filter(pk=pk).first()


def be(request: HttpRequest, user: User) -> None:
    """Sign in as somebody made up; the session is listed like every other."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    UserSession.objects.create_from_request(request)


def demo_people() -> list[DemoPerson]:
    """Everybody a visitor may be, in the order of `ORDER`. One query; empty unless the demonstration is on."""
    if not settings.DEMO:
        return []
    held: dict[int, list[Membership]] = {}
    memberships = Membership.objects.filter(user__in=_accounts()).current().select_related("user", "institution")
    for membership in memberships.order_by("user_id", "pk"):
        held.setdefault(membership.user_id, []).append(membership)
    people = [_card(mine) for mine in held.values()]
    return sorted(people, key=lambda p: (min(_place(role) for role in p.roles), p.pk))


def _accounts() -> QuerySet[User]:
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(theirs.filter(institution__is_demo=True)),
        ~Exists(theirs.filter(institution__is_demo=False)),
        is_active=True,
        is_staff=False,
        is_superuser=False,
    )


def _card(held: list[Membership]) -> DemoPerson:
    return DemoPerson(
        pk=held[0].user_id,
        name=held[0].user.name,
        roles=tuple(m.role for m in held),
        role_labels=tuple(str(m.get_role_display()) for m in held),
        institution=held[0].institution.name,
    )


def _place(role: str) -> int:
    return ORDER.index(Role(role)) if role in ORDER else len(ORDER)
