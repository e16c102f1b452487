"""The mix: two workers, many people at once, asking for lists, sessions, start pages and partner pages in turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from statistics import median
from time import perf_counter

from tests.bench.data import Bench, signed_in_cookie
from tests.bench.measure import Figure, at_least, at_most
from tests.bench.pages import Page, pages_of
from tests.bench.servers import Server, serving

AT_ONCE, REQUESTS, ROUNDS = 4, 100, 3
OF_TEN = [
    "list",
    "session page",
    "list",
    "dashboard",
    "offer",
    "list",
    "session page",
    "list",
    "dashboard",
    "availability",
]


def mix_figures(bench: Bench) -> list[Figure]:
    """Requests a second of the mix over those of A, and the memory of our workers over that of bare ones."""
    pages = pages_of(bench)
    mix = [next(page for page in pages if words in page.name) for words in OF_TEN]
    a = Page("A", "/a/", "A", 1, None, bench.coordinator)
    with (
        serving("tests.bench.settings", 8193, workers=2) as ours,
        serving("tests.bench.settings_bare", 8194, workers=2) as bare,
    ):
        _a_second(ours, mix)
        _a_second(bare, [a])
        ratio = median(_a_second(ours, mix) / _a_second(bare, [a]) for _ in range(ROUNDS))
        memory = ours.memory() / bare.memory()
    return [
        at_least("the mix, two workers: requests a second", "A", ratio, 1),
        at_most("the mix, two workers: memory", "bare", memory, 1.8),
    ]


def _a_second(server: Server, pages: list[Page]) -> float:
    """Requests a second, with some people always waiting for their answer."""
    cookies = {page.who.pk: {"sessionid": signed_in_cookie(page.who)} for page in pages if page.who}
    asked = list(islice(cycle(pages), REQUESTS))

    def ask(page: Page) -> None:
        status, _, _ = server.ask(page.path, cookies=cookies[page.who.pk] if page.who else {})
        assert status == 200, f"{page.path} answered {status}"

    start = perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(ask, asked))
    return REQUESTS / (perf_counter() - start)
