"""Funds as their pages and files show them: sums, forecast, year end. Nothing here changes a row."""

# ruff: noqa: S608  (the statement is put together from constants of this package only)
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from payments.domain.funds import free_of
from payments.models import Fund
from payments.models.fund_promises import OPEN_OFFERS, SAID_YES, chosen_fee, wanted_costs

LEVELS = (50, 80, 100)


@dataclass(frozen=True)
class FundSums:
    """Pence. `forecast`: spent, held for what is over, and what people who said yes chose for what is to come."""

    fund: Any
    spent: int
    held: int
    free: int
    allowed: int
    forecast: int
    days_left: int

    @property
    def percent(self) -> int:
        """Held and spent, of the fund, rounded down; a fund of nothing is full."""
        return (self.spent + self.held) * 100 // self.fund.pence if self.fund.pence else 100

    @property
    def unspent(self) -> int:
        return max(int(self.fund.pence) - self.spent, 0)


def sums_of(funds: Collection[Any], *, today: date) -> list[FundSums]:
    """Takes funds `with_sums`, with their owners; one statement more, however many funds."""
    accepted = _accepted([fund.pk for fund in funds])
    return [
        FundSums(
            fund=fund,
            spent=fund.spent,
            held=fund.held,
            free=max(free_of(fund), 0),
            allowed=fund.allowed,
            forecast=fund.spent + accepted.get(fund.pk, 0),
            days_left=(fund.ends_on - today).days + 1,
        )
        for fund in funds
    ]


def sums_of_one(fund: Fund, *, today: date) -> FundSums:
    return sums_of([Fund.objects.with_sums().select_related("owner").get(pk=fund.pk)], today=today)[0]


def level_of(sums: FundSums) -> int:
    """The highest mark that the fund has reached; nought for none."""
    return max((level for level in LEVELS if sums.percent >= level), default=0)


def _accepted(fund_ids: list[int]) -> dict[int, int]:
    """By fund: what is held for what is over, and for offers still open what those who said yes chose."""
    statement = f"""SELECT k.fund_id, sum(CASE WHEN k.ended_at IS NOT NULL THEN k.held_pence ELSE
            (SELECT coalesce(sum({chosen_fee("i", "o")} + {wanted_costs("i", "k.costs_pence")}), 0)
            FROM involvement_invitation i JOIN involvement_offer o ON o.id = i.offer_id
            WHERE o.id = k.offer_id AND o.status IN ({OPEN_OFFERS}) AND i.status IN ({SAID_YES})) END)::bigint
        FROM payments_commitment k WHERE k.fund_id = ANY(%s) GROUP BY k.fund_id"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [fund_ids])
        return dict(cursor.fetchall())
