"""Taking answers in, in transactions that nothing joins: who answered, what was answered, who wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.models import Administration, Answer, ContactRequest, FeedbackInvitation, Item, Response
from involvement.shared.errors import Refused
from involvement.shared.links.models import PrivateLink

STEPS = (3, 2, 1)
"""Yes, a bit, no."""


def items_to_ask(administration: Administration) -> list[Item]:
    """The questions of this asking in their order; the one about being paid waits for a later wave."""
    items = Item.objects.filter(version_id=administration.version_id)
    return list(items if administration.wave > 1 else items.exclude(after_payment=True))


def why_not_answer(administration: Administration) -> str:
    """Why answers are no longer taken, kindly; empty while they are."""
    if administration.state == Administration.State.OPEN and administration.closes_on >= timezone.localdate():
        return ""
    return _("Thank you for coming back. The time for answers is over, so we can not add yours now.")


def give_feedback(
    invitation: FeedbackInvitation, *, answers: Mapping[int, int | str], form: str, helped: bool, tell_me: bool
) -> None:
    """Take one person's answers, once. There is no `by` and no line in the record: that would tell whose they are.

    Raises Refused when the time is over or the answers are here already.
    """
    if reason := why_not_answer(invitation.administration):
        raise Refused(reason, code="closed")
    _mark_answered(invitation)
    try:
        _store(invitation.administration, answers, form=form, helped=helped)
    except BaseException:
        _unmark(invitation)
        raise
    if tell_me:
        ContactRequest.objects.get_or_create(administration=invitation.administration, person_id=invitation.person_id)


@transaction.atomic
def _mark_answered(invitation: FeedbackInvitation) -> None:
    """Who answered, by day only. The conditional update lets one of two clicks through."""
    today = timezone.localdate()
    mine = FeedbackInvitation.objects.filter(pk=invitation.pk, answered_on=None)
    if not mine.update(answered_on=today):
        raise Refused(_("We have your answers already. Thank you."), code="used")
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    if invitation.link_id:
        PrivateLink.objects.filter(pk=invitation.link_id).update(used_at=midnight)


@transaction.atomic
def _unmark(invitation: FeedbackInvitation) -> None:
    """The answers could not be kept, so the person may try again."""
    FeedbackInvitation.objects.filter(pk=invitation.pk).update(answered_on=None)
    if invitation.link_id:
        PrivateLink.objects.filter(pk=invitation.link_id).update(used_at=None)


@transaction.atomic
def _store(administration: Administration, answers: Mapping[int, Any], *, form: str, helped: bool) -> None:
    """What was answered, by nobody. The lock keeps the closing job out until the rows are in."""
    still_open = Administration.objects.select_for_update().filter(
        pk=administration.pk, state=Administration.State.OPEN
    )
    if not still_open:
        raise Refused(_("The time for answers is over. Thank you for coming back."), code="closed")
    response = Response.objects.create(administration=administration, form=form, helped=helped)
    Answer.objects.bulk_create(
        Answer(response=response, item_id=item_id, value=given)
        if isinstance(given, int)
        else Answer(response=response, item_id=item_id, text=given)
        for item_id, given in answers.items()
    )


def invitation_behind(link: PrivateLink) -> FeedbackInvitation | None:
    """The asking a private link belongs to; None after closing, when nothing leads from the link to a person."""
    return FeedbackInvitation.objects.with_details().filter(link_id=link.pk).first()
