"""How somebody is reached (A5, R16)."""

import pytest

from involvement.shared.notify.outbox import Recipient
from participants.domain.contact import recipient_for
from tests.factories.participants import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_preferred_way_is_used_when_it_has_an_address():
    person = PersonFactory(
        channel="text", phone="+447700900001", email="ana@example.test", language="cy", format="large_print"
    )
    assert recipient_for(person) == Recipient(person.pk, person.name, "text", "+447700900001", "cy", "large_print")


@pytest.mark.parametrize(
    ("has", "channel", "address"),
    [
        ({"phone": "+447700900001", "postal_address": "1 Test Street"}, "text", "+447700900001"),
        ({"postal_address": "1 Test Street"}, "letter", "1 Test Street"),
        ({}, "phone", ""),
    ],
)
def test_without_an_address_the_next_way_that_has_one_is_used(has, channel, address):
    recipient = recipient_for(PersonFactory(channel="email", email="", **has))
    assert (recipient.channel, recipient.address) == (channel, address)


def test_who_wants_a_call_gets_a_call_though_there_is_an_email_address():
    recipient = recipient_for(PersonFactory(channel="phone", phone="+447700900001"))
    assert (recipient.channel, recipient.address) == ("phone", "+447700900001")


def test_with_a_safe_contact_note_no_other_way_is_tried_by_itself():
    person = PersonFactory(channel="text", phone="", email="shared@example.test", safe_contact_note="Not by e-mail")
    assert recipient_for(person).channel == "phone"


def test_for_somebody_under_18_the_adult_lead_is_told():
    lead = PersonFactory(channel="email", email="lead@example.test", name="Lead")
    child = PersonFactory(is_under_18=True, adult_lead=lead, email="child@example.test")
    recipient = recipient_for(child)
    assert (recipient.person_id, recipient.name, recipient.address) == (lead.pk, "Lead", "lead@example.test")


def test_when_the_lead_is_under_18_too_a_person_decides():
    lead = PersonFactory(is_under_18=False)
    other = PersonFactory(is_under_18=True, adult_lead=lead)
    child = PersonFactory(is_under_18=True, adult_lead=other, phone="+447700900002")
    recipient = recipient_for(child)
    assert (recipient.channel, recipient.address) == ("phone", "")
