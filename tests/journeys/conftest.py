"""A real browser on the live server: a phone, a desktop, one without scripts; axe; the narrowest screen.

Chromium is the system's (`requirements/system.txt`). Every test of this folder is marked `browser`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from involvement.shared.ui import styles

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SHOTS = Path(settings.BASE_DIR) / "docs/screenshots/taken"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": FLAGS}


@pytest.fixture(scope="session", autouse=True)
def built_styles() -> None:
    styles.build(settings.BASE_DIR)


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`open_page(**PHONE)`: a page of its own browser context. Problems that its scripts meet fail the test."""
    contexts, problems = [], []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE)


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    return open_page(**DESKTOP)


@pytest.fixture
def without_scripts(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE, java_script_enabled=False)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)`: the browser carries this account's session from now on."""

    def carry(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        morsel = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": morsel.key, "value": morsel.value, "url": live_server.url}])

    return carry


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """`axe(page)`: no violation of WCAG 2.2 A and AA as far as a program can tell."""
    checker = Axe()

    def check(page: Page, *, tags: list[str] | None = None) -> None:
        options = {"runOnly": {"type": "tag", "values": tags or WCAG}}
        found = checker.run(page, options=options).response["violations"]
        told = [f"{v['id']}: {v['help']}: {[n['html'][:200] for n in v['nodes'][:3]]}" for v in found]
        assert told == [], f"{page.url}\n" + "\n".join(told)

    return check


@pytest.fixture(scope="session")
def axe_on_both(axe: Callable[..., None]) -> Callable[[Page], None]:
    """`axe_on_both(page)`: the same page as wide as a phone and as wide as a desktop."""

    def check(page: Page) -> None:
        before = page.viewport_size
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size["viewport"])
            axe(page)
        page.set_viewport_size(before)

    return check


@pytest.fixture(scope="session")
def no_sideways_scroll() -> Callable[[Page], None]:
    """`no_sideways_scroll(page)`: at 320 px nothing sticks out (WCAG 1.4.10)."""

    def check(page: Page) -> None:
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("""() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1)
                .map(e => e.outerHTML.slice(0, 150)).slice(0, 5);
        }""")
        page.set_viewport_size(before)
        assert wide == [], f"{page.url} is wider than 320 px"

    return check


@pytest.fixture(scope="session")
def shot() -> Callable[..., None]:
    """`shot(page, "name")`: a picture in `docs/screenshots/taken/` (git-ignored) for people to look at."""

    def take(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return take
