"""Amounts and days as findings say them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format


def pounds(amount: Decimal) -> str:
    """Always with its pence: a penny can matter."""
    return f"£{abs(amount):,.2f}"


def day(on: date) -> str:
    return date_format(on, "j F Y")
