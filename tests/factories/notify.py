from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.models import Message
from involvement.shared.notify.outbox import Draft, Recipient
from tests.factories.accounts import InstitutionFactory


class MessageFactory(DjangoModelFactory):
    """An e-mail that is due."""

    class Meta:
        model = Message

    institution = factory.SubFactory(InstitutionFactory)
    kind = "test_note"
    about = factory.Sequence(lambda n: f"invitation:{n}")
    person_id = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Partner {n}")
    channel = "email"
    address = factory.LazyAttribute(lambda m: f"partner{m.person_id}@example.test")
    due = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
    not_before = factory.SelfAttribute("due")
    next_try_at = factory.SelfAttribute("due")
    subject = "Your session on 4 May"
    body = "Hello.\n\nYour session is on 4 May."


def draft_for(person_id=1, *, institution_id, due=None, link=False, about=None, **fields):
    """A draft to a made-up person; `link=True` gives it an unsaved private link."""
    due = due or timezone.now()
    recipient = Recipient(
        person_id, fields.pop("name", "Ana"), fields.pop("channel", "email"), fields.pop("address", "ana@example.test")
    )
    about = about or f"invitation:{person_id}"
    made = None
    if link:
        made = build_link(
            Purpose.OFFER, about=recipient_stub(person_id), person_id=person_id, expires_at=due + timedelta(days=9)
        )
    values = {"kind": "test_note", "subject": "Your session on 4 May", "body": "Please read this: {link}"} | fields
    return Draft(about=about, recipient=recipient, institution_id=institution_id, due=due, link=made, **values)


def recipient_stub(pk):
    """Something with a reference, for links that no test follows."""
    return Message(person_id=pk)
