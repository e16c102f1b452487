"""What a start page is made of. Words are made here, in Python, once for each row: templates only place them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count as CountRows
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from involvement.models import Invitation, Offer, Session
from involvement.models.session import SessionQuerySet
from involvement.shared.prepared import Given
from involvement.shared.ui.navigation import first_address
from involvement.shared.ui.words import when_words

Words = str | Promise
LISTED = 10
UPCOMING = [Session.Status.PLANNED, Session.Status.CONFIRMED, Session.Status.UNDER_WAY]


@dataclass(frozen=True)
class Count:
    number: int
    words: Words
    address: str


@dataclass(frozen=True)
class Row:
    """`address` leads to the thing; `cells` stand beside its title, in the order of the table's columns."""

    title: str
    address: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    caption: Words
    columns: list[Words]
    rows: list[Row]
    empty: Words
    next_words: Words = ""
    next_address: str = ""

    @property
    def labelled_rows(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Each cell with its column's name, for phones."""
        labels = [str(column) for column in self.columns[1:]]
        return [(row, list(zip(labels, row.cells, strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Card:
    """Something to look at or do; the action is a link as large as a thumb."""

    title: str
    lines: list[str]
    action: Words = ""
    address: str = ""


@dataclass(frozen=True)
class Cards:
    heading: Words
    cards: list[Card]
    empty: Words


@dataclass(frozen=True)
class Link:
    words: Words
    address: str


@dataclass(frozen=True)
class Hat:
    """One role's part of the start page."""

    heading: Words
    counts: list[Count] = field(default_factory=list)
    cards: list[Cards] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    main_action: Link | None = None


def tally(**querysets: QuerySet[Any]) -> dict[str, int]:
    """How many rows each queryset has, in one statement."""
    found = dict(numbers_of(**querysets))
    return {name: found.get(name, 0) for name in querysets}


def numbers_of(**querysets: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Pairs of a queryset's name and how many rows it has; those without rows may be missing."""
    parts = [
        rows.order_by().values(what=Value(name)).annotate(n=CountRows("pk", distinct=True)).values_list("what", "n")
        for name, rows in querysets.items()
    ]
    together: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return together


def link(words: Words, names: str) -> Link | None:
    """To the first of these pages that exists."""
    address = first_address(names)
    return Link(words, address) if address else None


def links(*places: tuple[Words, str]) -> list[Link]:
    """Those whose page exists. A place is its words and its URL names."""
    return [found for words, names in places if (found := link(words, names))]


def with_coming(sessions: SessionQuerySet) -> SessionQuerySet:
    """Adds how many people are coming, and for how many there are places in the offer that stands."""
    live = Offer.objects.filter(
        session=OuterRef("pk"), status__in=[Offer.Status.PUBLISHED, Offer.Status.FILLED]
    ).values("places")[:1]
    return sessions.annotate(coming=Invitation.objects.coming().number_for("offer__session"), places=Subquery(live))


def run_by(user_id: int) -> Q:
    return Q(lead_id=user_id) | Q(co_lead_id=user_id)


class Listed(NamedTuple):
    """A session as a start page lists it, in the order of `LISTED_COLUMNS`."""

    pk: int
    title: str
    starts_at: datetime
    ends_at: datetime
    lead: str | None
    coming: int
    places: int | None


LISTED_COLUMNS = ["pk", "title", "starts_at", "ends_at", "lead__name", "coming", "places"]
"""Of sessions `with_coming`."""


def coming_words(session: Listed) -> str:
    """ "2 of 3" places."""
    if session.places is None:
        return _("No open offer") if not session.coming else str(session.coming)
    return _("%(coming)s of %(places)s") % {"coming": session.coming, "places": session.places}


def session_rows(found: Iterable[tuple[Any, ...]], prefix: str, *, with_lead: bool) -> list[Row]:
    """Rows of `LISTED_COLUMNS` in words."""
    return [
        Row(
            session.title,
            f"{prefix}{session.pk}/" if prefix else "",
            [when_words(session), *([session.lead or ""] if with_lead else []), coming_words(session)],
        )
        for session in map(Listed._make, found)
    ]


def future(sessions: SessionQuerySet, now: datetime | Given) -> SessionQuerySet:
    return sessions.filter(status__in=UPCOMING, starts_at__gte=now)
