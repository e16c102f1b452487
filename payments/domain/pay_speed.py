"""How many days from a session until its payment, for everybody to see (M10). Whole institutions, never one person.

The 50th and 90th percentile are discrete (`percentile_disc`): a number of days that a payment truly took, so that "half
were paid within 12 days" is true as it stands. Figures of fewer than five people are hidden, and so is a number of
late payments from which the few others could be told. A fee and costs that went ahead of it are two payments, each
with its own days: neither makes the other look quicker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncQuarter

from involvement.shared.accounts.models import Institution
from payments.models import BatchLine, Claim

FEWEST = 5
QUARTERS = 8
State = Claim.State


class _Within(Aggregate):
    """The smallest number of days within which this share of the payments was made."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, days: str, *, share: float) -> None:
        super().__init__(days, share=share)


@dataclass(frozen=True)
class Speed:
    """Of payments made in a time, in days. All empty when fewer than five people were paid; `late` may be hidden alone.

    `payments` and `late` count payments; `late` were made after the day promised to that person.
    """

    since: date
    payments: int | None = None
    median: int | None = None
    ninetieth: int | None = None
    late: int | None = None

    @property
    def hidden(self) -> bool:
        return self.median is None


@dataclass(frozen=True)
class Record:
    """`year`: the last twelve months. `waiting_late`: not paid although the promised day is over; hidden when small."""

    year: Speed
    quarters: list[Speed]
    waiting_late: int | None


def record_of(institution: Institution, *, today: date) -> Record:
    """Three statements, however many payments."""
    paid = BatchLine.objects.filter(batch__institution=institution, claim__state=State.PAID)
    whole = ExpressionWrapper(
        F("batch__paid_on") - TruncDate("claim__session__starts_at"), output_field=DurationField()
    )
    timed = paid.filter(claim__session__starts_at__isnull=False, batch__paid_on__lte=today).annotate(days=whole)
    a_year_ago = today - timedelta(days=365)
    recent = timed.filter(batch__paid_on__gt=a_year_ago).aggregate(**_figures())
    first = _quarter_before(today, QUARTERS - 1)
    by_quarter = timed.filter(batch__paid_on__gte=first).annotate(quarter=TruncQuarter("batch__paid_on"))
    rows = by_quarter.values("quarter").annotate(**_figures()).order_by("-quarter")
    quarters = [_speed(row["quarter"], row) for row in rows]
    year = _speed(a_year_ago, recent)
    if any(quarter.late is None for quarter in quarters):  # the year's counts would give the hidden ones away
        payments = None if any(quarter.hidden for quarter in quarters) else year.payments
        year = Speed(year.since, payments, year.median, year.ninetieth, None)
    return Record(year, quarters, _waiting(institution, today))


def _figures() -> dict[str, Aggregate]:
    return {
        "payments": Count("pk"),
        "people": Count("claim__person", distinct=True),
        "median": _Within("days", share=0.5),
        "ninetieth": _Within("days", share=0.9),
        "late": Count("pk", filter=Q(batch__paid_on__gt=F("claim__pay_by"))),
        "late_people": Count("claim__person", distinct=True, filter=Q(batch__paid_on__gt=F("claim__pay_by"))),
        "timely_people": Count("claim__person", distinct=True, filter=Q(batch__paid_on__lte=F("claim__pay_by"))),
    }


def _speed(since: date, found: Mapping[str, object]) -> Speed:
    if _number(found["people"]) < FEWEST:
        return Speed(since)
    told = all(not 0 < _number(found[name]) < FEWEST for name in ("late_people", "timely_people"))
    return Speed(
        since,
        payments=_number(found["payments"]),
        median=_days(found["median"]),
        ninetieth=_days(found["ninetieth"]),
        late=_number(found["late"]) if told else None,
    )


def _waiting(institution: Institution, today: date) -> int | None:
    over = [State.PAID, State.DECLINED, State.WITHDRAWN, State.RETURNED]
    waiting: QuerySet[Claim] = Claim.objects.filter(institution=institution, pay_by__lt=today).exclude(state__in=over)
    found = waiting.aggregate(claims=Count("pk"), people=Count("person", distinct=True))
    return None if 0 < found["people"] < FEWEST else found["claims"]


def _quarter_before(day: date, count: int) -> date:
    """The first day of the quarter that lies `count` quarters before the one of `day`."""
    quarter = day.year * 4 + (day.month - 1) // 3 - count
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _days(value: object) -> int:
    assert isinstance(value, timedelta)
    return value.days
