"""The pages the bench asks for, with their gates from the table of figures we hold ourselves to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from involvement.shared.accounts.models import User
from tests.bench.data import Bench, signed_in_cookie
from tests.bench.measure import Figure, at_least, at_most, cpu_ratio, speed_ratio, statements
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


def others_of(bench: Bench) -> list[Page]:
    """Pages that are held to one thing only: that they cost the same with a hundred times the data."""
    staff, partner, here = bench.coordinator, bench.partner, [bench.session.pk]
    named = [
        ("sessions that are over", f"{reverse('involvement:sessions')}?period=past", staff),
        ("partners", reverse("participants:partners"), staff),
        ("one partner", reverse("participants:partner", args=[bench.person.pk]), staff),
        ("programmes", reverse("programmes:programmes"), staff),
        ("whom to invite", reverse("involvement:invite", args=here), staff),
        ("one offer", reverse("involvement:offer", args=[bench.invitation.offer_id]), staff),
        ("attendance", reverse("dashboards:attendance", args=here), staff),
        ("messages", reverse("notify:outbox"), staff),
        ("claims", reverse("payments:claims"), staff),
        ("a partner's start page", reverse("dashboards:home"), partner),
        ("my offers", reverse("dashboards:my_offers"), partner),
        ("my money", reverse("payments:my_claims"), partner),
        ("my record", reverse("participants:my_record"), partner),
    ]
    return [Page(name, path, "F", 0, None, who) for name, path, who in named]


def speed_of_list(page: Page, ours: Server, bare: Server) -> Figure:
    """Requests a second of the list of fifty over A's."""
    ratio = speed_ratio(lambda: _ask(ours, page.path), lambda: _ask(bare, "/a/"))
    return at_least(f"{page.name}: requests a second", page.yardstick, ratio, 0.8)


def long_list_figures(bench: Bench, ours: Server) -> list[Figure]:
    """The list shows fifty rows at most; its file holds them all. Sessions are an hour apart, so days are rows."""
    path, first = reverse("involvement:sessions_export"), bench.session.starts_at.date() + timedelta(days=10)
    form_key = "b" * 32  # any, so long as cookie and form have the same
    ours.cookies |= {"sessionid": signed_in_cookie(bench.coordinator), "csrftoken": form_key}
    ours.ask(reverse("involvement:sessions"))

    def cpu_of(days: int) -> float:
        address = f"{path}?period=all&from={first}&to={first + timedelta(days=days - 1)}"
        before = ours.cpu_seconds()
        for _ in range(5):
            status, _, _ = ours.ask(address, {})
            assert status == 200, f"the file was met with {status}"
        return ours.cpu_seconds() - before

    cpu_of(2)
    ratio = median(cpu_of(20) / cpu_of(2) for _ in range(5))
    return [at_most("list of sessions as a file: CPU of 480 rows over 48", "48 rows", ratio, 6)]


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
