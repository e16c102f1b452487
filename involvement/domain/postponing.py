"""Moving a session that people may have said yes to already."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from involvement.domain.offers import new_version, when_text
from involvement.domain.sessions import LIVE, move_session
from involvement.models import Offer, Session
from involvement.shared.audit.actors import Actor


@transaction.atomic
def postpone_session(
    session: Session, *, starts_at: datetime, ends_at: datetime, reason: str, when: str = "", by: Actor
) -> Session:
    """The session gets its new time, a published offer a new version, and everybody who said yes is asked again (I2).

    `when` is the offer's answer to "When do we want it done?" for the new day; without it the new time in words.
    """
    move_session(session, starts_at=starts_at, ends_at=ends_at, reason=reason, by=by)
    live = Offer.objects.filter(session_id=session.pk, status__in=LIVE).select_related("session__institution").first()
    if live is not None:
        new_version(live, by=by, date_changed=True, when=when.strip() or when_text(session))
    return session
