"""The benefit check on a phone: for a carer, for somebody on Universal Credit, for somebody who says nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from involvement.models import Invitation
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from payments.models import BenefitCheck, KeptCircumstances
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def partner():
    return PartnerFactory(with_account=True).person


@pytest.fixture
def invitation(partner):
    return InvitationFactory(person=partner, offer__session__programme__institution=partner.institution)


@pytest.fixture
def address(invitation):
    expires = timezone.now() + timedelta(days=5)
    link = issue_link(Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=expires)
    return reverse("dashboards:offer_by_link", args=[link.token()])


def onward(page: Page) -> None:
    page.get_by_role("button", name="Go on", exact=True).click()


def in_group(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def test_a_carer_sees_the_edge_before_the_answer_and_nothing_is_kept(
    without_scripts, address, invitation, axe, no_sideways_scroll, shot
):
    page = without_scripts
    page.goto(address)
    page.get_by_role("button", name="See what it could mean for me").or_(
        page.get_by_role("link", name="See what it could mean for me")
    ).click()
    shot(page, "guard-which")
    page.get_by_label("Carer’s Allowance", exact=True).check()
    onward(page)
    in_group(page, "Where do you live?", "England")
    onward(page)
    page.get_by_label("How much other pay do you have that week?").fill("170")
    in_group(page, "On which day does your benefit week start?", "Monday")
    shot(page, "guard-carer")
    onward(page)
    page.get_by_role("button", name="No, nowhere else. Go on").click()

    expect(page.get_by_text("You could lose it all").first).to_be_visible()
    expect(page.get_by_text("You could lose the whole £86.45 for 1 week").first).to_be_visible()
    shot(page, "guard-result-carer")
    no_sideways_scroll(page)
    page.get_by_role("button", name="Go to the offer and answer").click()
    expect(page.get_by_text("You could lose it all").first).to_be_visible()
    page.get_by_label("Only my costs, like bus fares").check()
    page.get_by_role("button", name="Yes, I would like to do this").click()

    expect(page.get_by_text("Thank you. You said yes.").first).to_be_visible()
    assert Invitation.objects.get().payment_choice == "expenses_only"
    assert not KeptCircumstances.objects.exists()
    assert BenefitCheck.objects.get().stage == "information_given"


def test_someone_on_universal_credit_keeps_their_answers_and_erases_them(
    phone, desktop, sign_in, partner, invitation, axe, no_sideways_scroll, shot
):
    page = phone
    sign_in(page, partner.user)
    page.goto(reverse("payments:my_offer_guard", args=[invitation.pk]))
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Universal Credit", exact=True).check()
    onward(page)
    in_group(page, "Where do you live?", "Wales")
    onward(page)
    axe(page)
    page.get_by_label("On which day of the month does your Universal Credit month start?").fill("3")
    in_group(page, "Do you look after a child?", "No")
    in_group(page, "Has the office said that your health limits your work?", "No")
    page.get_by_label("How much other pay comes in that month?").fill("0")
    no_sideways_scroll(page)
    onward(page)
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="No, nowhere else. Go on").click()
    axe(page)
    no_sideways_scroll(page)
    shot(page, "guard-result-uc")
    page.get_by_role("button", name="Keep my answers for me").click()
    expect(page.get_by_text("It comes from the answers that we keep for you")).to_be_visible()

    page.goto(reverse("dashboards:my_offer", args=[invitation.pk]))
    expect(page.get_by_role("heading", name="Universal Credit").first).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    shot(page, "guard-offer-phone")
    sign_in(desktop, partner.user)
    desktop.goto(reverse("dashboards:my_offer", args=[invitation.pk]))
    shot(desktop, "guard-offer-desktop")

    page.goto(reverse("payments:my_benefits"))
    axe(page)
    no_sideways_scroll(page)
    shot(page, "guard-kept")
    page.get_by_role("button", name="Erase my answers now").click()
    expect(page.get_by_text("Erased. We keep nothing of it.").first).to_be_visible()
    assert not KeptCircumstances.objects.exists()


def test_someone_who_would_rather_not_say_reads_the_general_facts_and_answers(phone, address, axe, shot):
    page = phone
    page.goto(address)
    axe(page)
    shot(page, "guard-offer-before")
    page.get_by_role("button", name="See what it could mean for me").or_(
        page.get_by_role("link", name="See what it could mean for me")
    ).click()
    page.get_by_label("I would rather not say", exact=True).check()
    onward(page)
    expect(page.get_by_text("That is fine. You do not have to tell us.")).to_be_visible()
    axe(page)
    shot(page, "guard-rather-not")
    page.get_by_role("button", name="Back to the offer").or_(
        page.get_by_role("link", name="Back to the offer")
    ).last.click()
    expect(page.get_by_role("heading", name="Find your benefit")).to_be_visible()
    page.get_by_label("The fee: £50.00").check()
    page.get_by_role("button", name="Yes, I would like to do this").click()

    expect(page.get_by_text("Thank you. You said yes.").first).to_be_visible()


def test_anybody_may_wonder_about_a_sum(desktop, axe, no_sideways_scroll, shot):
    page = desktop
    page.goto("/what-if/")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("How much would you be paid?").fill("80")
    page.get_by_label("On which day?").fill("1/12/2026")
    onward(page)
    page.get_by_label("PIP (Personal Independence Payment)").check()
    page.get_by_label("Pension Credit").check()
    onward(page)
    while page.get_by_role("button", name="I don’t know any of these. Go on").count():
        page.get_by_role("button", name="I don’t know any of these. Go on").click()
    page.get_by_role("button", name="No, nowhere else. Go on").click()

    expect(page.get_by_role("heading", name="A voucher for £80.00")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    shot(page, "guard-what-if")


def test_a_person_says_what_they_would_like_to_do_and_finds_it_again(
    phone, sign_in, partner, invitation, axe, no_sideways_scroll, shot
):
    page = phone
    sign_in(page, partner.user)
    page.goto(reverse("payments:my_offer_guard", args=[invitation.pk]))
    page.get_by_label("PIP (Personal Independence Payment)").check()
    onward(page)
    while page.get_by_role("button", name="I don’t know any of these. Go on").count():
        page.get_by_role("button", name="I don’t know any of these. Go on").click()
    page.get_by_role("button", name="No, nowhere else. Go on").click()
    page.get_by_role("button", name="Keep this wish").click()
    expect(page.get_by_text("Choose one of the answers.").first).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    shot(page, "guard-wish-missing")
    in_group(page, "What would you like to do?", "Only my costs, and no fee")
    page.get_by_role("button", name="Keep this wish").click()
    expect(page.get_by_text("Thank you. Only you see this. You can change it.").first).to_be_visible()

    page.goto(reverse("payments:my_benefits"))
    expect(page.get_by_label("Only my costs, and no fee")).to_be_checked()
    axe(page)
    no_sideways_scroll(page)
    shot(page, "guard-wish-kept")
    assert BenefitCheck.objects.get().decision == "no_fee"
