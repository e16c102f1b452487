"""The pages the bench asks for, with their gates from the table of figures we hold ourselves to."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from involvement.shared.accounts.models import User
from tests.bench.data import Bench, signed_in_cookie
from tests.bench.measure import Figure, at_most, cpu_ratio, statements
from tests.bench.servers import Server


@dataclass
class Page:
    """`gate` times the yardstick's CPU; `queries` and `kilobytes` at most (None where no gate is set)."""

    name: str
    path: str
    yardstick: str
    gate: float
    queries: int | None
    who: User | None
    kilobytes: float = 100


def pages_of(bench: Bench) -> list[Page]:
    staff, partner = bench.coordinator, bench.partner
    return [
        Page("staff dashboard", reverse("dashboards:home"), "A", 0.5, 10, staff),
        Page("list of sessions, 50 rows", reverse("involvement:sessions"), "A", 1.2, 7, staff),
        Page("session page", reverse("involvement:session", args=[bench.session.pk]), "A", 0.6, 9, staff),
        Page("offer page by link", reverse("dashboards:offer_by_link", args=[bench.token]), "F", 3, None, None, 60),
        Page("availability page", reverse("dashboards:my_availability"), "F", 4, None, partner),
    ]


def cost(page: Page, ours: Server, bare: Server, bench: Bench) -> float:
    """CPU of our web process for this page over the yardstick's."""
    if page.who:
        ours.cookies["sessionid"] = signed_in_cookie(page.who)
    else:
        ours.cookies.pop("sessionid", None)
    bare.cookies["sessionid"] = signed_in_cookie(bench.coordinator)
    yardstick = f"/{page.yardstick.lower()}/"
    _must_answer(ours, page.path)
    _must_answer(bare, yardstick)
    return cpu_ratio(ours, lambda: _ask(ours, page.path), bare, lambda: _ask(bare, yardstick))


def queries_of(page: Page) -> int:
    """Statements of one warm request, counted in this process."""
    client = Client(HTTP_HOST="127.0.0.1")
    if page.who:
        client.cookies[settings.SESSION_COOKIE_NAME] = signed_in_cookie(page.who)
    client.get(page.path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = client.get(page.path)
    assert answer.status_code == 200, f"{page.path} answered {answer.status_code}"
    return statements(caught)


def page_figures(page: Page, ratio: float) -> list[Figure]:
    figures = [at_most(f"{page.name}: CPU", page.yardstick, ratio, page.gate)]
    if page.queries is not None:
        figures.append(at_most(f"{page.name}: queries", "count", queries_of(page), page.queries))
    return figures


def _ask(server: Server, path: str) -> None:
    server.ask(path)


def _must_answer(server: Server, path: str) -> None:
    status, _, _ = server.ask(path)
    assert status == 200, f"{path} answered {status}"
