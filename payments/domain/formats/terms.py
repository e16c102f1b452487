"""What a payment file is made of, and what every format can do. No clock, no database: the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class Account:
    """A United Kingdom account: six digits, eight digits, and the name the bank knows."""

    sort_code: str
    number: str
    name: str


@dataclass(frozen=True)
class Originator:
    """Who pays, as its bank knows it. `service_user_number`: six figures or letters, given by the bank for Bacs."""

    name: str = ""
    sort_code: str = ""
    account: str = ""
    service_user_number: str = ""


@dataclass(frozen=True)
class FileTerms:
    """Frozen with the run. `columns`: pairs of a heading and a field of `columns.FIELDS`, for the mapped formats."""

    reference: str
    number: int
    made_at: datetime
    pay_on: date
    originator: Originator = Originator()
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Payment:
    """One line of a run, in pence. `reference`: what the finance system calls the person."""

    position: int
    claim_id: int
    person_id: int
    name: str
    fee_pence: int
    expense_pence: int
    pence: int
    reference: str = ""
    account: Account | None = None


@dataclass(frozen=True)
class ReadBack:
    """What a reader that knows nothing of the writer found in a file."""

    count: int
    pence: int


@dataclass(frozen=True)
class Format:
    """One way of writing a run. `mapped`: columns are chosen by the institution; `needs`: fields of `Originator`.

    `write` gives the bytes; `problems` says in sentences why it can not; `read_back` reads count and sum out of the
    bytes and raises ValueError where they are not of this format.
    """

    code: str
    label: str | Promise
    suffix: str
    media_type: str
    write: Callable[[FileTerms, Sequence[Payment]], bytes]
    read_back: Callable[[bytes, FileTerms], ReadBack]
    problems: Callable[[FileTerms, Sequence[Payment]], list[str]] = field(default=lambda terms, payments: [])
    mapped: bool = False
    needs: tuple[str, ...] = ()

    @property
    def for_banks(self) -> bool:
        """Whether each line must carry an account; a mapped format says it by its columns."""
        return not self.mapped
