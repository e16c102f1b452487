"""Names in the few letters that payment systems take: other scripts become plain letters, the rest goes.

Bacs takes capitals, figures, full stop, ampersand, slash, hyphen and space (rules for payment lines of the public
project ddcms-direct-file-generator, 2025, read November 2026). For ISO 20022 we keep to the smallest Latin set that
banks agree on: letters, figures and / - ? : ( ) . , ' + space.
"""

from __future__ import annotations

import re
import string

from anyascii import anyascii

BACS = frozenset(string.ascii_uppercase + string.digits + ".&/- ")
ISO = frozenset(string.ascii_letters + string.digits + "/-?:().,'+ ")


def bacs_text(text: str, width: int) -> str:
    """At most `width` letters, not padded; empty when nothing is left. "O'Neill" is "ONEILL"."""
    plain = anyascii(text).upper().replace("'", "")
    return _kept(plain, BACS)[:width].strip()


def iso_text(text: str, width: int) -> str:
    """A slash neither begins the text nor comes twice together, which banks read as a code."""
    plain = _kept(anyascii(text).replace("&", " and "), ISO)
    return re.sub(r"/{2,}", "/", plain).lstrip("/ ")[:width].strip()


def _kept(text: str, letters: frozenset[str]) -> str:
    return " ".join("".join(one if one in letters else " " for one in text).split())
