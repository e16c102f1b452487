"""A partner, a coordinator and finance, one after the other, on one claim: from the bus fare to "Paid"."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from payments.domain.batch_requests import make_requested
from payments.models import BatchRequest, Claim, PaymentBatch
from tests.factories.accounts import user_with
from tests.factories.payments import proposed_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def claim():
    claim = proposed_claim()
    claim.person.name = "Amina Yusuf"
    claim.person.save()
    claim.session.title = "Talk with first-year students"
    claim.session.save()
    return claim


@pytest.fixture
def look(axe, no_sideways_scroll, shot):
    def at(page, name: str) -> None:
        axe(page)
        no_sideways_scroll(page)
        shot(page, f"money-{name}")

    return at


def _photo() -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    return {"name": "bus.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def _link(claim: Claim) -> str:
    expires = timezone.now() + timedelta(days=30)
    return (
        f"/payments/c/{issue_link(Purpose.CLAIM, about=claim, person_id=claim.person_id, expires_at=expires).token()}/"
    )


def test_from_the_bus_fare_to_paid(claim, phone, desktop, sign_in, look):
    address = _link(claim)
    phone.goto(address, timeout=60_000)  # the first page of a fresh server
    look(phone, "1-phone-check")
    phone.get_by_text("Add a cost").click()
    phone.get_by_label("How much, in pounds?").fill("12,50")
    phone.get_by_role("button", name="Add this cost").click()
    phone.get_by_role("alert").wait_for()
    look(phone, "2-phone-error")
    assert phone.get_by_label("How much, in pounds?").input_value() == "12,50"

    phone.get_by_label("What did you pay for?").select_option("travel_public")
    phone.get_by_label("How much, in pounds?").fill("12.50")
    phone.get_by_label("Anything we should know").fill("Number 7, there and back")
    phone.get_by_label("Photo of the receipt or ticket").set_input_files(_photo())
    phone.get_by_role("button", name="Add this cost").click()
    phone.get_by_text("We added £12.50").wait_for()
    look(phone, "3-phone-added")
    phone.get_by_role("button", name="Yes, pay me £62.50").click()
    phone.get_by_text("Thank you. You said yes.").wait_for()
    look(phone, "4-phone-confirmed")

    sign_in(desktop, user_with(Role.COORDINATOR, claim.institution, name="Cora Linen"))
    desktop.goto("/payments/claims/")
    look(desktop, "5-desktop-claims")
    desktop.get_by_role("link", name="Amina Yusuf").click()
    desktop.wait_for_url("**/payments/claims/*/")
    look(desktop, "6-desktop-claim")
    desktop.goto("/payments/claims/")
    desktop.get_by_label("Choose Amina Yusuf, £62.50").check()
    desktop.get_by_role("button", name="Look at the chosen ones, then approve").click()
    desktop.wait_for_url("**/approve/?**")
    look(desktop, "7-desktop-approve")
    desktop.get_by_role("button", name="Approve this claim").click()
    desktop.get_by_text("1 claim approved.").wait_for()

    sign_in(desktop, user_with(Role.FINANCE, claim.institution, name="Fred Bobbin"))
    desktop.goto("/payments/batches/")
    desktop.get_by_role("button", name="Make a run").click()
    desktop.wait_for_url("**/batches/new/")
    look(desktop, "8-desktop-new-run")
    desktop.get_by_role("button", name="Make the run").dblclick()
    desktop.get_by_text("The payment run is waiting to be made.").wait_for()
    look(desktop, "8b-desktop-run-waiting")
    assert make_requested(BatchRequest.objects.get().pk, now=timezone.now())
    desktop.wait_for_url(re.compile(r"/batches/\d+/$"))
    desktop.get_by_role("heading", level=1, name="RUN-").wait_for()
    look(desktop, "9-desktop-run")
    with desktop.expect_download() as download:
        desktop.get_by_role("button", name="Download the file (CSV)").click()
    assert "Amina Yusuf,50.00,12.50,62.50" in download.value.path().read_text(encoding="utf-8-sig")
    desktop.get_by_role("button", name="Mark as paid and tell each person").click()
    desktop.get_by_text("Marked as paid.").wait_for()
    look(desktop, "10-desktop-paid")
    desktop.goto("/payments/batches/")
    look(desktop, "11-desktop-runs")

    phone.goto(address)
    look(phone, "12-phone-paid")
    steps = [" ".join(text.split()) for text in phone.locator("ol.thread-stages > li strong").all_inner_texts()]
    run = PaymentBatch.objects.get().reference
    assert steps[:2] == ["We asked you to check this.", "You said yes to this."]
    assert steps[2:4] == ["Approved.", f"In the payment run {run}."]
    assert steps[4].startswith("Paid on ")


def test_my_money_signed_in_and_without_scripts(claim, without_scripts, sign_in, look):
    sign_in(without_scripts, claim.person.user)
    without_scripts.goto("/payments/mine/")
    without_scripts.get_by_role("button", name="Check this").or_(
        without_scripts.get_by_role("link", name="Check this")
    ).first.click()
    without_scripts.wait_for_url("**/mine/*/")
    without_scripts.get_by_role("button", name="Yes, pay me £50.00").click()
    without_scripts.get_by_text("Thank you. You said yes.").wait_for()

    assert Claim.objects.get().state == "confirmed"


def test_my_money_is_accessible(claim, phone, sign_in, look):
    sign_in(phone, claim.person.user)
    phone.goto("/payments/mine/")
    look(phone, "13-phone-my-money")
    phone.goto(f"/payments/mine/{claim.pk}/")
    phone.get_by_text("I want less money, or none").click()
    look(phone, "14-phone-less")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("main button, main select, main input:not([type=hidden])")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
