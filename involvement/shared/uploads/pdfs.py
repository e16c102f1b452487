"""PDFs are kept as they are, so those that could do something by themselves are refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from involvement.shared.errors import Refused

MOST_OBJECTS = 50_000
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute"}


def check_pdf(content: bytes) -> None:
    """Raises Refused for a PDF that is locked, broken, or holds scripts, programs or other files."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise Refused(_("This PDF is locked with a password. Please save it without one."), code="locked")
        if not reader.pages:
            raise Refused(_broken(), code="broken")
        if any(_acts(found) for found in _dictionaries(reader)):
            raise Refused(
                _("This PDF holds a program or another file. Please send a photo of the page instead."), code="active"
            )
    except Refused:
        raise
    except Exception as problem:  # readers of broken files raise all kinds; none may reach a person (R34)
        raise Refused(_broken(), code="broken") from problem


def _broken() -> str:
    return _("We could not open this PDF. The file may be cut short. Please send it again, or send a photo.")


def _acts(found: DictionaryObject) -> bool:
    return bool(ACTIVE_KEYS & set(found.keys())) or found.get("/S") in ACTIVE_ACTIONS


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, wherever it hangs. Raises Refused when there are unreasonably many."""
    waiting: list[Any] = [reader.trailer, *_numbered(reader)]
    seen = 0
    while waiting:
        thing = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise Refused(_("This PDF is too complicated. Please send a photo of the page instead."), code="active")
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [part for part in thing.values() if not isinstance(part, IndirectObject)]
        elif isinstance(thing, ArrayObject):
            waiting += [part for part in thing if not isinstance(part, IndirectObject)]


def _numbered(reader: PdfReader) -> Iterator[Any]:
    """Every object with a number, of all generations and object streams."""
    numbers = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generation, reader))
