"""What a person was paid in a tax year, 6 April to 5 April, by the day it was paid; and what they chose not to take.

The year is the one that HM Revenue & Customs and benefit offices ask about (Income Tax Act 2007, section 4). A payment
that the bank sent back was not paid, and stands apart until it is paid again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from involvement.models import Attendance, Invitation
from involvement.shared.accounts.models import User
from participants.models import Person, SupporterLink
from payments.domain.thanks import given_between
from payments.models import BatchLine, Claim, ClaimLine, Thanks

LONDON = ZoneInfo("Europe/London")
_CAME = [Attendance.Status.ATTENDED, Attendance.Status.PART_ATTENDED]
_LESS = [
    Invitation.PaymentChoice.SMALLER_FEE,
    Invitation.PaymentChoice.EXPENSES_ONLY,
    Invitation.PaymentChoice.NOTHING,
]


@dataclass(frozen=True)
class Paid:
    """One payment, in pence. `day` is the day it was paid; `reference` is the run it was in.

    `to`: the organisation it went to on the person's behalf, as they agreed (M9); empty when it went to the person.
    """

    day: date
    session: str
    session_day: datetime | None
    fee_pence: int
    cost_pence: int
    reference: str
    to: str = ""

    @property
    def pence(self) -> int:
        return self.fee_pence + self.cost_pence


@dataclass(frozen=True)
class Declined:
    """Money that the person chose not to take (M3). `before`: they chose it in their answer, before the session."""

    session: str
    session_day: datetime
    pence: int
    before: bool


@dataclass(frozen=True)
class Statement:
    """`year` is the year in which it begins. Sums are of what was paid, never of what came back or was declined."""

    year: int
    paid: list[Paid]
    came_back: list[Paid]
    declined: list[Declined]
    thanks: list[Thanks]

    @property
    def fee_pence(self) -> int:
        return sum(one.fee_pence for one in self.paid)

    @property
    def cost_pence(self) -> int:
        return sum(one.cost_pence for one in self.paid)

    @property
    def pence(self) -> int:
        return self.fee_pence + self.cost_pence

    @property
    def organisation_pence(self) -> int:
        """Of what was paid, what went to organisations for the person."""
        return sum(one.pence for one in self.paid if one.to)

    @property
    def declined_pence(self) -> int:
        return sum(one.pence for one in self.declined)


def tax_year_of(day: date) -> int:
    """The year in which the tax year of this day begins: 5 April 2027 is in 2026."""
    return day.year if (day.month, day.day) >= (4, 6) else day.year - 1


def days_of(year: int) -> tuple[date, date]:
    """First and last day, both within."""
    return date(year, 4, 6), date(year + 1, 4, 5)


def whose_money_is_seen_by(user: User, people: QuerySet[Person]) -> QuerySet[Person]:
    """Of these people, oneself and those who let one see their payments today; nobody by one's work (R16)."""
    supported = SupporterLink.objects.people_of(user, SupporterLink.Scope.SEE_PAYMENTS)
    return people.filter(Q(user_id=user.pk) | Q(pk__in=supported))


def years_with_money(people: Sequence[Person], *, today: date) -> dict[int, list[int]]:
    """Tax years with a payment, and this one, newest first; by person id. One statement of the database."""
    found = {person.pk: {tax_year_of(today)} for person in people}
    lines = BatchLine.objects.filter(claim__person__in=people, batch__paid_on__isnull=False)
    for person_id, day in lines.values_list("claim__person_id", "batch__paid_on").distinct():
        if day:
            found[person_id].add(tax_year_of(day))
    return {person_id: sorted(years, reverse=True) for person_id, years in found.items()}


def statement_of(person: Person, year: int) -> Statement:
    """Four statements of the database, however many payments."""
    first, last = days_of(year)
    lines = BatchLine.objects.filter(claim__person=person, batch__paid_on__range=(first, last))
    rows = list(lines.select_related("batch", "claim__session").order_by("batch__paid_on", "pk"))
    return Statement(
        year=year,
        paid=[_paid(line) for line in rows if line.claim.state == Claim.State.PAID],
        came_back=[_paid(line) for line in rows if line.claim.state == Claim.State.RETURNED],
        declined=sorted(
            [*_declined_before(person, year), *_declined_later(person, year)],
            key=lambda one: one.session_day,
        ),
        thanks=given_between(person, first, last),
    )


def _paid(line: BatchLine) -> Paid:
    day = line.batch.paid_on
    assert day is not None  # asked for by its day
    session = line.claim.session
    to = line.payee if line.organisation_id else ""
    return Paid(day, session.title, session.starts_at, line.fee_pence, line.expense_pence, line.batch.reference, to)


def _declined_before(person: Person, year: int) -> list[Declined]:
    """Sessions where the person came, and had chosen less than the fee of the offer when they answered."""
    came = Attendance.objects.filter(_on_days_of(year), person=person, status__in=_CAME)
    chosen = came.filter(invitation__payment_choice__in=_LESS, invitation__offer__fee_pence__gt=0)
    found = []
    for one in chosen.select_related("session", "invitation__offer"):
        invitation, day = one.invitation, one.session.starts_at
        assert invitation is not None and day is not None  # both are asked for above
        smaller = invitation.payment_choice == Invitation.PaymentChoice.SMALLER_FEE
        taken = (invitation.offer.smaller_fee_pence or 0) if smaller else 0
        if (pence := (invitation.offer.fee_pence or 0) - taken) > 0:
            found.append(Declined(one.session.title, day, pence, before=True))
    return found


def _declined_later(person: Person, year: int) -> list[Declined]:
    """What the person said no to on the claim itself; a claim that is paid again is told once."""
    lines = ClaimLine.objects.filter(_on_days_of(year, "claim__"), claim__person=person, declined_pence__gt=0)
    living = lines.exclude(claim__state__in=[Claim.State.RETURNED, Claim.State.WITHDRAWN])
    found = living.values("claim", session=F("claim__session__title"), day=F("claim__session__starts_at"))
    sums = found.annotate(pence=Sum("declined_pence")).order_by("day")
    return [Declined(row["session"], row["day"], row["pence"], before=False) for row in sums]


def _on_days_of(year: int, path: str = "") -> Q:
    """By the day of the session, since nothing was paid on any day."""
    first, last = days_of(year)
    after = timezone.make_aware(datetime.combine(first, time()), LONDON)
    before = timezone.make_aware(datetime.combine(date(last.year, 4, 6), time()), LONDON)
    return Q(**{f"{path}session__starts_at__gte": after, f"{path}session__starts_at__lt": before})
