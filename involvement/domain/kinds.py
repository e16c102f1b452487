"""The kinds of activity. Each kind's own app says what is particular about it; this only keeps the list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from involvement.models import Stage


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


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called once by each kind's app when Django starts. Raises ValueError on a second kind of the same key."""
    if _KINDS.get(kind.key, kind) != kind:
        raise ValueError(f"Two kinds of activity are called {kind.key}.")
    _KINDS[kind.key] = kind


def all_kinds() -> list[Kind]:
    return list(_KINDS.values())


def kind_of(key: str) -> Kind:
    """Raises KeyError for a key nobody registered."""
    return _KINDS[key]


def label_of(key: str) -> str:
    """The kind's name for a page; an imported kind without an app of its own shows its key in words."""
    return str(_KINDS[key].label) if key in _KINDS else key.replace("_", " ").capitalize()
