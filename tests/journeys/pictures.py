"""Pictures of the main pages of the demonstration, on a phone and on a desktop.

Loads the demonstration's data if it is not there, serves it, walks it as the made-up people, and stops what it
started. Names of pages as arguments take only those. Two pictures are for the README (`docs/screenshots/`), the
others (`docs/screenshots/taken/`) for looking at.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from evaluation.models import ReportRun
from involvement.models import Invitation, Offer, Session
from involvement.shared.accounts.models import Role, User
from involvement.shared.links.addresses import path_of
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import PrivateLink, Purpose
from payments.models import Claim, PaymentBatch
from tests.journeys.conftest import DESKTOP, FLAGS, PHONE

README = settings.BASE_DIR / "docs/screenshots"
TAKEN = README / "taken"
PORT = int(os.environ.get("PORT") or 8110)
FOR_README = {("coordinator", "desktop"): "coordinator.png", ("offer", "phone"): "offer.png"}


@dataclass(frozen=True)
class Shot:
    """One page: its name, who looks (a role; nobody for pages of a private link), and its address."""

    name: str
    role: str
    address: str


def main() -> None:
    for command in (["migrate"], ["build_styles"], ["collectstatic", "--noinput"], ["load_demo"]):
        call_command(*command, verbosity=0)
    TAKEN.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for size, options in (("phone", PHONE), ("desktop", DESKTOP)):
            take_all(browser, address, size, options)
        browser.close()


def take_all(browser: Browser, address: str, size: str, options: dict[str, object]) -> None:
    only = set(sys.argv[1:])
    for shot in shots():
        if only and shot.name not in only:
            continue
        context = browser.new_context(base_url=address, locale="en-GB", **options)
        context.set_default_timeout(120_000)  # the first page of a busy machine
        page = context.new_page()
        if shot.role:
            be(page, shot.role)
        answer = page.goto(shot.address)
        page.screenshot(path=TAKEN / f"{shot.name}-{size}.png", full_page=True)
        if name := FOR_README.get((shot.name, size)):
            page.screenshot(path=README / name)
        print(f"{size:8}{shot.name:22}{answer.status if answer else '-'} {shot.address.split('?')[0][:60]}")
        context.close()


def be(page: Page, role: str) -> None:
    people = User.objects.filter(memberships__role=role, memberships__institution__is_demo=True)
    page.goto("/")
    page.locator(f"button[name=user][value='{people.order_by('pk').first().pk}']").click()
    page.wait_for_url("**/home/")


def shots() -> Iterator[Shot]:
    """The main pages. One whose thing is not in the data is left out."""
    yield Shot("front", "", "/")
    for role in (Role.COORDINATOR, Role.PARTICIPANT, Role.LECTURER, Role.FINANCE):
        yield Shot(role, role, reverse("dashboards:home"))
    for name, role, url_name in (
        ("sessions", Role.COORDINATOR, "involvement:sessions"),
        ("plan-session", Role.COORDINATOR, "involvement:plan"),
        ("claims", Role.COORDINATOR, "payments:claims"),
        ("messages", Role.COORDINATOR, "notify:demo_outbox"),
        ("availability", Role.PARTICIPANT, "dashboards:my_availability"),
        ("my-money", Role.PARTICIPANT, "payments:my_claims"),
        ("my-record", Role.PARTICIPANT, "participants:my_record"),
        ("my-contact", Role.PARTICIPANT, "participants:my_contact"),
        ("batches", Role.FINANCE, "payments:batches"),
        ("examples", Role.COORDINATOR, "dashboards:library"),
    ):
        yield Shot(name, role, reverse(url_name))
    yield from things()


def things() -> Iterator[Shot]:
    now = timezone.now()
    here = Session.objects.filter(institution__is_demo=True)
    coming = here.filter(starts_at__gte=now, offers__status=Offer.Status.PUBLISHED).order_by("starts_at").first()
    if coming:
        yield Shot("session", Role.COORDINATOR, reverse("involvement:session", args=[coming.pk]))
        yield Shot("invite", Role.COORDINATOR, reverse("involvement:invite", args=[coming.pk]))
        yield Shot("offer-written", Role.COORDINATOR, reverse("involvement:offer", args=[coming.offers.last().pk]))
    asked = Invitation.objects.filter(
        status=Invitation.Status.SENT, offer__session__in=here.filter(starts_at__gte=now), offer__status="published"
    ).select_related("offer__session")
    if waiting := asked.first():
        until = waiting.offer.session.starts_at
        yield Shot("offer", "", by_link(Purpose.OFFER, "dashboards:offer_by_link", waiting, until))
    if begun := here.filter(starts_at__lt=now, offers__invitations__isnull=False).order_by("-starts_at").first():
        yield Shot("attendance", Role.COORDINATOR, reverse("dashboards:attendance", args=[begun.pk]))
    if coming_person := Invitation.objects.coming().filter(offer__session__in=here.filter(starts_at__gte=now)).first():
        until = coming_person.offer.session.starts_at
        yield Shot("answered", "", by_link(Purpose.OFFER, "dashboards:offer_by_link", coming_person, until))
    for name, purpose in (("claim-to-check", Purpose.CLAIM), ("feedback", Purpose.FEEDBACK)):
        living = PrivateLink.objects.filter(purpose=purpose, used_at=None, revoked_at=None, expires_at__gt=now)
        if link := living.order_by("created_at").last():
            yield Shot(name, "", path_of(link))
    if batch := PaymentBatch.objects.filter(institution__is_demo=True).order_by("pk").last():
        yield Shot("run", Role.FINANCE, reverse("payments:batch", args=[batch.pk]))
    if run := ReportRun.objects.filter(session__institution__is_demo=True).last():
        yield Shot("report", Role.ADMINISTRATOR, reverse("evaluation:report", args=[run.pk]))
    if claim := Claim.objects.filter(institution__is_demo=True).first():
        yield Shot("claim", Role.COORDINATOR, reverse("payments:claim", args=[claim.pk]))


def by_link(purpose: Purpose, url_name: str, invitation: Invitation, until: object) -> str:
    link = issue_link(purpose, about=invitation, person_id=invitation.person_id, expires_at=until)
    return reverse(url_name, args=[link.token()])


@contextmanager
def serving() -> Iterator[str]:
    """Gunicorn with the settings of the demonstration, for as long as pictures are taken."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "involvement.config.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--threads=2",
    ]
    server = subprocess.Popen(command, env={**os.environ, "WEB_PROCESSES": "1", "LOG_LEVEL": "ERROR"})
    try:
        wait_until(lambda: can_connect(PORT))
        yield f"http://localhost:{PORT}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_until(true: Callable[[], bool], seconds: int = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("The web server did not answer.")
        time.sleep(0.2)


def can_connect(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
