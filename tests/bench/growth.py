"""Whether a page costs the same with a hundred times the data: both asked in turn, so slow moments meet both."""

from __future__ import annotations

from tests.bench.data import signed_in_cookie
from tests.bench.databases import on_database
from tests.bench.measure import Figure, at_most, cpu_ratio
from tests.bench.pages import Page, queries_of
from tests.bench.servers import Server


def growth_figures(page: Page, small: Server, large: Server, database: str) -> list[Figure]:
    """CPU and queries of the page on the grown `database` over those on the first one."""
    _let_in(small, page)
    queries = queries_of(page)
    with on_database(database):
        _let_in(large, page)
        more = queries_of(page)
    ratio = cpu_ratio(large, lambda: _ask(large, page), small, lambda: _ask(small, page))
    return [
        at_most(f"{page.name}: CPU with data × 100", "itself", ratio, 1.1),
        at_most(f"{page.name}: queries with data × 100", "itself", more / queries, 1),
    ]


def _let_in(server: Server, page: Page) -> None:
    """Sign in on the database that this process is asking now, which must be the server's."""
    server.cookies = {"sessionid": signed_in_cookie(page.who)} if page.who else {}
    _ask(server, page)


def _ask(server: Server, page: Page) -> None:
    status, _, _ = server.ask(page.path)
    assert status == 200, f"{page.path} answered {status}"
