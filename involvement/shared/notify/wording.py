"""The words of a message as they leave: the link put in, headers on one line."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.conf import settings

from involvement.shared.links.addresses import address_of
from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.models import Message

PLACEHOLDER = "{link}"


@dataclass(frozen=True)
class Piece:
    """Part of a paragraph: words, or an address to follow."""

    words: str
    is_link: bool = False


def link_address(message: Message) -> str:
    """The private address; a message without one leads to the front page."""
    return address_of(message.link) if message.link else str(settings.SITE_ADDRESS)


def plain_words(message: Message) -> str:
    return message.body.replace(PLACEHOLDER, link_address(message))


def spoken_words(message: Message) -> str:
    """What to say on the phone, where a link is of no use: sentences that only lead to it are left out."""
    lines = [line for line in message.body.splitlines() if PLACEHOLDER not in line]
    return "\n".join(lines).strip()


def paragraphs(message: Message, *, address: str) -> list[list[Piece]]:
    """The body cut at empty lines and links, for the HTML part and the pages that show it."""
    made = []
    for paragraph in message.body.replace("\r\n", "\n").split("\n\n"):
        words = paragraph.strip().split(PLACEHOLDER)
        pieces = [Piece(words[0])]
        for rest in words[1:]:
            pieces += [Piece(address, is_link=True), Piece(rest)]
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
