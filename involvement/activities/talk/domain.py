"""The outline of a talk."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.activities.talk.models import TalkDetail
from involvement.domain.kinds import Line
from involvement.models import Session
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record


@transaction.atomic
def save_outline(session: Session, cleaned: dict[str, Any], *, by: Actor) -> None:
    TalkDetail.objects.update_or_create(session=session, defaults=cleaned)
    record("talk.outlined", about=session, by=by, institution_id=session.institution_id)


def lines(session: Session) -> list[Line]:
    detail = TalkDetail.objects.filter(session_id=session.pk).first()
    if detail is None:
        return []
    return [
        Line(_("What the talk covers"), detail.outline),
        Line(_("What students are told before"), detail.students_told),
        Line(_("Recording"), _("Yes, agreed with the partner") if detail.may_be_recorded else _("No recording")),
    ]
