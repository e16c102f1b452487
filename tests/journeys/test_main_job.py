"""The main job, end to end: from an offer to a paid partner and a printed evaluation, in a real browser.

Staff sit at a desktop, partners hold a phone. What the clock does between the steps is done to the rows by hand.
"""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from evaluation.domain import report_runs
from evaluation.domain.administrations import close_due_feedback
from evaluation.domain.report_runs import make_report
from evaluation.models import Administration, ReportRun
from involvement.domain.reminders import queue_reminders
from involvement.models import Invitation, Session
from involvement.shared.accounts.models import Institution, Role
from involvement.shared.links.addresses import path_of
from involvement.shared.links.models import Purpose
from involvement.shared.notify.models import Message
from participants.models import AccessNeed
from payments.domain.batch_requests import make_requested
from payments.models import BatchRequest, Claim
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PartnerFactory
from tests.shared.pdf_checks import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["Ana Thread", "Bo Thread", "Cy Thread", "Di Thread", "Ed Thread"]
WORDS = {
    "What did": "The course team asks you to talk with first-year students about being listened to.",
    "When": "Two hours in the afternoon, and one hour to prepare.",
    "What is the task": "Say what you choose to share, and answer questions. A lecturer is with you.",
    "Where will it happen": "At the university, or by video from home.",
}


