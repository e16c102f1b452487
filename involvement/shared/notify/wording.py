"""The words of a message as they leave: the link put in, headers on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from involvement.shared.links.addresses import look_again_path, path_of, whole
from involvement.shared.links.models import PrivateLink
from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.models import Message

PLACES: dict[str, Callable[[PrivateLink], str]] = {"{link}": path_of, "{look_again}": look_again_path}
"""What may stand in a body for an address: the page of its link, and the benefit check behind the same link."""
_PLACE = re.compile("(" + "|".join(map(re.escape, PLACES)) + ")")


@dataclass(frozen=True)
class Piece:
    """Part of a paragraph: words, or an address to follow."""

    words: str
    is_link: bool = False


def link_addresses(message: Message) -> dict[str, str]:
    """The private addresses by their place; a message without a link leads to the front page."""
    link = message.link
    return {place: whole(path(link)) if link else str(settings.SITE_ADDRESS) for place, path in PLACES.items()}


def plain_words(message: Message) -> str:
    addresses = link_addresses(message)
    return _PLACE.sub(lambda place: addresses[place[0]], message.body)


def without_places(message: Message) -> str:
    return _PLACE.sub("", message.body).strip()


def spoken_words(message: Message) -> str:
    """What to say on the phone, where a link is of no use: sentences that only lead to it are left out."""
    lines = [line for line in message.body.splitlines() if not _PLACE.search(line)]
    return "\n".join(lines).strip()


def paragraphs(message: Message, *, addresses: dict[str, str]) -> list[list[Piece]]:
    """The body cut at empty lines and links, for the HTML part and the pages that show it."""
    made = []
    for paragraph in message.body.replace("\r\n", "\n").split("\n\n"):
        parts = _PLACE.split(paragraph.strip())
        pieces = [Piece(addresses[part], is_link=True) if part in PLACES else Piece(part) for part in parts]
        if kept := [piece for piece in pieces if piece.words]:
            made.append(kept)
    return made


def subject_line(message: Message) -> str:
    return one_line(kind_of(message.kind).neutral_subject or message.subject)


def one_line(text: str) -> str:
    """For headers: no line breaks, no control characters, no marks that turn the reading direction around (R29)."""
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text if c not in _DIRECTION_MARKS
    )
    return " ".join(kept.split())


_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
