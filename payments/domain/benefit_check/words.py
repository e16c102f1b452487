"""Amounts, days and sentences as findings say them, in the language of whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

_language: ContextVar[str | None] = ContextVar("language of this check", default=None)


@contextmanager
def one_language() -> Iterator[None]:
    """Within, the language is looked up once: a check says over a hundred sentences, and that took a third of it."""
    before = _language.set(get_language() or "")
    try:
        yield
    finally:
        _language.reset(before)


def translated(message: str) -> str:
    """Stands in for `gettext`, kept by language."""
    return _translated(_spoken(), message)


def pounds(amount: Decimal) -> str:
    """Always with its pence: a penny can matter."""
    return f"£{abs(amount):,.2f}"


def day(on: date) -> str:
    return _day(_spoken(), on)


def _spoken() -> str:
    language = _language.get()
    return (get_language() or "") if language is None else language


@lru_cache(maxsize=4096)
def _translated(language: str, message: str) -> str:
    """`language` is the one that is active now; it is here to tell the kept sentences apart."""
    return gettext(message)


@lru_cache(maxsize=4096)
def _day(language: str, on: date) -> str:
    return date_format(on, "j F Y")
