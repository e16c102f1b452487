"""The check beside the answer to an offer: from the page's own sealed answers, or from what the person keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from involvement.models import Invitation
from payments.domain.guard.answers import says_nothing
from payments.domain.guard.kept import answers_of, kept_of, note_shown, worse_than_shown
from payments.domain.guard.sealing import opened, sealed
from payments.domain.guard.showing import Shown, show
from payments.domain.guard.subject import of_claim, of_invitation
from payments.models import Claim, KeptCircumstances


@dataclass(frozen=True)
class OnOffer:
    """`text` goes back into the answer form. `worse`: graver than when the person said yes."""

    shown: Shown
    text: str
    kept: KeptCircumstances | None = None
    worse: bool = False


def on_offer(invitation: Invitation, *, text: str, own: bool, by_link: bool, now: datetime) -> OnOffer | None:
    """None when nothing was told. `own`: the person is signed in; `by_link`: somebody holds their private link.

    Needs the invitation `with_details`. One query where nothing is kept and nothing came with the page.
    """
    today = timezone.localdate(now)
    kept = kept_of(invitation.person, on=today, by_link=by_link) if own or by_link else None
    key = f"invitation:{invitation.pk}"
    answers = opened(text, subject=key, now=now)
    if answers is not None and not says_nothing(answers):
        return OnOffer(show(of_invitation(invitation), answers, today=today), text, kept)
    if kept is None:
        return None
    answers, subject = answers_of(kept), of_invitation(invitation)
    shown = show(subject, answers, today=today, kept=True)
    session_id = invitation.offer.session_id
    worse = worse_than_shown(kept, session_id=session_id, codes=shown.codes, choice=invitation.payment_choice)
    return OnOffer(shown, sealed(answers, subject=key, now=now), kept, worse)


def remember(found: OnOffer, invitation: Invitation) -> None:
    """After a yes: what was shown, kept with the rest for the person alone; nothing where they keep nothing."""
    if found.kept is not None:
        note_shown(found.kept, session_id=invitation.offer.session_id, codes=found.shown.codes)


def on_claim(claim: Claim, *, by_link: bool) -> Shown | None:
    """The same when a claim is confirmed, from what the person keeps. Needs the claim `with_details`."""
    today = timezone.localdate()
    kept = kept_of(claim.person, on=today, by_link=by_link)
    return show(of_claim(claim), answers_of(kept), today=today, kept=True) if kept else None
