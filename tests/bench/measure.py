"""Taking turns: a lot of ours, a lot of theirs, again and again; the ratio is the median of the pairs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter

from django.test.utils import CaptureQueriesContext

from tests.bench.servers import Server

PAIRS = 5
Ask = Callable[[], None]


@dataclass
class Figure:
    """One line of the bench. `ratio` is ours over the yardstick's; `gate` what it may be at most (or at least)."""

    name: str
    yardstick: str
    ratio: float
    gate: str
    ok: bool

    def line(self) -> str:
        return json.dumps({**asdict(self), "ratio": round(self.ratio, 3)})


def at_most(name: str, yardstick: str, ratio: float, limit: float) -> Figure:
    return Figure(name, yardstick, ratio, f"<= {limit:g}", ratio <= limit)


def at_least(name: str, yardstick: str, ratio: float, limit: float) -> Figure:
    return Figure(name, yardstick, ratio, f">= {limit:g}", ratio >= limit)


def cpu_ratio(ours: Server, ask_ours: Ask, theirs: Server, ask_theirs: Ask, *, times: int = 12) -> float:
    """CPU of our web process a request over theirs; both warm, lots in turn, median of the pairs."""
    for ask in (ask_ours, ask_theirs):
        for _ in range(5):
            ask()
    return median(_cpu_of(ours, ask_ours, times) / _cpu_of(theirs, ask_theirs, times) for _ in range(PAIRS))


def speed_ratio(ask_ours: Ask, ask_theirs: Ask, *, times: int = 12) -> float:
    """Our requests a second over theirs, asked one after the other; lots in turn, median of the pairs."""
    return median(_wall_of(ask_theirs, times) / _wall_of(ask_ours, times) for _ in range(PAIRS))


def _wall_of(ask: Ask, times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        ask()
    return perf_counter() - start


def _cpu_of(server: Server, ask: Ask, times: int) -> float:
    before = server.cpu_seconds()
    for _ in range(times):
        ask()
    return max(server.cpu_seconds() - before, 0.001)


def call_ratio(ours: Callable[[], object], theirs: Callable[[], object], *, clock: Callable[[], float]) -> float:
    """Time of one call of ours over one of theirs, in turn; `clock` is wall or CPU seconds."""
    pairs = []
    for _ in range(PAIRS):
        start = clock()
        ours()
        middle = clock()
        theirs()
        pairs.append((middle - start) / max(clock() - middle, 1e-6))
    return median(pairs)


def statements(caught: CaptureQueriesContext) -> int:
    """Statements that ask or change something; beginning and ending a transaction is not counted."""
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in caught.captured_queries)
