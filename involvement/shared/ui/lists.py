"""Lists: sorted by a table of keys, paged by key, counted up to a ceiling. The address holds it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise

PAGE = 50
COUNTED = 1_000


@dataclass(frozen=True)
class Sort:
    """One way to sort: a column without empty values, and whether the largest comes first."""

    label: str | Promise
    column: str
    downwards: bool = False


@dataclass
class Listed:
    """One page of a list, with the addresses of the pages beside it."""

    rows: list[Any]
    total: int
    sort: str
    sorts: Mapping[str, Sort]
    kept: str = ""
    after: str = ""
    before: str = ""
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def next_address(self) -> str:
        return f"?{self.kept}{'&' if self.kept else ''}after={self.after}" if self.after else ""

    @property
    def previous_address(self) -> str:
        return f"?{self.kept}{'&' if self.kept else ''}before={self.before}" if self.before else ""

    @property
    def total_words(self) -> str:
        return f"{COUNTED:,}+" if self.total > COUNTED else f"{self.total:,}"


def listed(
    queryset: models.QuerySet[Any], address: QueryDict, sorts: Mapping[str, Sort], *, page: int = PAGE
) -> Listed:
    """The asked-for page. A sort key that is not in the table means the first; a lost place means the first page.

    Three queries, or two on the first page, whatever the rows.
    """
    key = address.get("sort", "")
    key = key if key in sorts else next(iter(sorts))
    sort = sorts[key]
    total = queryset.order_by()[: COUNTED + 1].count()
    back = bool(address.get("before"))
    rows = list(_ordered(_from_place(queryset, address, sort, back=back), sort, back=back)[: page + 1])
    more = len(rows) > page
    rows = rows[:page][::-1] if back else rows[:page]
    moved = bool(address.get("after")) or back
    return Listed(
        rows=rows,
        total=total,
        sort=key,
        sorts=sorts,
        kept=_kept(address),
        after=str(rows[-1].pk) if rows and (more or back) else "",
        before=str(rows[0].pk) if rows and ((moved and not back) or (back and more)) else "",
    )


def _ordered(queryset: models.QuerySet[Any], sort: Sort, *, back: bool) -> models.QuerySet[Any]:
    sign = "-" if sort.downwards != back else ""
    return queryset.order_by(f"{sign}{sort.column}", f"{sign}pk")


def _from_place(queryset: models.QuerySet[Any], address: QueryDict, sort: Sort, *, back: bool) -> models.QuerySet[Any]:
    place = address.get("before") or address.get("after") or ""
    if not _is_key(queryset, place):
        return queryset
    value = queryset.order_by().filter(pk=place).values_list(sort.column, flat=True).first()
    if value is None:
        return queryset
    side = "lt" if sort.downwards != back else "gt"
    return queryset.filter(Q(**{f"{sort.column}__{side}": value}) | Q(**{sort.column: value, f"pk__{side}": place}))


def _is_key(queryset: models.QuerySet[Any], place: str) -> bool:
    """Whether the text could be a primary key of these rows: a number, or a UUID."""
    if isinstance(queryset.model._meta.pk, models.UUIDField):
        try:
            UUID(place)
        except ValueError:
            return False
        return True
    return place.isascii() and place.isdigit() and len(place) <= 18


def _kept(address: QueryDict) -> str:
    """The filters and sort of this page as the beginning of the next page's address."""
    kept = address.copy()
    for gone in ("after", "before", "export"):
        kept.pop(gone, None)
    return kept.urlencode()
