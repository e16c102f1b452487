"""What a partner does on a phone, and a lead in the room: with scripts and without, on old phones and new."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from involvement.models import Attendance, Invitation, Session
from involvement.shared.accounts.models import Role
from involvement.shared.links.addresses import path_of
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from participants.models import AccessNeed, Availability, PartnerProfile
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = pytest.mark.parametrize("kind", ["phone", "without_scripts"])


@pytest.fixture
def invitation():
    start = (timezone.now() + timedelta(days=12)).replace(hour=14, minute=0, second=0, microsecond=0)
    session = SessionFactory(
        title="Talk with first-year students",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        venue_access="Step-free from the car park. The toilets are on the same floor.",
    )
    partner = PartnerFactory(person__institution=session.institution, person__name="Ana Example", with_account=True)
    AccessNeed.objects.create(person=partner.person, category="environment", adjustment="A quiet room to wait in")
    return InvitationFactory(offer=OfferFactory(session=session, published=True), person=partner.person)


@pytest.fixture
def looked_over(axe, no_sideways_scroll, shot):
    """Accessible, not too wide, and in a picture; a browser without scripts cannot run the checkers."""

    def check(page, name, kind="phone"):
        shot(page, f"{name}-{kind}")
        if kind == "phone":
            axe(page)
            no_sideways_scroll(page)

    return check


def link_to(thing, purpose, person_id):
    ends = timezone.now() + timedelta(days=9)
    return path_of(issue_link(purpose, about=thing, person_id=person_id, expires_at=ends))


@BOTH
def test_from_the_message_to_yes_in_three_taps_without_a_password(request, kind, invitation, looked_over):
    page = request.getfixturevalue(kind)
    page.goto(link_to(invitation, Purpose.OFFER, invitation.person_id))  # the first tap, in the message
    looked_over(page, "partner-offer", kind)

    page.get_by_label("Only my costs").check()  # the second
    page.get_by_role("button", name="Yes, I would like to do this").click()  # the third

    expect(page.get_by_text("Thank you. You said yes.")).to_be_visible()
    looked_over(page, "partner-offer-answered", kind)
    invitation.refresh_from_db()
    assert (invitation.status, invitation.payment_choice) == ("accepted", "expenses_only")
    assert invitation.needs_that_day == "A quiet room to wait in"


@BOTH
def test_no_is_two_taps_and_a_forgotten_choice_is_said_above_the_heading(request, kind, invitation, looked_over):
    page = request.getfixturevalue(kind)
    page.goto(link_to(invitation, Purpose.OFFER, invitation.person_id))
    page.get_by_label("Is there anything else you need that day?").fill("A lift, please")
    page.get_by_role("button", name="Yes, I would like to do this").click()
    expect(page.get_by_role("alert")).to_contain_text("Please choose what you would like to be paid")
    expect(page.get_by_label("Is there anything else you need that day?")).to_have_value("A lift, please")
    looked_over(page, "partner-offer-error", kind)

    page.get_by_role("button", name="No, not this time").click()

    expect(page.get_by_text("You said no, and that is fine")).to_be_visible()
    assert Invitation.objects.get().status == "declined"


def test_a_link_that_has_ended_says_whom_to_phone(phone, invitation, looked_over):
    phone.goto("/o/cut-in-two/")

    expect(phone.get_by_text("01632 960001")).to_be_visible()
    looked_over(phone, "partner-link-problem")


def test_when_i_can_is_saved_at_each_tap_and_says_so(phone, invitation, sign_in, looked_over):
    sign_in(phone, invitation.person.user)
    phone.goto("/my/availability/")
    monday = phone.get_by_role("group", name="Monday", exact=True)

    monday.get_by_role("group", name="Morning").get_by_text("Yes").tap()
    expect(phone.get_by_role("status")).to_have_text("Saved")
    monday.get_by_role("group", name="Evening").get_by_text("No", exact=True).tap()
    expect(phone.get_by_role("status")).to_have_text("Saved")
    looked_over(phone, "partner-availability")

    phone.reload()
    expect(monday.get_by_role("group", name="Morning").get_by_label("Yes")).to_be_checked()
    assert set(Availability.objects.values_list("weekday", "part", "answer")) == {
        (0, "morning", "yes"),
        (0, "evening", "no"),
    }


def test_a_tap_without_signal_says_so_and_is_sent_again_with_the_next(phone, invitation, sign_in):
    sign_in(phone, invitation.person.user)
    phone.goto("/my/availability/")
    monday = phone.get_by_role("group", name="Monday", exact=True)
    phone.context.set_offline(True)
    monday.get_by_role("group", name="Morning").get_by_text("Yes").tap()
    expect(phone.get_by_role("status")).to_contain_text("Not saved")

    phone.context.set_offline(False)

    expect(phone.get_by_role("status")).to_have_text("Saved")
    assert Availability.objects.get().answer == "yes"


def test_when_i_can_by_link_without_scripts_has_one_button(without_scripts, invitation):
    page = without_scripts
    page.goto(link_to(invitation.person, Purpose.AVAILABILITY, invitation.person_id))
    tuesday = page.get_by_role("group", name="Tuesday", exact=True)
    tuesday.get_by_role("group", name="Afternoon").get_by_text("If need be").click()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()
    assert list(Availability.objects.values_list("weekday", "part", "answer")) == [(1, "afternoon", "if_need_be")]

    page.get_by_role("button", name="I want a rest").click()
    expect(page.get_by_text("You are having a rest.").first).to_be_visible()
    page.get_by_role("button", name="I am back").click()
    assert PartnerProfile.objects.get().status == "active"


@BOTH
def test_still_all_right_for_tomorrow_is_one_press(request, kind, invitation, looked_over):
    Invitation.objects.update(status="accepted", payment_choice="fee", answered_at=timezone.now())
    page = request.getfixturevalue(kind)
    page.goto(link_to(invitation, Purpose.STILL_ON, invitation.person_id))
    looked_over(page, "partner-still-on", kind)

    page.get_by_role("button", name="I cannot come").click()

    expect(page.get_by_text("You are not expected any more")).to_be_visible()
    assert Invitation.objects.get().status == "withdrawn"


@BOTH
def test_the_lead_marks_who_came_on_a_phone(request, kind, sign_in, looked_over):
    session = SessionFactory(started=True, title="Talk with first-year students")
    lead = user_with(Role.LECTURER, session.institution)
    Session.objects.update(lead=lead)
    offer = OfferFactory(session=session, published=True)
    for name in ("Ana Example", "Ben Example"):
        partner = PartnerFactory(person__institution=session.institution, person__name=name)
        InvitationFactory(offer=offer, person=partner.person, accepted=True, needs_that_day="A quiet room")
    page = request.getfixturevalue(kind)
    sign_in(page, lead)
    page.goto(reverse("dashboards:attendance", args=[session.pk]))
    looked_over(page, "lead-attendance", kind)

    page.get_by_role("group", name="Ana Example").get_by_text("Came", exact=True).click()
    page.get_by_role("group", name="Ben Example").get_by_text("Could not come").click()
    page.get_by_role("button", name="Save who came").click()

    expect(page.get_by_text("Saved. 2 people are marked.")).to_be_visible()
    assert set(Attendance.objects.values_list("person__name", "status", "actual_minutes")) == {
        ("Ana Example", "attended", 120),
        ("Ben Example", "could_not_come", None),
    }


def test_my_record_and_my_offers_are_accessible(phone, invitation, sign_in, looked_over):
    sign_in(phone, invitation.person.user)
    for name in (
        "dashboards:my_offers",
        "participants:my_record",
        "participants:add_my_need",
        "participants:my_contact",
    ):
        phone.goto(reverse(name))
        looked_over(phone, f"partner-{name.partition(':')[2]}")
