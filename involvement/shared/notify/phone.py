"""Phone tasks: what becomes of a message that could not be delivered."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from involvement.shared.notify.contacts import contacts_of
from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.models import Message
from involvement.shared.notify.wording import spoken_words


def ask_to_phone(message: Message, *, now: datetime) -> Message | None:
    """A task for the coordinator to tell the person by phone. None where nobody could: codes, accounts, staff."""
    if message.person_id <= 0 or message.institution_id is None or kind_of(message.kind).secret:
        return None
    contact = contacts_of([message.person_id]).get(message.person_id)
    task, _made = Message.objects.get_or_create(
        kind="please_phone",
        about=f"message:{message.pk}",
        person_id=message.person_id,
        defaults={
            "institution_id": message.institution_id,
            "about_topic": message.about_topic,
            "name": message.name,
            "channel": Message.Channel.PHONE,
            "address": contact.phone if contact else "",
            "language": message.language,
            "format": message.format,
            "due": now,
            "not_before": now,
            "next_try_at": now,
            "subject": message.subject,
            "body": spoken_words(message) or _("Please ask them to get in touch."),
        },
    )
    return task
