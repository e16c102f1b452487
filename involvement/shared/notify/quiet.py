"""The quiet hours of an institution, in its own local time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from involvement.shared.accounts.models import Institution


def opening(moment: datetime, institution: Institution | None) -> datetime:
    """`moment` itself, or the end of the quiet hours it falls into. Wall times, so both clock changes are kept."""
    if institution is None or institution.quiet_from == institution.quiet_until:
        return moment
    local = moment.astimezone(ZoneInfo(institution.time_zone))
    if not _is_quiet(local.hour, institution.quiet_from, institution.quiet_until):
        return moment
    day = local.date() + timedelta(days=local.hour >= institution.quiet_until)
    return datetime.combine(day, time(institution.quiet_until), local.tzinfo).astimezone(UTC)


def next_morning(moment: datetime, institution: Institution | None) -> datetime:
    """When messages may go out on the day after."""
    zone = ZoneInfo(institution.time_zone if institution else "Europe/London")
    hour = institution.quiet_until if institution else 8
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def start_of_day(moment: datetime, institution: Institution | None) -> datetime:
    zone = ZoneInfo(institution.time_zone if institution else "Europe/London")
    return datetime.combine(moment.astimezone(zone).date(), time(0), zone).astimezone(UTC)


def _is_quiet(hour: int, starts: int, ends: int) -> bool:
    if starts < ends:
        return starts <= hour < ends
    return hour >= starts or hour < ends
