"""What a journey of one's own costs, by dated rates from outside. The figures stand in `data/mileage_rates.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.errors import Refused
from payments.domain.claims import add_expense
from payments.models import Claim, ClaimLine, Journey

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

_FILE = Path(__file__).parents[1] / "data" / "mileage_rates.json"


@dataclass(frozen=True)
class MileRate:
    """Pence a mile from a day to a day, where it comes from and how sure that is."""

    key: str
    pence: int
    from_day: date
    to_day: date | None
    source: str
    certainty: str


@cache
def _read() -> tuple[list[MileRate], int]:
    data = json.loads(_FILE.read_text())
    rates = [
        MileRate(
            key=one["key"],
            pence=one["pence"],
            from_day=date.fromisoformat(one["from"]),
            to_day=date.fromisoformat(one["to"]) if one["to"] else None,
            source=one["source"],
            certainty=one["certainty"],
        )
        for one in data["rates"]
    ]
    return rates, data["most_miles_a_year"] * 10


def rates_on(day: date) -> list[MileRate]:
    return [rate for rate in _read()[0] if rate.from_day <= day and (rate.to_day is None or day <= rate.to_day)]


def rate_on(key: str, day: date) -> MileRate:
    """Raises Refused for a day that no rate is known for: nothing is made up."""
    found = [rate for rate in rates_on(day) if rate.key == key]
    if len(found) != 1:
        raise Refused(_("We do not know the rate for that day. Please ring us."), code="miles")
    return found[0]


def price(*, vehicle: str, tenths: int, passengers: int, day: date, tenths_before: int) -> int:
    """Pence; half a penny counts as a whole one. `tenths_before`: driven by car in the same tax year already."""
    pence_tenths = tenths * rate_on(vehicle, day).pence
    if vehicle == Journey.Vehicle.CAR:
        over = min(max(tenths_before + tenths - _read()[1], 0), tenths)
        less = rate_on("car_more", day).pence
        pence_tenths = (tenths - over) * rate_on("car", day).pence + over * less
        pence_tenths += tenths * passengers * (rate_on("passenger", day).pence if passengers else 0)
    return (2 * pence_tenths + 10) // 20


def tax_year_start(day: date) -> date:
    start = date(day.year, 4, 6)
    return start if day >= start else date(day.year - 1, 4, 6)


@transaction.atomic
def add_journey(claim: Claim, *, vehicle: str, tenths: int, passengers: int, by: Actor) -> ClaimLine:
    """A cost line for a journey on the day of the session, at the rate of that day. Raises Refused."""
    session = claim.session
    day = timezone.localdate(session.starts_at) if session.starts_at else timezone.localdate()
    pence = price(
        vehicle=vehicle, tenths=tenths, passengers=passengers, day=day, tenths_before=_driven(claim.person_id, day)
    )
    words = _("%(miles)s miles") % {"miles": miles_words(tenths)} + f", {Journey.Vehicle(vehicle).label}"
    line = add_expense(claim, expense_kind=ClaimLine.ExpenseKind.MILEAGE, pence=pence, words=words, by=by)
    Journey.objects.create(line=line, vehicle=vehicle, tenths=tenths, passengers=passengers, day=day)
    return line


def miles_words(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _driven(person_id: int, day: date) -> int:
    """Tenths of a mile by car in the tax year of that day, for this person."""
    start = tax_year_start(day)
    in_year = Journey.objects.filter(vehicle="car", day__gte=start, day__lt=start.replace(year=start.year + 1))
    counted = in_year.filter(line__claim__person_id=person_id)
    gone = [Claim.State.DECLINED, Claim.State.WITHDRAWN, Claim.State.RETURNED]
    return int(counted.exclude(line__claim__state__in=gone).aggregate(all=Sum("tenths"))["all"] or 0)
