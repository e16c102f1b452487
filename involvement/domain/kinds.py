"""The kinds of activity. Each kind's own app says what is particular about it; this only keeps the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from involvement.models import Session, Stage
from involvement.shared.audit.actors import Actor


@dataclass(frozen=True)
class Kind:
    """Minutes are what a new session is filled in with. `two_partners`: no lone partner without their wish (I6)."""

    key: str
    label: str | Promise
    hint: str | Promise
    stage: Stage
    preparation_minutes: int
    debrief_minutes: int
    two_partners: bool


@dataclass(frozen=True)
class Line:
    """One line of a kind's panel on the session page."""

    head: str | Promise
    text: str


@dataclass(frozen=True)
class Particulars:
    """What a kind adds to a session: asked on a page of its own, shown on the session page, checked at two moments.

    - `form(data, session=…)`: a Django form filled with what is known;
    - `save(session, cleaned, by=…)`: a verb;
    - `lines(session)`: what the session page shows, in one query;
    - `before_publishing(session, places)` and `before_confirming(session, coming)`: sentences that say what is in
      the way, none when nothing is.
    """

    heading: str | Promise
    form: Callable[..., Any]
    save: Callable[..., None]
    lines: Callable[[Session], list[Line]]
    before_publishing: Callable[[Session, int], list[str]] = lambda session, places: []
    before_confirming: Callable[[Session, int], list[str]] = lambda session, coming: []


_KINDS: dict[str, Kind] = {}
_PARTICULARS: dict[str, Particulars] = {}


def register(kind: Kind, particulars: Particulars | None = None) -> None:
    """Called once by each kind's app when Django starts. Raises ValueError on a second kind of the same key."""
    if _KINDS.get(kind.key, kind) != kind:
        raise ValueError(f"Two kinds of activity are called {kind.key}.")
    _KINDS[kind.key] = kind
    if particulars is not None:
        _PARTICULARS[kind.key] = particulars


def all_kinds() -> list[Kind]:
    return list(_KINDS.values())


def kind_of(key: str) -> Kind:
    """Raises KeyError for a key nobody registered."""
    return _KINDS[key]


def particulars_of(key: str) -> Particulars | None:
    return _PARTICULARS.get(key)


def save_particulars(session: Session, cleaned: dict[str, Any], *, by: Actor) -> None:
    _PARTICULARS[session.kind].save(session, cleaned, by=by)


def label_of(key: str) -> str:
    """The kind's name for a page; an imported kind without an app of its own shows its key in words."""
    return str(_KINDS[key].label) if key in _KINDS else key.replace("_", " ").capitalize()
