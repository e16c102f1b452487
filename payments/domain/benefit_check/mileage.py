"""Mileage that is paid back without tax, by the day of the journey (HMRC approved amounts)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from payments.domain.benefit_check.formulas import to_the_penny
from payments.domain.benefit_check.pack import RulesPack


class Vehicle(StrEnum):
    CAR = "car"
    MOTORCYCLE = "motorcycle"
    BICYCLE = "bicycle"
    PASSENGER = "passenger"  # for each passenger, on top of the car


def mileage(
    miles: Decimal, vehicle: Vehicle, *, pack: RulesPack, on: date, miles_before: Decimal = Decimal(0)
) -> Decimal:
    """Pounds for one journey. `miles_before`: car miles of the same tax year before it, for the first 10,000.

    Raises NotKnown for a day outside the rules.
    """
    if vehicle is not Vehicle.CAR:
        return to_the_penny(miles * pack.amount(f"mileage.{vehicle}", on))
    left = max(Decimal(0), pack.amount("mileage.car.first_miles", on) - miles_before)
    first = min(miles, left)
    dear, cheap = pack.amount("mileage.car.first_10000", on), pack.amount("mileage.car.over_10000", on)
    return to_the_penny(first * dear + (miles - first) * cheap)
