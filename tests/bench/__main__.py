"""Runs the bench: its own database, two servers, one JSON line a figure. Ends with 1 when a gate is missed."""

from __future__ import annotations

import gzip
import os
import re
import sys
from urllib.parse import urlsplit

from involvement.config import embedded


def main() -> int:
    _own_database()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django  # late: the database must be named first

    django.setup()
    from django.core.management import call_command  # late: settings

    call_command("build_styles", verbosity=0)
    call_command("migrate", verbosity=0)
    figures = _run()
    missed = [figure for figure in figures if not figure.ok]
    for figure in missed:
        print(f"MISSED {figure.name}: {figure.ratio:.3f} ({figure.gate}, {figure.yardstick})")
    print(f"{len(figures) - len(missed)} gates held, {len(missed)} missed")
    return 1 if missed else 0


def _run() -> list:  # type: ignore[type-arg]
    from tests.bench.benefits import benefit_figures  # late: settings
    from tests.bench.data import grow, lay_out  # late: models
    from tests.bench.databases import copy_of_database, on_database, use_database  # late: settings
    from tests.bench.growth import growth_figures  # late: models
    from tests.bench.mix import mix_figures  # late: models
    from tests.bench.pages import (  # late: models
        cost,
        long_list_figures,
        others_of,
        page_figures,
        pages_of,
        speed_of_list,
    )
    from tests.bench.payments import payment_figures  # late: models
    from tests.bench.reminders import reminder_figures  # late: models
    from tests.bench.servers import serving  # late: models
    from tests.bench.writes import answer_figures, availability_figures, feedback_figures  # late: models

    figures = []

    def show(*some) -> None:  # type: ignore[no-untyped-def]
        for figure in some:
            print(figure.line(), flush=True)
            figures.append(figure)

    show(*benefit_figures())
    bench = lay_out()
    with serving("tests.bench.settings", 8191) as ours, serving("tests.bench.settings_bare", 8192) as bare:
        for page in pages_of(bench):
            show(*page_figures(page, cost(page, ours, bare, bench)), *_weight(page, ours))
            if "50 rows" in page.name:
                show(speed_of_list(page, ours, bare))
        show(*answer_figures(bench, ours, bare))
        show(*availability_figures(bench, ours, bare))
        show(*feedback_figures(bench, ours, bare))
    large = copy_of_database("large")
    with on_database(large):
        grow(bench.institution, bench.coordinator, scale=99)
    with serving("tests.bench.settings", 8191) as small, serving("tests.bench.settings", 8195, database=large) as big:
        for page in pages_of(bench) + others_of(bench):
            show(*growth_figures(page, small, big, large))
    use_database(large)
    with serving("tests.bench.settings", 8191) as ours:
        show(*long_list_figures(bench, ours))
    show(*mix_figures(bench))
    show(*reminder_figures(bench))
    show(*payment_figures())
    return figures


def _weight(page, server) -> list:  # type: ignore[no-untyped-def, type-arg]
    """Kilobytes of a first visit and of a later one, as a browser would take them, compressed."""
    from tests.bench.measure import at_most  # late: models

    _, body, headers = server.ask(page.path)
    html = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    files = set(re.findall(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', html))
    page_kb = len(gzip.compress(html)) / 1000
    assets = sum(_static_size(name.decode()) for name in files) / 1000
    return [
        at_most(f"{page.name}: first visit, kB", "bytes", page_kb + assets, page.kilobytes),
        at_most(f"{page.name}: later visit, kB", "bytes", page_kb, 30),
    ]


def _static_size(address: str) -> int:
    """The compressed size of a static file and of the fonts that it names."""
    from django.contrib.staticfiles import finders  # late: apps

    found = finders.find(address.removeprefix("/static/").split("?")[0])
    if not found:
        raise FileNotFoundError(f"{address}: build the styles first (make styles)")
    with open(str(found), "rb") as file:
        content = file.read()
    fonts = (
        re.findall(rb"url\([\"']?([^)\"']+\.woff2)[\"']?\)", content)
        if address.split("?", maxsplit=1)[0].endswith(".css")
        else []
    )
    names = {font.decode().strip("\"'").rsplit("/", 1)[-1] for font in fonts}
    return len(gzip.compress(content)) + sum(_font_size(str(found), name) for name in names if "-ext" not in name)


def _font_size(style_sheet: str, name: str) -> int:
    folder = os.path.dirname(style_sheet)
    for place, _, files in os.walk(folder):
        if name in files:
            return os.path.getsize(os.path.join(place, name))
    raise FileNotFoundError(name)


def _own_database() -> None:
    embedded.start_if_needed()
    import psycopg2  # late: the server must run first

    address = os.environ["DATABASE_URL"]
    with_one = urlsplit(address)
    connection = psycopg2.connect(address)
    connection.autocommit = True
    name = f"bench_{with_one.path.strip('/') or 'thread'}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    os.environ["DATABASE_URL"] = with_one._replace(path=f"/{name}").geturl()


if __name__ == "__main__":
    sys.exit(main())
