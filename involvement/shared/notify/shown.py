"""Messages as pages show them: words worked out once, the private link only where it may be seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.notify.kinds import kind_of
from involvement.shared.notify.models import Message, MessageQuerySet
from involvement.shared.notify.wording import PLACES, Piece, paragraphs, subject_line, without_places
from involvement.shared.ui.words import day_words, time_words

State = Message.State
COLOURS = {
    State.WAITING: "blue",
    State.SENDING: "blue",
    State.SENT: "green",
    State.DONE: "green",
    State.FAILED: "red",
    State.HELD: "orange",
    State.CANCELLED: "grey",
}
ICONS: dict[str, str | Promise] = {
    "email": gettext_lazy("E-mail"),
    "text": gettext_lazy("Text message"),
    "letter": gettext_lazy("Letter"),
    "phone": gettext_lazy("Please phone"),
}


@dataclass(frozen=True)
class Row:
    """One line of the outbox."""

    message: Message
    what: str
    when: str
    state: str
    colour: str


@dataclass(frozen=True)
class Shown:
    """One message as it arrives. `live`: its link is a link one can follow."""

    message: Message
    subject: str
    sender: str
    look: str
    paragraphs: list[list[Piece]]
    row: Row
    live: bool


def row_of(message: Message) -> Row:
    return Row(
        message=message,
        what=what_words(message),
        when=moment_words(message.sent_at or message.created_at),
        state=str(message.get_state_display()),
        colour=COLOURS[State(message.state)],
    )


def moment_words(moment: object) -> str:
    return f"{day_words(moment)}, {time_words(moment)}"  # type: ignore[arg-type]


def what_words(message: Message) -> str:
    """The subject; of a text, its beginning; of a code, only that it is one."""
    if is_hidden(message):
        return _("A message that only its receiver may read")
    words = subject_line(message) or without_places(message)
    return Truncator(words).chars(60)


def is_hidden(message: Message) -> bool:
    """Codes are for their receiver only; the demonstration has no real ones."""
    return kind_of(message.kind).secret and not settings.DEMO


def shown(message: Message) -> Shown:
    """As it arrives. Outside the demonstration the private link is not shown: only the person may use it."""
    live = bool(settings.DEMO)
    if live and message.link_to_come():
        addresses = dict.fromkeys(PLACES, _("(a private link that is made when this goes out)"))
    elif live:
        addresses = {place: path(message.link) if message.link else "/" for place, path in PLACES.items()}
    else:
        addresses = dict.fromkeys(PLACES, _("(a private link that only %(name)s can use)") % {"name": message.name})
    return Shown(
        message=message,
        subject="" if is_hidden(message) else subject_line(message),
        sender=settings.DEFAULT_FROM_EMAIL,
        look=str(ICONS[message.channel]),
        paragraphs=[] if is_hidden(message) else paragraphs(message, addresses=addresses),
        row=row_of(message),
        live=live,
    )


def demo_messages() -> MessageQuerySet:
    """Every message there is: in the demonstration everything is made up. Anywhere else there is no such page."""
    if not settings.DEMO:
        raise Http404
    return Message.objects.select_related("link", "institution").order_by("-created_at", "-pk")
