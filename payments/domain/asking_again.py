"""After the rules change: whose benefit check is out of date, and telling them, once.

A new version matters when, on some day from today on, other amounts or other rules are in force for the check than
before. A typo, a new source, another reviewer or a note does not, and neither does an amount of days gone by.

Nobody is picked by the benefit they get: we do not know it, and a message that only some people get would tell. So
everybody whose information has not run out before that day is told alike, in the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import reference
from involvement.shared.links.issue import build_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.kinds import Kind, register
from involvement.shared.notify.outbox import Draft, queue_messages
from participants.domain.contact import recipient_for
from participants.models import Person
from payments.domain.benefit_check.findings import Confidence
from payments.models import BenefitCheck

KIND = "benefit_rules_changed"
LINK_LIVES = timedelta(days=120)
_NOT_OF_A_CHECK = {"nihr_involvement_rates", "mileage"}
"""Yardsticks and costs: no finding stands on them."""
_ONE_DAY = timedelta(days=1)

register(Kind(KIND, active_only=True, useless_after=timedelta(days=60)))

Content = Mapping[str, Any]


def first_other_day(before: Content, after: Content, *, today: date) -> date | None:
    """The first day from today on for which a check may come out differently; None when there is none."""
    days = sorted({today, *(day for day in _edges(before) | _edges(after) if day > today)})
    return next((day for day in days if _in_force(before, day) != _in_force(after, day)), None)


def ask_again(
    before: Content, after: Content, *, at: Collection[int] | None, besides: Collection[int] = (), now: datetime
) -> int:
    """End the checks that the change bears on, and tell those people. Returns how many.

    `at`: the institutions where the change holds, None for all but `besides`. A check that has run out already is left
    alone, so that nobody is told twice before they have looked again. Nothing is held up by it: M1 holds a fee only
    while no information was given at all, or the person says so; the next yes to an offer gives it anew. Needs a
    transaction. Five statements for a thousand people.
    """
    today = timezone.localdate(now)
    since = first_other_day(before, after, today=today)
    if since is None:
        return 0
    here = Q() if at is None else Q(person__institution_id__in=at)
    concerned = BenefitCheck.objects.filter(here, expires_on__gt=max(since, today))
    concerned = concerned.exclude(person__institution_id__in=besides) if besides else concerned
    people = list(concerned.select_for_update(of=("self",)).order_by("pk").values_list("person_id", flat=True))
    if not people:
        return 0
    ended = Greatest(F("information_given_on"), Value(today))
    BenefitCheck.objects.filter(person_id__in=people).update(expires_on=ended)
    found = list(Person.objects.filter(pk__in=people).select_related("adult_lead", "institution").order_by("pk"))
    queue_messages([_draft(person, now) for person in found], known=_institutions(found))
    return len(people)


def _institutions(people: Iterable[Person]) -> list[Institution]:
    return list({person.institution_id: person.institution for person in people}.values())


def _draft(person: Person, now: datetime) -> Draft:
    body = _(
        "The rules about benefits and pay have changed since you had the information about them. "
        "If you get benefits, a fee may change something else for you now.\n\n"
        "Please look again before you next say yes to a fee: {link}\n\n"
        "Your costs are paid back whatever you do. If you get no benefits, you do not need to do anything."
    )
    return Draft(
        kind=KIND,
        about=reference(person),
        recipient=recipient_for(person),
        institution_id=person.institution_id,
        due=now,
        subject=_("News from us"),
        body=body,
        link=build_link(Purpose.BENEFITS, about=person, person_id=person.pk, expires_at=now + LINK_LIVES),
    )


def _in_force(content: Content, day: date) -> dict[tuple[str, str], tuple[object, ...]]:
    """What an answer stands on that day, by kind and name, since a rate and a rule may share one.

    A day outside of what the file covers has none.
    """
    if not date.fromisoformat(content["covers"]["from"]) <= day <= date.fromisoformat(content["covers"]["to"]):
        return {}
    rates = (row for row in content["rates"] if row["benefit"] not in _NOT_OF_A_CHECK and _holds(row, day))
    rules = (row for row in content["rules"] if _holds(row, day))
    amounts = {
        ("rate", row["key"]): (float(row["amount"]), row["unit"], row["period"], _doubtful(row)) for row in rates
    }
    said = {("rule", row["id"]): (_doubtful(row), *sorted(row.get("report", {}).items())) for row in rules}
    return {**amounts, **said}


def _holds(row: Mapping[str, Any], day: date) -> bool:
    return row["from"] <= day.isoformat() and (row["to"] is None or day.isoformat() <= row["to"])


def _doubtful(row: Mapping[str, Any]) -> bool:
    """Only low confidence changes an answer: it becomes "ask an adviser"."""
    return bool(row["confidence"] == Confidence.LOW)


def _edges(content: Content) -> set[date]:
    """The days on which something begins, and those after something ends."""
    rows = [content["covers"], *content["rates"], *content["rules"]]
    begins = {date.fromisoformat(row["from"]) for row in rows}
    return begins | {date.fromisoformat(row["to"]) + _ONE_DAY for row in rows if row["to"]}
