"""What the sender must know of each kind of message. Packages add their own from `apps.ready` with `register`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Kind:
    """Defaults are the careful ones, so that a kind nobody registered is treated gently.

    - `urgent`: goes out in the quiet hours and above the daily ceiling (sign-in codes, changes on the day);
    - `secret`: the words are shown to nobody but the receiver and are wiped once sent;
    - `active_only`: not sent to somebody who is resting, paused or has left (R28);
    - `only_newest`: of several about one thing that are due, only the last one goes out: one catch-up (R28);
    - `refreshed`: goes to where the person can be reached now, not where they could when it was written;
    - `useless_after`: how late it may be before it is dropped, empty for never;
    - `neutral_subject`: goes out under this subject, whatever the writer put (R29).
    """

    name: str
    urgent: bool = False
    secret: bool = False
    active_only: bool = False
    only_newest: bool = True
    refreshed: bool = True
    useless_after: timedelta | None = None
    neutral_subject: str = ""


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    return _KINDS.get(name) or Kind(name)


def names_of_urgent() -> list[str]:
    return [kind.name for kind in _KINDS.values() if kind.urgent]


register(
    Kind("sign_in_code", urgent=True, secret=True, refreshed=False, useless_after=timedelta(minutes=10)),
    Kind("account_notice", urgent=True, only_newest=False, refreshed=False),
    Kind("same_day_change", urgent=True),
    Kind("please_phone", urgent=True, refreshed=False),
)
