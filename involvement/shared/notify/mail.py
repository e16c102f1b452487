"""E-mail: one recipient a message, one connection a lot, and a clear answer about what happened (R29)."""

from __future__ import annotations

import smtplib
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from email.mime.text import MIMEText
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from involvement.shared.notify.models import Message
from involvement.shared.notify.outcomes import Away, Doubtful, Later, Never
from involvement.shared.notify.wording import link_addresses, paragraphs, plain_words, subject_line


def letter_of(message: Message) -> EmailMultiAlternatives:
    """The e-mail as it leaves: plain text, simple HTML, and the calendar entry where there is one."""
    with translation.override(message.language):
        page = render_to_string(
            "email/message.html",
            {
                "message": message,
                "subject": subject_line(message),
                "paragraphs": paragraphs(message, addresses=link_addresses(message)),
                "right_to_left": translation.get_language_bidi(),
            },
        )
    mail = EmailMultiAlternatives(
        subject=subject_line(message),
        body=plain_words(message),
        to=[message.address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(page, "text/html")
    if message.calendar:
        _add_calendar(mail, message.calendar)
    return mail


def _add_calendar(mail: EmailMultiAlternatives, calendar: str) -> None:
    """As a part that Outlook and Google show as an invitation, and as a file for everything else."""
    method = "CANCEL" if "METHOD:CANCEL" in calendar.upper() else "REQUEST"
    mail.attach_alternative(calendar, f"text/calendar; method={method}")
    file = MIMEText(calendar, "calendar", "utf-8")
    file.replace_header("Content-Type", f'text/calendar; charset="utf-8"; method={method}; name="session.ics"')
    file.add_header("Content-Disposition", "attachment", filename="session.ics")
    mail.attach(file)


@dataclass(frozen=True)
class Letter:
    """An e-mail ready to leave: as the framework has it, and its bytes as they go over the line."""

    mail: EmailMultiAlternatives
    sender: str
    content: bytes


class Postbox:
    """One connection for a lot, opened with the first e-mail. Use as a context manager.

    While one e-mail goes out, the next is written in a thread beside it: sending is mostly waiting for others.
    """

    def __init__(self) -> None:
        self.connection: Any = get_connection(timeout=settings.EMAIL_TIMEOUT)
        self.beside = ThreadPoolExecutor(1)
        self.ahead: dict[uuid.UUID, Future[Letter]] = {}

    def __enter__(self) -> Postbox:
        return self

    def __exit__(self, *problem: object) -> None:
        self.beside.shutdown(cancel_futures=True)
        self._close()

    def write_ahead(self, message: Message) -> None:
        """Begin to write this one, which will be sent soon. What goes wrong with it is told when it is sent."""
        self.ahead[message.pk] = self.beside.submit(_written, message)

    def send(self, message: Message) -> None:
        """Raises Later, Away, Never or Doubtful; returns when the server has taken the message."""
        try:
            validate_email(message.address)
        except ValidationError as problem:
            raise Never(_("The e-mail address is not complete.")) from problem
        begun = self.ahead.pop(message.pk, None)
        letter = begun.result() if begun else _written(message)
        if isinstance(self.connection, EmailBackend):
            self._send_by_smtp(letter)
        else:
            self.connection.send_messages([letter.mail])

    def _send_by_smtp(self, letter: Letter) -> None:
        smtp = self._open()
        try:
            smtp.ehlo_or_helo_if_needed()
            for code, words in (smtp.mail(letter.sender), smtp.rcpt(letter.mail.to[0])):
                self._judge(code, words)
        except OSError as problem:  # SMTPServerDisconnected and timeouts; the message itself was not handed over
            self._drop()
            raise Away(_("The mail server stopped answering.")) from problem
        self._judge(*self._hand_over(smtp, letter.content))

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
        try:
            return smtp.data(content)
        except smtplib.SMTPDataError as refusal:
            return refusal.smtp_code, _as_bytes(refusal.smtp_error)
        except OSError as problem:
            self._drop()
            raise Doubtful(
                _("The mail server was cut off while it took the message. It may have arrived.")
            ) from problem

    def _judge(self, code: int, words: bytes) -> None:
        """Nothing for a yes; else the fitting refusal, with the connection made ready for the next message."""
        if 200 <= code < 300:
            return
        if code == 421:
            self._drop()
            raise Away(_("The mail server is too busy."))
        try:
            self.connection.connection.rset()
        except OSError:
            self._drop()
        if code < 500:
            raise Later(_("The mail server asked us to try later (%(code)s).") % {"code": code})
        raise Never(_("The mail server refused this address or message (%(code)s).") % {"code": code})

    def _open(self) -> smtplib.SMTP:
        try:
            self.connection.open()
        except smtplib.SMTPAuthenticationError as problem:
            raise Away(_("The mail server does not accept our password.")) from problem
        except OSError as problem:
            raise Away(_("The mail server cannot be reached.")) from problem
        opened: smtplib.SMTP = self.connection.connection
        return opened

    def _drop(self) -> None:
        if smtp := getattr(self.connection, "connection", None):
            smtp.close()
            self.connection.connection = None

    def _close(self) -> None:
        try:
            self.connection.close()
        except OSError:
            self._drop()


def _written(message: Message) -> Letter:
    mail = letter_of(message)
    made: Any = mail.message()
    _mark_parts(made)
    return Letter(mail, sanitize_address(mail.from_email, "utf-8"), made.as_bytes(linesep="\r\n"))


def _mark_parts(made: Any) -> None:
    """Lines between the parts that no text can hold; without them each part is written twice to look for one."""
    for part in made.walk():
        if part.is_multipart():
            part.set_boundary(uuid.uuid4().hex)


def _as_bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
