"""Telling owner and coordinators that a fund reached half, four fifths, and all of it: once each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.coordinators import coordinators_of
from involvement.shared.accounts.models import User
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import reference
from involvement.shared.notify.outbox import Draft, Recipient, queue_messages
from involvement.shared.ui.words import day_words, pounds
from payments.domain.fund_reading import LEVELS, FundSums, level_of, sums_of, sums_of_one
from payments.domain.funds import end_commitment
from payments.models import Commitment, Fund, FundAlert

SYSTEM = Actor.system("funds")


@transaction.atomic
def tell_level(fund: Fund, *, now: datetime) -> int:
    """Returns how many messages are new: none when the mark was told, or none is reached."""
    sums = sums_of_one(fund, today=timezone.localdate(now))
    return _tell(sums, now=now)


@transaction.atomic
def look_after_funds(*, now: datetime) -> int:
    """Let go of places in sessions that are over, then tell the marks of funds that run. Safe to ring twice."""
    over = Commitment.objects.filter(ended_at=None, offer__session__ends_at__lte=now)
    for commitment in over.select_related("offer__session").order_by("pk"):
        end_commitment(commitment.offer, by=SYSTEM, now=now)
    today = timezone.localdate(now)
    running = Fund.objects.filter(starts_on__lte=today, ends_on__gte=today).with_sums().select_related("owner")
    return sum(_tell(sums, now=now) for sums in sums_of(list(running.order_by("pk")), today=today))


def _tell(sums: FundSums, *, now: datetime) -> int:
    level = level_of(sums)
    reached = [mark for mark in LEVELS if mark <= level]
    known = set(FundAlert.objects.filter(fund=sums.fund, level__in=reached).values_list("level", flat=True))
    if not set(reached) - known:
        return 0
    new = [FundAlert(fund=sums.fund, level=mark, at=now) for mark in reached if mark not in known]
    FundAlert.objects.bulk_create(new, ignore_conflicts=True)
    return queue_messages(_drafts(sums, level, now)) if level not in known else 0


def _drafts(sums: FundSums, level: int, now: datetime) -> list[Draft]:
    """One to the owner and one to each coordinator; the same account is told once."""
    fund = sums.fund
    people = {one.person_id: one for one in [*_owner(fund.owner), *coordinators_of(fund.institution_id, now=now)]}
    words = _(
        "The fund “%(fund)s” has reached %(level)d %%.\n\nOf %(whole)s, %(spent)s is spent and %(held)s is set aside. "
        "%(free)s is free. The fund ends on %(day)s."
    ) % {
        "fund": fund.name,
        "level": level,
        "whole": pounds(fund.pence),
        "spent": pounds(sums.spent),
        "held": pounds(sums.held),
        "free": pounds(sums.free),
        "day": day_words(fund.ends_on),
    }
    return [
        Draft(
            kind=f"fund_at_{level}",
            about=reference(fund),
            about_topic=reference(fund),
            recipient=one,
            institution_id=fund.institution_id,
            due=now,
            subject=_("News about a fund"),
            body=words.replace("{", "(").replace("}", ")"),
        )
        for one in people.values()
    ]


def _owner(owner: User) -> list[Recipient]:
    if not owner.email or not owner.is_active:
        return []
    return [Recipient(person_id=-owner.pk, name=owner.name, channel="email", address=str(owner.email))]
