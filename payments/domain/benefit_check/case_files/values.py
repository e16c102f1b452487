"""Values as people write them in case files: numbers, words for periods, activities and ways of being paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from payments.domain.benefit_check.facts import Activity, Capacity, Covers, Expense, Nation, PaidAs

Inputs = Mapping[str, Any]
NOUGHT = Decimal(0)


class CannotRead(Exception):
    """Something in a case has no meaning here; the message is a sentence for the person who wrote it."""


def money(value: Any) -> Decimal:
    """Pounds from a number or a text. Raises CannotRead."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(value, bool) or not amount.is_finite():
        raise CannotRead(f"“{value}” is not an amount of money.")
    return amount


def first(inputs: Inputs, *names: str) -> Decimal | None:
    """The first of these amounts that the case gives."""
    return next((money(inputs[name]) for name in names if inputs.get(name) is not None), None)


def amount(inputs: Inputs, *names: str) -> Decimal:
    """The same, and nought where it gives none."""
    found = first(inputs, *names)
    return NOUGHT if found is None else found


def day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CannotRead(f"“{value}” is not a date like 2026-11-21.") from error


def nation(value: Any) -> Nation:
    try:
        return Nation(str(value or Nation.ENGLAND))
    except ValueError as error:
        raise CannotRead(f"“{value}” is not one of the four nations.") from error


def in_greater_london(inputs: Inputs) -> bool | None:
    """Whether the home is in Greater London; None where the case does not say."""
    for name in ("greater_london", "lives_in_greater_london", "in_london", "london"):
        if inputs.get(name) is not None:
            return bool(inputs[name])
    region = inputs.get("region")
    return None if region is None else says(region, "london")


def says(value: Any, *words: str) -> bool:
    """Whether a text has one of these words, whatever its case and hyphens."""
    text = str(value or "").lower().replace("-", " ").replace("_", " ")
    return any(word in text for word in words)


_PERIODS = (
    ("quarter", Covers.QUARTER),
    ("month", Covers.MONTH),
    ("year", Covers.YEAR),
    ("annual", Covers.YEAR),
    ("term", Covers.TERM),
)
_DAYS_OF = {"two weeks": 14, "2 weeks": 14, "fortnight": 14, "three weeks": 21, "3 weeks": 21, "four weeks": 28}
_DAYS_OF |= {"4 weeks": 28, "28 days": 28}


def covers(inputs: Inputs, *, otherwise: Covers) -> tuple[Covers, int | None]:
    """The time a payment is for, with its days where it is a stretch of its own."""
    if inputs.get("identifiable_period") is False:
        return Covers.NONE, None
    days = first(inputs, "days", "period_days", "covers_days")
    if days is not None:
        return Covers.TERM, int(days)
    text = inputs.get("period")
    if text is None:
        return otherwise, None
    for words, length in _DAYS_OF.items():
        if says(text, words):
            return Covers.TERM, length
    for word, found in _PERIODS:
        if says(text, word):
            return found, None
    if says(text, "day", "session"):
        return Covers.DAY, None
    if says(text, "week"):
        return Covers.WEEK, None
    if says(text, "none", "no ", "one off"):
        return Covers.NONE, None
    raise CannotRead(f"“{text}” is not a period that the rules know.")


_ACTIVITIES: tuple[tuple[tuple[str, ...], Activity, Capacity], ...] = (
    (("volunteer",), Activity.VOLUNTEERING, Capacity.NONE),
    (("contract", "lecturer"), Activity.TEACHING, Capacity.NONE),
    (("research", "monitoring", "steering"), Activity.RESEARCH_OR_MONITORING_GROUP, Capacity.SERVICE_USER),
    (("curriculum",), Activity.CURRICULUM_DESIGN, Capacity.SERVICE_USER),
    (("selection", "interview"), Activity.SELECTION_PANEL, Capacity.SERVICE_USER),
    (("placement",), Activity.PLACEMENT_ASSESSMENT, Capacity.SERVICE_USER),
    (("student support", "mentor"), Activity.STUDENT_SUPPORT, Capacity.SERVICE_USER),
    (("teach",), Activity.TEACHING, Capacity.SERVICE_USER),
    (("consult", "service user", "carer", "forum", "feedback"), Activity.CONSULTATION_MEETING, Capacity.SERVICE_USER),
    (("employ", "other work", "job", "work", "shop"), Activity.EMPLOYMENT, Capacity.NONE),
)


def activity(inputs: Inputs) -> tuple[Activity | None, Capacity | None]:
    """What somebody does and in which role. A case that names neither leaves both open."""
    text, role = inputs.get("activity"), inputs.get("capacity")
    found: tuple[Activity | None, Capacity | None] = (None, None)
    if text in list(Activity):
        at_work = Activity(text) in {Activity.EMPLOYMENT, Activity.VOLUNTEERING}
        found = Activity(text), Capacity.NONE if at_work else Capacity.SERVICE_USER
    elif text is not None:
        found = next(((what, who) for words, what, who in _ACTIVITIES if says(text, *words)), (Activity.OTHER, None))
    if role in list(Capacity):
        return found[0] or Activity.CONSULTATION_MEETING, Capacity(role)
    return found


def expenses(inputs: Inputs) -> tuple[Expense, ...]:
    """`expenses_reimbursed`: a list of kinds and amounts, or one sum; what was really spent, unless it says `flat`."""
    listed = inputs.get("expenses_reimbursed") or inputs.get("expenses") or []
    if not isinstance(listed, list):
        listed = [{"type": "travel", "amount": listed}]
    return tuple(_expense(row) for row in listed)


def _expense(row: Inputs) -> Expense:
    kind = str(row.get("type") or row.get("kind") or "other").replace(" ", "_").replace("-", "_")
    if says(kind, "home to", "commut"):
        kind = "home_to_work_travel"
    elif says(kind, "between"):
        kind = "travel_between_workplaces"
    return Expense(
        kind,
        amount(row, "amount"),
        taxed_as_pay=row.get("taxed_as_pay"),
        flat=bool(row.get("flat")),
        paid_by_university=row.get("paid_by_university"),
    )


def paid_as(inputs: Inputs) -> PaidAs:
    text = inputs.get("paid_as")
    if text in list(PaidAs):
        return PaidAs(text)
    if inputs.get("voucher") is not None:
        sort = inputs.get("voucher_type")
        cash = inputs.get("cash_voucher") or (says(sort, "cash") and not says(sort, "non cash"))
        return PaidAs.CASH_VOUCHER if cash else PaidAs.VOUCHER
    if inputs.get("cash_voucher") is not None or inputs.get("gift_card") is not None:
        return PaidAs.CASH_VOUCHER
    if inputs.get("goods") is not None or inputs.get("gift") is not None:
        return PaidAs.GOODS
    if says(text, "self employ", "invoice"):
        return PaidAs.SELF_EMPLOYED_INVOICE
    if says(text, "casual"):
        return PaidAs.CASUAL_NO_PAYROLL
    return PaidAs.PAYROLL
