"""What it costs to answer an offer, to save availability and to give feedback, beside bare writes."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Administration, Item
from participants.models import PartOfDay
from tests.bench.data import Bench, feedback_tokens, signed_in_cookie
from tests.bench.measure import Figure, at_most, cpu_ratio, statements
from tests.bench.servers import Server


def answer_figures(bench: Bench, ours: Server, bare: Server) -> list[Figure]:
    """Answering yes and changing the answer, by the private link, against a bare locked update."""
    path = reverse("dashboards:offer_by_link", args=[bench.token])
    ours.cookies.pop("sessionid", None)
    _read_token(ours, path)
    needs = cycle(["A chair by the door", "A quiet room"])

    def answer() -> None:
        status, body, _ = ours.ask(path, _answer(next(needs)))
        assert status in {302, 303}, f"the answer was met with {status}: {body[:300]!r}"

    def update() -> None:
        status, _, _ = bare.ask("/locked-update/", {"pk": bench.invitation.pk, "needs": next(needs)})
        assert status == 302

    bare.cookies["sessionid"] = signed_in_cookie(bench.coordinator)
    ratio = cpu_ratio(ours, answer, bare, update)
    client = Client(HTTP_HOST="127.0.0.1")
    client.post(path, _answer("once to warm up"))
    with CaptureQueriesContext(connection) as caught:
        client.post(path, _answer("once to count"))
    return [
        at_most("answer to an offer: CPU", "bare locked update", ratio, 3),
        at_most("answer to an offer: queries", "count", statements(caught), 12),
    ]


def availability_figures(bench: Bench, ours: Server, bare: Server) -> list[Figure]:
    """One tap against a bare save of one row; and the statements of one cell against those of a month."""
    path = reverse("dashboards:my_availability")
    ours.cookies["sessionid"] = signed_in_cookie(bench.partner)
    bare.cookies["sessionid"] = signed_in_cookie(bench.partner)
    _read_token(ours, path)
    answers = cycle(["yes", "no", "if_need_be"])

    def tap() -> None:
        status, _, _ = ours.ask(path, {"w-0-morning": next(answers)})
        assert status in {204, 302}, f"saving availability was met with {status}"

    def save() -> None:
        status, _, _ = bare.ask("/save-cell/", {"person": bench.person.pk, "answer": next(answers)})
        assert status == 302

    ratio = cpu_ratio(ours, tap, bare, save)
    month = [timezone.localdate() + timedelta(days=n) for n in range(28)]
    one = _statements(bench, path, {"w-0-morning": "yes"})
    many = _statements(bench, path, {f"d-{day}-{part}": "no" for day in month for part in PartOfDay.values})
    return [
        at_most("availability, one tap saved: CPU", "bare save", ratio, 2),
        at_most("availability: statements for 84 cells over those for 1", "1 cell", many / one, 1),
    ]


def feedback_figures(bench: Bench, ours: Server, bare: Server) -> list[Figure]:
    """Giving feedback by single-use links, against inserting the same rows."""
    tokens = iter(feedback_tokens(bench))
    items = Item.objects.filter(version__administrations__session=bench.session, scale=Item.Scale.FACE3).distinct()
    given = {f"item_{item.pk}": "3" for item in items}
    administration = Administration.objects.filter(session=bench.session).get()
    ours.cookies.pop("sessionid", None)
    bare.cookies["sessionid"] = signed_in_cookie(bench.coordinator)

    def give() -> None:
        status, body, _ = ours.ask(reverse("evaluation:feedback_by_link", args=[next(tokens)]), given)
        assert status == 302, f"feedback was met with {status}: {body[:300]!r}"

    def insert() -> None:
        status, _, _ = bare.ask("/insert/", {"administration": administration.pk})
        assert status == 302

    _read_token(ours, reverse("evaluation:feedback_by_link", args=[next(tokens)]))
    ratio = cpu_ratio(ours, give, bare, insert)
    client = Client(HTTP_HOST="127.0.0.1")
    client.post(reverse("evaluation:feedback_by_link", args=[next(tokens)]), given)
    with CaptureQueriesContext(connection) as caught:
        client.post(reverse("evaluation:feedback_by_link", args=[next(tokens)]), given)
    return [
        at_most("feedback given: CPU", "bare insert of the same rows", ratio, 2.5),
        at_most("feedback given: queries", "count", statements(caught), 9),
    ]


def _statements(bench: Bench, path: str, data: dict[str, str]) -> int:
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["sessionid"] = signed_in_cookie(bench.partner)
    client.post(path, data)
    with CaptureQueriesContext(connection) as caught:
        client.post(path, data)
    return statements(caught)


def _answer(needs: str) -> dict[str, object]:
    return {"answer": "yes", "payment_choice": "fee", "needs": needs}


def _read_token(server: Server, path: str) -> None:
    """Takes the form's token from the cookie, as a browser does."""
    _, _, headers = server.ask(path)
    cookie = headers.get("set-cookie", "")
    if "csrftoken=" in cookie:
        server.cookies["csrftoken"] = cookie.split("csrftoken=")[1].split(";")[0]
