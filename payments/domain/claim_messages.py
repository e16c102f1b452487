"""What we write to a person about their money. Subjects say nothing of money or topic (R29)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from involvement.shared.audit.record import reference
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.outbox import Draft, queue_messages
from involvement.shared.ui.words import day_words, pounds
from participants.domain.contact import recipient_for
from payments.models import Claim

LINK_LIVES = timedelta(days=120)


def ask_to_check(claims: Sequence[Claim], *, now: datetime) -> int:
    """Please look at what we propose; goes out once per claim and moment."""
    return queue_messages(
        [
            _draft(
                "claim_check",
                claim,
                now=now,
                subject=_("Please check something for us"),
                body=_(
                    "%(why)s\n\nPlease check your claim. You can add what you spent, for example on the bus. "
                    "You can also say no to some of it or to all of it.\n\n{link}\n\nWe promise to pay you by %(day)s."
                )
                % {"why": claim.why, "day": day_words(claim.pay_by)},
            )
            for claim in claims
        ]
    )


def ask_again(claim: Claim, *, reason: str, now: datetime) -> int:
    words = _("We have a question about your claim.\n\n%(reason)s\n\nPlease look at it again here:\n\n{link}")
    subject = _("We have a question for you")
    return queue_messages(
        [_draft("claim_query", claim, now=now, subject=subject, body=words % {"reason": _no_braces(reason)})]
    )


def tell_paid(claims: Sequence[Claim], *, sums: dict[int, int], paid_on: date, now: datetime) -> int:
    words = _(
        "We paid you %(sum)s on %(day)s.%(part)s It can take three working days until you see it.\n\n"
        "You can see each step here:\n\n{link}\n\nIf you get benefits, remember: you tell the office yourself."
    )
    return queue_messages(
        [
            _draft(
                "claim_paid",
                claim,
                now=now,
                subject=_("News from us"),
                body=words % {"sum": pounds(sums[claim.pk]), "day": day_words(paid_on), "part": _part(claim)},
            )
            for claim in claims
        ]
    )


def tell_returned(claim: Claim, *, now: datetime) -> int:
    words = _(
        "The bank sent your payment back to us. You did nothing wrong, and your money is safe with us.\n\n"
        "We will ring you or write to you, and ask where the money should go. Then we pay it again.\n\n{link}"
    )
    return queue_messages([_draft("claim_returned", claim, now=now, subject=_("News from us"), body=words)])


def _draft(kind: str, claim: Claim, *, now: datetime, subject: str, body: str) -> Draft:
    about = reference(claim)
    return Draft(
        kind=kind,
        about=about,
        about_topic=about,
        recipient=recipient_for(claim.person),
        institution_id=claim.institution_id,
        due=now,
        subject=subject,
        body=body,
        link=build_link(Purpose.CLAIM, about=claim, person_id=claim.person_id, expires_at=now + LINK_LIVES),
    )


def _part(claim: Claim) -> str:
    """For whoever gets the two parts of one claim on two days."""
    parts = {
        Claim.Part.COSTS: " " + _("This pays back your costs. The fee is not in it."),
        Claim.Part.FEE: " " + _("This is the fee. Your costs are not in it."),
    }
    return parts.get(Claim.Part(claim.part), "")


def _no_braces(text: str) -> str:
    """What somebody typed must not be taken for the place of a link."""
    return text.replace("{", "(").replace("}", ")")
