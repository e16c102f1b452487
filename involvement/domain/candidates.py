"""Who could be asked for one session: who can that day, who has been asked least. Never why, never who said no (I5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from involvement.models import Invitation, Session
from involvement.shared.accounts.models import User
from participants.models import Answer, Availability, PartnerProfile, PartOfDay
from participants.signals import said_of

LONDON = ZoneInfo("Europe/London")
CAN, IF_NEED_BE, NOT_SAID, CANNOT = 0, 1, 2, 3
CAN_WORDS: dict[int, str | Promise] = {
    CAN: _("Yes"),
    IF_NEED_BE: _("If need be"),
    NOT_SAID: _("Has not said"),
    CANNOT: _("No"),
}
_STARTS = [(PartOfDay.MORNING, 0), (PartOfDay.AFTERNOON, 12), (PartOfDay.EVENING, 17)]


@dataclass(frozen=True)
class Candidate:
    """One row of the list for inviting."""

    person_id: int
    name: str
    channel: str
    can: str | Promise
    can_key: int
    asked_this_year: int
    wish: int | None
    wish_reached: bool
    notice_too_short: bool
    said: list[str]


def parts_of(session: Session) -> tuple[date, list[str]]:
    """The day in London and the parts of it that the session touches; a session over midnight counts its first day."""
    if session.starts_at is None or session.ends_at is None:
        return timezone.localdate(), list(PartOfDay.values)
    starts, ends = session.starts_at.astimezone(LONDON), session.ends_at.astimezone(LONDON)
    day = starts.date()
    edges = [datetime(day.year, day.month, day.day, hour, tzinfo=LONDON) for _part, hour in _STARTS]
    edges.append(datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=LONDON))
    spans = list(zip(_STARTS, pairwise(edges), strict=True))
    return day, [str(part) for (part, _hour), (first, last) in spans if starts < last and ends > first]


def candidates(session: Session, user: User) -> QuerySet[PartnerProfile]:
    """Active partners of the session's institution who have no invitation to its offer yet, with what the list shows.

    One statement however many people. Resting and paused people are absent.
    """
    day, parts = parts_of(session)
    answers = [_answer(day, part) for part in parts]
    now = timezone.now()
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    asked = Invitation.objects.filter(person_id=OuterRef("person_id"))
    already = Invitation.objects.filter(offer__session_id=session.pk, offer__status__in=["published", "filled"])
    notice = max((session.starts_at - now).days, 0) if session.starts_at else 0
    return (
        PartnerProfile.objects.visible_to(user)
        .can_be_asked()
        .filter(person__institution_id=session.institution_id)
        .exclude(person_id__in=already.values("person_id"))
        .annotate(
            can=Greatest(*answers) if len(answers) > 1 else answers[0],
            asked_this_year=_count(asked.filter(sent_at__gte=now - timedelta(days=365))),
            asked_this_month=_count(asked.filter(sent_at__gte=month)),
        )
        .annotate(
            reached=Case(
                When(asked_at_most_a_month__lte=F("asked_this_month"), then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            too_short=Case(
                When(needs_notice_days__gt=notice, then=Value(1)), default=Value(0), output_field=IntegerField()
            ),
        )
        .select_related("person")
        .only("person__name", "person__channel", "person_id", "asked_at_most_a_month", "needs_notice_days", "status")
    )


ORDERS: dict[str, list[str]] = {
    "best": ["can", "reached", "asked_this_year", "person__name", "pk"],
    "least": ["asked_this_year", "can", "person__name", "pk"],
    "name": ["person__name", "pk"],
}


def only_those(found: QuerySet[Any], *, search: str, can: str, within_wish: bool) -> QuerySet[PartnerProfile]:
    """The list narrowed by what the address says."""
    if search:
        found = found.filter(person__name__unaccent__icontains=search)
    if can == "yes":
        found = found.filter(can=CAN)
    elif can == "maybe":
        found = found.filter(can__lte=NOT_SAID)
    return found.filter(reached=0) if within_wish else found


def rows_of(profiles: Iterable[PartnerProfile]) -> list[Candidate]:
    """The words of each row, made once, with what other packages may say of the person."""
    found = list(profiles)
    said = said_of(PartnerProfile, [profile.person_id for profile in found])
    return [_row(profile, said[profile.person_id]) for profile in found]


def _row(profile: PartnerProfile, said: list[str]) -> Candidate:
    facts = profile.__dict__
    return Candidate(
        person_id=profile.person_id,
        name=profile.person.name,
        channel=profile.person.get_channel_display(),
        can=CAN_WORDS[facts["can"]],
        can_key=facts["can"],
        asked_this_year=facts["asked_this_year"],
        wish=profile.asked_at_most_a_month,
        wish_reached=bool(facts["reached"]),
        notice_too_short=bool(facts["too_short"]),
        said=said,
    )


def _answer(day: date, part: str) -> Coalesce:
    """0 to 3: what was said for the date, else for the usual week, else nothing."""
    said = Availability.objects.filter(person_id=OuterRef("person_id"), part=part)
    return Coalesce(_rank(said.filter(date=day)), _rank(said.filter(weekday=day.weekday())), Value(NOT_SAID))


def _rank(said: QuerySet[Availability]) -> Subquery:
    rank = Case(
        When(answer=Answer.YES, then=Value(CAN)),
        When(answer=Answer.IF_NEED_BE, then=Value(IF_NEED_BE)),
        default=Value(CANNOT),
        output_field=IntegerField(),
    )
    return Subquery(said.annotate(rank=rank).values("rank")[:1])


def _count(invitations: QuerySet[Invitation]) -> Coalesce:
    counted = invitations.order_by().values("person_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
