"""Where a person may go from every page. Pages are named by URL name; one that does not exist is left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from involvement.shared.access.permissions import Permission as P
from involvement.shared.access.roles import HELD
from involvement.shared.accounts.models import Role

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User


@dataclass(frozen=True)
class Item:
    label: str | Promise
    address: str
    current: bool = False


@dataclass(frozen=True)
class Place:
    """One entry: shown to people who hold the permission, and one of the roles where roles are named.

    `url_names` may list several, the first that exists is taken.
    """

    label: str | Promise
    url_names: str
    permission: P = P.OWN_RECORD
    roles: frozenset[str] = frozenset()

    def is_for(self, roles: set[str]) -> bool:
        if self.roles and not self.roles & roles:
            return False
        return any(self.permission in HELD[role] for role in roles)


PARTNERS = frozenset({Role.PARTICIPANT})
PLACES = [
    Place(_("Home"), "dashboards:home"),
    Place(_("Programmes"), "programmes:programmes programmes:list", P.PROGRAMME_VIEW),
    Place(_("Sessions"), "involvement:sessions", P.SESSION_VIEW),
    Place(_("Partners"), "participants:partners", P.PARTNER_VIEW),
    Place(_("Claims"), "payments:claims", P.CLAIM_VIEW),
    Place(_("Payment runs"), "payments:batches", P.BATCH_VIEW),
    Place(_("Funds"), "payments:funds", P.FUND_VIEW),
    Place(_("Thanks"), "payments:thanks_list", P.THANKS_GIVE),
    Place(_("Rates"), "payments:rates", P.RATE_VIEW),
    Place(_("Where money goes"), "payments:payees", P.PAYEE_MANAGE),
    Place(_("Payment files"), "payments:file_settings", P.FILE_SETTING_EDIT),
    Place(_("Benefit rules"), "payments:benefit_rules", P.BENEFIT_RULES_EDIT),
    Place(_("Messages"), "notify:outbox", P.OUTBOX_VIEW),
    Place(_("Reports"), "evaluation:reports", P.REPORT_VIEW),
    Place(_("Settings"), "involvement:settings", P.INSTITUTION_EDIT),
    Place(_("My offers"), "dashboards:my_offers", P.INVITATION_ANSWER),
    Place(_("When I can"), "dashboards:my_availability", P.AVAILABILITY_EDIT),
    Place(_("My money"), "payments:my_claims", P.CLAIM_CONFIRM),
    Place(_("My record"), "participants:my_record", roles=PARTNERS),
    Place(_("Examples"), "dashboards:library", P.LIBRARY_VIEW),
]


def items_for(request: HttpRequest | None) -> list[Item]:
    """Empty for somebody who has not signed in, and on pages made without a request."""
    user = _person(request)
    if user is None or request is None:
        return []
    roles = {m.role for m in user.current_memberships()}
    places = [(p, first_address(p.url_names)) for p in PLACES if p.is_for(roles)]
    here = _longest_match(request.path, [address for _, address in places if address])
    return [Item(p.label, address, address == here) for p, address in places if address]


def account_items_for(request: HttpRequest | None) -> list[Item]:
    user = _person(request)
    if user is None:
        return _existing([Item(_("Sign in"), address_of("account_login"))])
    account = first_address("accounts:account account_email")
    return _existing([Item(_("Your account"), account), Item(_("Sign out"), address_of("account_logout"))])


def address_of(name: str, *args: Any) -> str:
    """The address of a named page, or nothing while no package offers it."""
    return _address(name, args, get_urlconf())


def first_address(names: str) -> str:
    """Of several names, the address of the first that exists."""
    return next((found for name in names.split() if (found := address_of(name))), "")


def prefix_of(name: str) -> str:
    """What the addresses of many rows begin with: `prefix + "12/"` is row 12. Cheaper than `reverse` on each row."""
    return address_of(name, 0).removesuffix("0/")


@lru_cache(maxsize=512)
def _address(name: str, args: tuple[Any, ...], urlconf: str | None) -> str:
    try:
        return reverse(name, urlconf=urlconf, args=args)
    except NoReverseMatch:
        return ""


def _person(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _existing(items: list[Item]) -> list[Item]:
    return [item for item in items if item.address]


def _longest_match(path: str, addresses: list[str]) -> str:
    return max((a for a in addresses if path.startswith(a)), key=len, default="")