@pytest.fixture
def university() -> Institution:
    call_command("load_instruments", verbosity=0)
    university = InstitutionFactory(name="University of the Main Job", is_demo=True)
    for name in [*NAMES, "Flo Resting"]:
        partner = PartnerFactory(
            person__institution=university,
            person__name=name,
            status="resting" if "Resting" in name else "active",
            with_account=name == NAMES[0],
        )
        AccessNeed.objects.create(person=partner.person, category="environment", adjustment="A quiet room to wait in")
    return university


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run and report are made by the test itself, when it says so."""
    monkeypatch.setattr(report_runs.current_app, "send_task", lambda *_args, **_options: None)


def test_the_main_job_from_an_offer_to_a_paid_partner_and_a_printed_evaluation(
    university, open_page, desktop, phone, sign_in, axe, no_sideways_scroll, shot
):
    staff = {
        role: user_with(role, university, name=f"The {role.label}")
        for role in (Role.COORDINATOR, Role.LECTURER, Role.FINANCE, Role.ADMINISTRATOR)
    }

    def looked_at(page: Page, name: str) -> None:
        axe(page)
        no_sideways_scroll(page)
        shot(page, f"main-{name}")

    sign_in(desktop, staff[Role.COORDINATOR])
    _add_a_programme(desktop, looked_at)
    session = _plan_a_session(desktop, looked_at)
    _write_and_publish_the_offer(desktop, looked_at)
    _invite_five(desktop, looked_at)
    assert sorted(Invitation.objects.values_list("person__name", flat=True)) == NAMES

    for invitation in Invitation.objects.order_by("person__name"):
        _say_yes(phone, invitation, looked_at if invitation.person.name == NAMES[0] else None)
    assert Message.objects.exclude(calendar="").count() == 5
    _remind_and_ask_whether_it_is_still_all_right(phone, session, looked_at)

    _the_session_begins(session)
    sign_in(phone, staff[Role.LECTURER])
    _mark_who_came(phone, session, looked_at)
    assert Claim.objects.count() == 5

    claim = Claim.objects.get(person__name=NAMES[0])
    _confirm_with_bus_fare(phone, claim, looked_at)
    _approve(desktop, claim, looked_at)
    sign_in(desktop, staff[Role.FINANCE])
    _pay(desktop, looked_at)
    _see_each_stage(phone, claim, sign_in, looked_at)

    sign_in(desktop, staff[Role.COORDINATOR])
    _ask_for_feedback(desktop, session, looked_at)
    administration = Administration.objects.get()
    for link in [invitation.link for invitation in administration.invitations.all()]:
        _give_feedback(phone, path_of(link))
    Administration.objects.update(closes_on=timezone.localdate() - timedelta(days=1), opens_on="2026-01-01")
    assert close_due_feedback(now=timezone.now()) == 1

    sign_in(desktop, staff[Role.ADMINISTRATOR])
    _ask_for_the_report(desktop, looked_at)


def _add_a_programme(page: Page, looked_at) -> None:
    page.goto(reverse("programmes:programmes"))
    page.get_by_role("button", name="Add a programme").click()
    page.get_by_label("Title").fill("BA (Hons) Social Work")
    looked_at(page, "programme")
    page.locator("main form button").last.click()
    page.get_by_role("button", name="Add a cohort").click()
    page.get_by_label("Academic year").fill("2026/27")
    page.get_by_label("Name").fill("Year 1")
    page.get_by_role("button", name="Add cohort").click()
    expect(page.get_by_text("Year 1").first).to_be_visible()
    looked_at(page, "cohort")


def _plan_a_session(page: Page, looked_at) -> Session:
    page.goto(reverse("involvement:plan"))
    page.get_by_label("Talk:").check()
    page.get_by_label("Title").fill("Being listened to")
    page.get_by_label("Day", exact=True).fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_label("Starts at").fill("4pm")
    page.get_by_label("Ends at").fill("2pm")
    page.get_by_label("Where (optional)").fill("Room 2, Bobbin House")
    page.get_by_label("Who leads it (optional)").select_option(label="The Lecturer")
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()  # an end before the start: said above, nothing typed is lost
    expect(page.get_by_label("Title")).to_have_value("Being listened to")
    looked_at(page, "plan-error")
    page.get_by_label("Starts at").fill("2pm")
    page.get_by_label("Ends at").fill("4pm")
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About the talk")
    looked_at(page, "session-particulars")
    page.goto(reverse("involvement:session", args=[Session.objects.get().pk]))
    looked_at(page, "session")
    return Session.objects.get()


def _write_and_publish_the_offer(page: Page, looked_at) -> None:
    page.get_by_role("button", name="Write the offer").click()
    for label, words in WORDS.items():
        page.get_by_label(re.compile(label)).fill(words)
    page.get_by_label("Paid", exact=True).check()
    page.get_by_label("Fee for the whole session").fill("£12,50")
    page.get_by_label("How many places?").fill("5")
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Fee for the whole session")).to_have_value("£12,50")
    page.get_by_label("Fee for the whole session").fill("£60")
    page.get_by_label(re.compile("Smaller fee")).fill("20")
    looked_at(page, "offer-write")
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The offer, as partners will read it")
    looked_at(page, "offer-preview")
    page.get_by_role("button", name="Publish").click()


def _invite_five(page: Page, looked_at) -> None:
    page.get_by_role("button", name="Invite people").click()
    expect(page.get_by_text("Flo Resting")).to_have_count(0)
    for name in NAMES:
        page.get_by_label(name).check()
    looked_at(page, "invite")
    page.get_by_role("button", name="Look before sending").click()
    looked_at(page, "invite-preview")
    page.get_by_role("button", name="Ask them").dblclick()
    page.wait_for_url("**/sessions/*/")


def _say_yes(page: Page, invitation: Invitation, looked_at) -> None:
    message = Message.objects.get(about=f"invitation:{invitation.pk}", kind__contains="invit")
    page.context.clear_cookies()
    page.goto(path_of(message.link))
    if looked_at:
        looked_at(page, "offer-on-a-phone")
    page.get_by_label("The fee").check()
    page.get_by_role("button", name="Yes, I would like to do this").click()
    expect(page.get_by_text("Thank you. You said yes.")).to_be_visible()


def _remind_and_ask_whether_it_is_still_all_right(page: Page, session: Session, looked_at) -> None:
    assert session.starts_at
    eve = session.starts_at - timedelta(hours=24)
    for _again in range(3):
        queue_reminders(now=eve)
    asked = Message.objects.filter(link__purpose=Purpose.STILL_ON)
    assert asked.count() == 5
    page.goto(path_of(asked.order_by("person_id").first().link))
    looked_at(page, "still-on")
    page.get_by_role("button", name=re.compile("Yes")).first.click()
    assert Invitation.objects.filter(still_on="yes").count() == 1


def _the_session_begins(session: Session) -> None:
    start = timezone.now() - timedelta(hours=3)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))


def _mark_who_came(page: Page, session: Session, looked_at) -> None:
    page.goto(reverse("dashboards:attendance", args=[session.pk]))
    looked_at(page, "attendance")
    for name in NAMES:
        page.get_by_role("group", name=name).get_by_text("Came", exact=True).tap()
    page.get_by_role("button", name="Save who came").click()
    expect(page.get_by_text("5 of 5 marked")).to_be_visible()


def _confirm_with_bus_fare(page: Page, claim: Claim, looked_at) -> None:
    link = Message.objects.get(link__purpose=Purpose.CLAIM, person_id=claim.person_id).link
    page.context.clear_cookies()
    page.goto(path_of(link))
    looked_at(page, "claim-proposed")
    if not page.get_by_label("What did you pay for?").is_visible():
        page.locator("summary").first.click()
    page.get_by_label("What did you pay for?").select_option(index=1)
    page.get_by_label("How much, in pounds?").fill("4.20")
    receipt = BytesIO()
    Image.new("RGB", (900, 1200), "white").save(receipt, "JPEG")
    page.get_by_label("Photo of the receipt or ticket").set_input_files(
        {"name": "ticket.jpg", "mimeType": "image/jpeg", "buffer": receipt.getvalue()}
    )
    page.get_by_role("button", name="Add this cost").click()
    expect(page.get_by_text("£4.20").first).to_be_visible()
    looked_at(page, "claim-with-bus-fare")
    page.locator("button[value=confirm]").click()
    claim.refresh_from_db()
    assert claim.state == "confirmed"


def _approve(page: Page, claim: Claim, looked_at) -> None:
    page.goto(reverse("payments:claims"))
    looked_at(page, "claims")
    page.goto(reverse("payments:claim", args=[claim.pk]))
    looked_at(page, "claim-to-approve")
    page.locator("button[value=approve]").click()
    claim.refresh_from_db()
    assert claim.state == "approved"


def _pay(page: Page, looked_at) -> None:
    page.goto(reverse("payments:batches"))
    page.get_by_role("button", name=re.compile("Make a run")).click()
    looked_at(page, "run-preview")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Make the run").click()
    page.get_by_text("The payment run is waiting to be made.").wait_for()
    looked_at(page, "run-waiting")
    assert make_requested(BatchRequest.objects.get().pk, now=timezone.now())
    page.get_by_role("button", name="Download the file").wait_for()
    looked_at(page, "run")
    with page.expect_download() as download:
        page.locator("form[action$='/file/'] button").click()
    assert b"64.20" in download.value.path().read_bytes()
    page.reload()
    page.get_by_label("Which day was it paid?").fill(timezone.localdate().isoformat())
    page.locator("main form button").last.click()
    assert Claim.objects.get(person__name=NAMES[0]).state == "paid"


def _see_each_stage(page: Page, claim: Claim, sign_in, looked_at) -> None:
    sign_in(page, claim.person.user)
    page.goto(reverse("payments:my_claim", args=[claim.pk]))
    looked_at(page, "claim-paid")
    for stage in ("approved", "paid"):
        expect(page.get_by_text(re.compile(stage, re.IGNORECASE)).first).to_be_visible()


def _ask_for_feedback(page: Page, session: Session, looked_at) -> None:
    page.goto(reverse("evaluation:session_feedback", args=[session.pk]))
    looked_at(page, "feedback-open")
    page.locator("main form button").last.click()
    assert Administration.objects.get().eligible == 5


def _give_feedback(page: Page, address: str) -> None:
    page.context.clear_cookies()
    page.goto(address)
    page.get_by_role("group", name="I could say what I wanted.").get_by_label("Yes").check()
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thank-you/")


def _ask_for_the_report(page: Page, looked_at) -> None:
    page.goto(reverse("evaluation:reports"))
    page.get_by_role("button", name="Ask for a report").click()
    page.get_by_role("button", name="Ask for a report Being listened to").click()
    page.get_by_text("Your report is waiting to be made.").wait_for()
    looked_at(page, "report-waiting")
    assert make_report(ReportRun.objects.get().pk, now=timezone.now())
    page.get_by_role("button", name="Download the PDF").wait_for()
    looked_at(page, "report")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    told = " ".join(text_of(download.value.path().read_bytes()).split())
    assert "Being listened to" in told
    assert "5 of 5" in told
