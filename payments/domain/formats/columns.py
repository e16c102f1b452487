"""What a mapped column may hold. The heading above it is the institution's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.domain.formats.terms import Account, FileTerms, Payment

NOBODY = Account(sort_code="", number="", name="")


@dataclass(frozen=True)
class Field:
    """`read` gives text, a whole number, or pounds as a Decimal with two figures of pence."""

    label: str | Promise
    read: Callable[[FileTerms, Payment], str | int | Decimal]


def in_pounds(pence: int) -> Decimal:
    return (Decimal(pence) / 100).quantize(Decimal("0.01"))


FIELDS: dict[str, Field] = {
    "run": Field(_("Reference of the run"), lambda terms, one: terms.reference),
    "line": Field(_("Number of the line"), lambda terms, one: one.position),
    "claim": Field(_("Number of the claim"), lambda terms, one: one.claim_id),
    "person": Field(_("Number of the person here"), lambda terms, one: one.person_id),
    "payee": Field(_("Number of the person in the finance system"), lambda terms, one: one.reference),
    "name": Field(_("Name"), lambda terms, one: one.name),
    "fee": Field(_("Fee in pounds"), lambda terms, one: in_pounds(one.fee_pence)),
    "costs": Field(_("Costs in pounds"), lambda terms, one: in_pounds(one.expense_pence)),
    "total": Field(_("Sum in pounds"), lambda terms, one: in_pounds(one.pence)),
    "pay_on": Field(_("Day of payment, like 2027-05-04"), lambda terms, one: terms.pay_on.isoformat()),
    "sort_code": Field(_("Sort code"), lambda terms, one: (one.account or NOBODY).sort_code),
    "account": Field(_("Account number"), lambda terms, one: (one.account or NOBODY).number),
    "account_name": Field(_("Name on the account"), lambda terms, one: (one.account or NOBODY).name),
}
OF_ACCOUNTS = {"sort_code", "account", "account_name"}
DEFAULT = tuple((code, code) for code in ("run", "line", "claim", "person", "name", "fee", "costs", "total"))


def columns_of(terms: FileTerms) -> tuple[tuple[str, str], ...]:
    """Pairs of heading and field."""
    return terms.columns or DEFAULT


def asks_for_accounts(columns: Sequence[tuple[str, str]]) -> bool:
    return any(code in OF_ACCOUNTS for _head, code in columns)


def cells(terms: FileTerms, one: Payment) -> list[str | int | Decimal]:
    return [FIELDS[code].read(terms, one) for _head, code in columns_of(terms)]


def place_of_the_sum(terms: FileTerms) -> int:
    """Which column holds what is paid. Raises ValueError when none does."""
    return [code for _head, code in columns_of(terms)].index("total")
