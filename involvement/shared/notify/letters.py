"""Letters: one tagged PDF each. A private link is of no use on paper, so the letter says whom to ring."""

from __future__ import annotations

from datetime import datetime

from involvement.shared.documents.pdf import render_pdf
from involvement.shared.notify.models import Message
from involvement.shared.notify.wording import spoken_words, subject_line


def letter_pdf(message: Message, *, today: datetime) -> bytes:
    institution = message.institution
    return render_pdf(
        "notify/letter_pdf.html",
        {
            "message": message,
            "subject": subject_line(message),
            "paragraphs": [p for p in spoken_words(message).split("\n\n") if p.strip()],
            "asks_for_answer": "{link}" in message.body,
            "institution": institution,
            "today": today,
        },
        language=message.language,
    )
