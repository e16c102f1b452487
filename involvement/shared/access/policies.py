"""Who a page is for, and whether this person may do this to this thing.

Every view says who it is for with one of four decorators; `tests/architecture` fails on a view that does not:

- `@needs(Permission.X)`: signed in and holding X at some institution, else a plain 403 page;
- `@signed_in`: anyone signed in, for what is their own;
- `@by_link(purpose)` (in `shared/links/views.py`): whoever holds a private link of that purpose;
- `@open_to_all`: everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied

from involvement.shared.access.permissions import Permission
from involvement.shared.access.roles import HELD

if TYPE_CHECKING:
    from involvement.shared.accounts.models import Institution, User

View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[Any, Any], bool]
_RULES: dict[Permission, Rule] = {}


def open_to_all(view: View) -> View:
    """A page for everybody, signed in or not."""
    marked = login_not_required(view)
    marked.access_policy = "open"  # type: ignore[attr-defined]
    return marked


def signed_in(view: View) -> View:
    """A page about the person's own things; the sign-in middleware has let in only people who signed in."""
    view.access_policy = "signed_in"  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """A page for people who hold `permission` at one institution at least. Which rows: `visible_to` and rules."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not holds(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.access_policy = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def holds(user: User, permission: Permission, institution_id: int | None = None) -> bool:
    """Whether one of the person's roles today carries the permission (at that institution, when one is named)."""
    return any(
        permission in HELD[m.role]
        for m in user.current_memberships()
        if institution_id is None or m.institution_id == institution_id
    )


def institutions_where(user: User, permission: Permission) -> list[Institution]:
    """Institutions at which the person holds the permission today, in the order they joined them."""
    found = {m.institution_id: m.institution for m in user.current_memberships() if permission in HELD[m.role]}
    return list(found.values())


def institution_ids(user: User, permission: Permission) -> list[int]:
    """The same as ids, for `visible_to` filters."""
    return [institution.pk for institution in institutions_where(user, permission)]


def rule(permission: Permission) -> Callable[[Rule], Rule]:
    """Registers the object rule of a permission: one person, one thing, yes or no."""

    def register(check: Rule) -> Rule:
        if permission in _RULES:
            raise ValueError(f"{permission} has two rules")
        _RULES[permission] = check
        return check

    return register


def rule_for_holders(*permissions: Permission, at: str = "institution_id") -> None:
    """Registers the plainest rule of each: whoever holds it at the institution whose id is the thing's field `at`."""
    for permission in permissions:
        rule(permission)(_held_where(permission, attrgetter(at)))


def _held_where(permission: Permission, institution_of: Callable[[Any], int | None]) -> Rule:
    def check(user: User, thing: Any) -> bool:
        place = institution_of(thing)
        return place is not None and holds(user, permission, place)

    return check


def may(user: User, permission: Permission, thing: Any) -> bool:
    """Whether this person may do this to this thing; a permission without a rule refuses."""
    return permission in _RULES and _RULES[permission](user, thing)


def allow(user: User, permission: Permission, thing: Any) -> None:
    """Raises PermissionDenied (a plain 403 page) when `may` says no."""
    if not may(user, permission, thing):
        raise PermissionDenied(permission)
