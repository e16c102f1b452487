"""The outbox's pages in a real browser: reachable, readable, decided on a phone and without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import InvitationFactory
from tests.factories.notify import MessageFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here():
    """One message of each sort, with names and words that stretch a page."""
    institution = InstitutionFactory(is_demo=True, quiet_from=0, quiet_until=0)
    ana = PersonFactory(institution=institution, name="Ana Weaver", phone="+441632960123")
    shy = PersonFactory(
        institution=institution, name="محمد Bobbin", phone="+441632960124", safe_contact_note="Only mornings"
    )
    rows = [
        {"name": "Partner " * 12, "subject": "W" * 120, "state": "held", "error": "It may have arrived."},
        {"channel": "text", "subject": "", "body": "Is Tuesday still all right? Yes 😀", "person_id": ana.pk},
        {"channel": "letter", "address": "1 Test Street\nTestville", "name": "Cai", "calendar": ""},
        {"channel": "phone", "name": ana.name, "person_id": ana.pk, "address": ""},
        {"channel": "phone", "name": shy.name, "person_id": shy.pk, "address": ""},
        {"state": "sent", "sent_at": timezone.now(), "calendar": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
    ]
    for row in rows:
        MessageFactory(institution=institution, **row)
    return institution


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_page_of_the_outbox_is_accessible(here, size, request, axe, no_sideways_scroll, sign_in, shot):
    page = request.getfixturevalue(size)
    sign_in(page, user_with(Role.COORDINATOR, here, name="Cora Linen"))
    held, call = Message.objects.get(state="held"), Message.objects.get(name="محمد Bobbin")
    paths = ["", "?q=nobody", "letters/", "phone/", f"phone/{call.pk}/", f"{held.pk}/", "demo/"]
    for number, path in enumerate(paths):
        page.goto(f"/messages/{path}")
        assert page.locator("h1").count() == 1
        axe(page)
        no_sideways_scroll(page)
        shot(page, f"messages-{size}-{number}")


def test_a_coordinator_settles_a_doubt_a_call_and_a_letter_on_a_phone_without_scripts(here, without_scripts, sign_in):
    page = without_scripts
    sign_in(page, user_with(Role.COORDINATOR, here, name="Cora Linen"))
    page.goto("/messages/")
    page.get_by_role("link", name="1 message that may or may not have arrived").click()
    page.locator("tbody a").click()
    page.get_by_role("button", name="It arrived").click()
    page.get_by_text("Noted: the message arrived.").wait_for()

    page.goto("/messages/phone/")
    page.get_by_role("link", name="Ana Weaver").click()
    page.get_by_role("button", name="They know now").click()
    page.get_by_text("Noted: Ana Weaver knows.").wait_for()

    page.goto("/messages/letters/")
    page.get_by_label("The letter to Cai is posted").check()
    page.get_by_role("button", name="Mark as posted").click()
    page.get_by_text("There is no letter to print.").wait_for()

    assert list(Message.objects.filter(done_by="Cora Linen").values_list("state", flat=True)) == ["done"] * 3


def test_from_any_page_of_the_demo_a_partner_reaches_the_message_and_its_link(here, phone):
    invitation = InvitationFactory(offer__session__programme__institution=here)
    link = build_link(
        Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=timezone.now() + timedelta(days=5)
    )
    link.save(force_insert=True)
    MessageFactory(institution=here, person_id=invitation.person_id, name="Zoe", link=link, body="Read this: {link}")
    phone.goto("/")
    phone.get_by_role("link", name="Read every message that was sent").click()
    phone.locator(f'a[href="/o/{link.token()}/"]').click()
    phone.wait_for_url(f"**/o/{link.token()}/")
    assert phone.locator("h1").count() == 1
