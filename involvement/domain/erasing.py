"""What becomes of invitations when a person is erased: the answer stays as a count, their words go (A9)."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Invitation
from involvement.shared.ui.words import day_words
from participants.domain.erasing import Hindrance
from participants.models import Person

Status = Invitation.Status
EXPECTED = [Status.ACCEPTED, Status.CONFIRMED, Status.WAITING_LIST, Status.INTERESTED]


def in_the_way(person: Person) -> list[Hindrance]:
    """Days on which somebody counts on them."""
    ahead = Q(offer__session__starts_at__gt=timezone.now())
    coming = Invitation.objects.filter(ahead, person=person, status__in=EXPECTED).select_related("offer__session")
    words = _("They are expected at “%(title)s” on %(day)s. Take their answer back first.")
    return [
        Hindrance(words % {"title": one.offer.session.title, "day": day_words(one.offer.session.starts_at)})
        for one in coming.order_by("offer__session__starts_at")
    ]


def forget(person: Person) -> None:
    theirs = Invitation.objects.filter(person=person)
    theirs.filter(status=Status.SENT).update(status=Status.LAPSED)
    theirs.update(needs_that_day="", answered_by="")
