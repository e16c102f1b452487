"""The outbox's pages: who sees what, what a person decides, and what is never shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import AuditEvent
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.delivery import deliver_due
from involvement.shared.notify.models import Message
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.notify import MessageFactory
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory(quiet_from=0, quiet_until=0)


@pytest.fixture
def coordinator(here, client):
    user = user_with(Role.COORDINATOR, here)
    client.force_login(user)
    return user


@pytest.fixture
def linked(here):
    person = PersonFactory(institution=here, name="Ana")
    link = build_link(Purpose.OFFER, about=person, person_id=person.pk, expires_at=timezone.now() + timedelta(days=1))
    link.save(force_insert=True)
    return MessageFactory(institution=here, person_id=person.pk, name="Ana", link=link, body="Read this:\n\n{link}")


def page(client, name, *args, **query):
    response = client.get(reverse(f"notify:{name}", args=args), query)
    return response, response.content.decode()


def decide(client, message, decision):
    return client.post(reverse("notify:message", args=[message.pk]), {"decision": decision})


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_costs_the_same_however_long_it_is(client, here, coordinator, django_assert_num_queries, count):
    MessageFactory.create_batch(count, institution=here, name="=cmd|' /C calc'!A0")
    with django_assert_num_queries(6):
        response, text = page(client, "outbox")
    assert text.count("=cmd|&#x27; /C calc&#x27;!A0") == count
    assert response.status_code == 200


def test_the_outbox_shows_only_its_own_institution(client, here, coordinator):
    MessageFactory(institution=here, name="Ours")
    other = MessageFactory(institution=InstitutionFactory(), name="Theirs")
    assert "Ours" in page(client, "outbox")[1]
    assert "Theirs" not in page(client, "outbox")[1]
    assert page(client, "message", other.pk)[0].status_code == 404
    assert decide(client, other, "again").status_code == 404


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.LECTURER, Role.FINANCE, Role.STUDENT])
def test_the_wrong_role_gets_a_plain_no(client, here, role):
    message = MessageFactory(institution=here)
    client.force_login(user_with(role, here))
    for name, args in (("outbox", ()), ("message", (message.pk,)), ("phone_tasks", ()), ("letters", ())):
        assert page(client, name, *args)[0].status_code == 403


def test_an_administrator_looks_and_does_not_decide(client, here):
    message = MessageFactory(institution=here, state="held")
    client.force_login(user_with(Role.ADMINISTRATOR, here))
    assert "A coordinator decides" in page(client, "message", message.pk)[1]
    assert decide(client, message, "again").status_code == 403
    assert page(client, "phone_tasks")[0].status_code == 403
    assert Message.objects.get().state == "held"


def test_search_filters_and_sorting_stand_in_the_address(client, here, coordinator):
    MessageFactory(institution=here, name="Ana", state="sent", sent_at=timezone.now())
    MessageFactory(institution=here, name="Ben", channel="text", subject="")
    assert "Ben" not in page(client, "outbox", q="ana")[1]
    assert "Ana" not in page(client, "outbox", state="waiting")[1]
    assert "Ana" not in page(client, "outbox", channel="text")[1]
    text = page(client, "outbox", sort="name")[1]
    assert text.index("Ana") < text.index("Ben")
    assert "No message fits" in page(client, "outbox", q="nobody\x00")[1]
    assert page(client, "outbox", state="nonsense", after="nonsense", sort="pk")[0].status_code == 200


def test_more_than_a_page_is_paged_by_key(client, here, coordinator):
    for n in range(60):
        MessageFactory(institution=here, name=f"Partner {n:02}")
    first = page(client, "outbox", sort="name")[0]
    assert len(first.context["rows"]) == 50
    second = client.get(reverse("notify:outbox") + first.context["page"].next_address)
    assert [row.message.name for row in second.context["rows"]] == [f"Partner {n}" for n in range(50, 60)]


def test_in_the_demo_a_message_is_shown_with_the_link_that_arrives(client, coordinator, linked):
    assert f'href="/o/{linked.link.token()}/"' in page(client, "message", linked.pk)[1]


def test_outside_the_demo_nobody_on_staff_sees_the_link(client, coordinator, linked, settings):
    settings.DEMO = False
    text = page(client, "message", linked.pk)[1]
    assert linked.link.token() not in text
    assert "only Ana can use" in text


def test_outside_the_demo_a_code_is_shown_to_nobody(client, here, coordinator, settings):
    message = MessageFactory(institution=here, kind="sign_in_code", subject="Code 123456", body="123456 is your code")
    settings.DEMO = False
    assert "123456" not in page(client, "message", message.pk)[1] + page(client, "outbox")[1]


def test_a_doubtful_message_is_sent_again_only_by_a_person_and_only_once(client, here, coordinator, mailoutbox):
    message = MessageFactory(institution=here, state="held", error="It may have arrived.")
    assert "do not know whether this message arrived" in page(client, "message", message.pk)[1]

    assert decide(client, message, "again").status_code == 302
    assert decide(client, message, "again").status_code == 409

    assert deliver_due(now=timezone.now()) == 1
    assert mailoutbox[0].extra_headers["Message-ID"] == message.message_id
    assert AuditEvent.objects.get(action="message.sent_again").actor_user == str(coordinator.pk)


def test_or_it_arrived_and_nothing_more_is_sent(client, here, coordinator, mailoutbox):
    message = MessageFactory(institution=here, state="held")
    decide(client, message, "arrived")
    deliver_due(now=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.done_by, mailoutbox) == ("done", coordinator.name, [])


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "cancelled", "done"])
def test_what_is_not_in_doubt_cannot_be_sent_again(client, here, coordinator, state):
    now = timezone.now()
    message = MessageFactory(institution=here, state=state, sent_at=now, claimed_at=now)
    assert decide(client, message, "again").status_code == 409
    assert Message.objects.get().state == state


def test_an_unknown_decision_changes_nothing(client, here, coordinator):
    message = MessageFactory(institution=here, state="held")
    assert decide(client, message, "delete").status_code == 302
    assert Message.objects.get().state == "held"


def test_looking_changes_nothing(client, here, coordinator, linked):
    letter = MessageFactory(institution=here, channel="letter", address="1 Test Street")
    task = MessageFactory(institution=here, channel="phone", address="01632 960123")
    before = list(Message.objects.order_by("pk").values())
    for name, args in (
        ("outbox", ()),
        ("message", (linked.pk,)),
        ("phone_tasks", ()),
        ("phone_task", (task.pk,)),
        ("letters", ()),
        ("message", (letter.pk,)),
        ("demo_outbox", ()),
    ):
        assert page(client, name, *args)[0].status_code == 200
    assert list(Message.objects.order_by("pk").values()) == before


# --- Letters -----------------------------------------------------------------------------------------------------


def test_letters_are_listed_ticked_once_and_gone(client, here, coordinator):
    ours = MessageFactory.create_batch(2, institution=here, channel="letter", address="1 Test Street")
    theirs = MessageFactory(channel="letter")
    address = reverse("notify:letters")
    assert client.post(address, {"letter": [ours[0].pk, theirs.pk, "nonsense"]}).status_code == 302
    assert client.post(address, {"letter": [ours[0].pk]}).status_code == 302
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {ours[0].pk: "done", ours[1].pk: "waiting", theirs.pk: "waiting"}
    assert AuditEvent.objects.filter(action="message.posted").count() == 1
    assert [row.message.pk for row in page(client, "letters")[0].context["rows"]] == [ours[1].pk]


@pytest.mark.slow
def test_a_letter_is_a_tagged_pdf_with_the_words_and_without_the_link(client, here, coordinator, linked):
    from pypdf import PdfReader  # late: only here

    Message.objects.filter(pk=linked.pk).update(
        channel="letter",
        address="1 Test Street\nTestville",
        format="large_print",
        body="You are asked to come.\n\nAnswer here: {link}",
    )
    response = client.get(reverse("notify:letter_file", args=[linked.pk]))
    assert response["Content-Type"] == "application/pdf"
    from io import BytesIO  # late: only here

    reader = PdfReader(BytesIO(response.content))
    words = reader.pages[0].extract_text()
    assert "Testville" in words
    assert "You are asked to come." in words
    assert here.coordinator_phone in words
    assert linked.link.token() not in words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_letter_of_another_institution_is_not_there(client, coordinator):
    assert page(client, "letter_file", MessageFactory(channel="letter").pk)[0].status_code == 404


# --- The demonstration's outbox ----------------------------------------------------------------------------------


def test_the_demo_outbox_shows_every_message_with_its_links_newest_first(client, linked):
    MessageFactory(channel="text", name="Ben", body="A text", subject="")
    MessageFactory(channel="letter", name="Cai", address="1 Test Street", calendar="")
    MessageFactory(name="Dan", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    response, text = page(client, "demo_outbox")
    assert [shown.message.name for shown in response.context["all_shown"]] == ["Dan", "Cai", "Ben", "Ana"]
    assert f'href="/o/{linked.link.token()}/"' in text
    assert "session.ics" in text
    only = page(client, "demo_outbox", q="ana")[0].context["all_shown"]
    assert [shown.message.name for shown in only] == ["Ana"]


def test_the_demo_outbox_gives_the_calendar_entry(client):
    message = MessageFactory(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    response, text = page(client, "demo_calendar", message.pk)
    assert (response["Content-Type"], text) == ("text/calendar; charset=utf-8", message.calendar)
    assert page(client, "demo_calendar", MessageFactory().pk)[0].status_code == 404


def test_outside_the_demo_there_is_no_such_page(client, linked, settings, coordinator):
    settings.DEMO = False
    assert page(client, "demo_outbox")[0].status_code == 404
    assert page(client, "demo_calendar", linked.pk)[0].status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_demo_outbox_costs_the_same_however_long(client, django_assert_num_queries, count):
    MessageFactory.create_batch(count)
    with django_assert_num_queries(2):
        page(client, "demo_outbox")
