"""Made-up rates, rules for costs and two funds of the made-up year; every figure here is invented for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from involvement.dashboards.demo.people import Place
from involvement.models import Offer
from involvement.shared.audit.actors import Actor
from payments.domain import expense_rules, funds, rates
from payments.models import ExpenseRule, Fund, FundPlan, RatePolicy

GRANT, CORE = "Hearing more voices grant (made up)", "Involvement budget (made up)"
COSTS_A_PLACE = 800
RATES = {"": 6000, "selection_panel": 10000, "placement_panel": 8000}
RULES: dict[str, dict[str, Any]] = {
    "travel_public": {"receipt_above_pence": 2000, "in_advance": True},
    "taxi": {"limit_pence": 2500, "receipt_above_pence": 1000, "booked_by_us": True},
    "food": {"limit_pence": 800, "receipt_above_pence": None},
    "replacement_care": {"receipt_above_pence": 1000, "in_advance": True},
    "overnight": {"limit_pence": 9000, "receipt_above_pence": 1000, "booked_by_us": True},
    "interpreter": {"receipt_above_pence": None, "booked_by_us": True},
}


def gather(place: Place) -> int:
    """Returns how many rows were made; a second run makes none."""
    return _rates(place) + _rules(place) + _funds(place)


def commit(offer: Offer, place: Place) -> int:
    """Set the money of a published offer aside: panels from the institution's own budget, the rest from the grant."""
    by = Actor.of(place.staff["Cora Linen"])
    name = CORE if offer.session.kind.endswith("_panel") else GRANT
    fund = Fund.objects.get(institution=place.institution, name=name)
    FundPlan.objects.create(offer=offer, fund=fund, costs_pence=COSTS_A_PLACE)
    return 1 + (funds.commit_funds(offer, by=by) is not None)


def end(offer: Offer) -> None:
    """The session is over: places that nobody took are free again."""
    funds.end_commitment(offer, by=Actor.system("demo"))


def _rates(place: Place) -> int:
    if RatePolicy.objects.filter(institution=place.institution).exists():
        return 0
    by, today = Actor.of(place.staff["Fiona Hem"]), timezone.localdate()
    policy = rates.new_policy(place.institution, starts_on=today - timedelta(days=400), by=by)
    for kind, pence in RATES.items():
        rates.add_rate(policy, kind=kind, unit="session", pence=pence, includes_preparation=True, by=by)
    agreed = {"agreed_on": today - timedelta(days=420), "agreed_with": "the partners' group (made up)"}
    rates.save_policy(policy, by=by, **agreed)
    rates.publish_policy(policy, by=by)
    return 1 + len(RATES)


def _rules(place: Place) -> int:
    if ExpenseRule.objects.filter(institution=place.institution).exists():
        return 0
    for kind, facts in RULES.items():
        expense_rules.set_rule(place.institution, kind=kind, by=Actor.of(place.staff["Fiona Hem"]), **facts)
    return len(RULES)


def _funds(place: Place) -> int:
    if Fund.objects.filter(institution=place.institution).exists():
        return 0
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=200), "ends_on": today + timedelta(days=165)}
    by, fiona, cora = Actor.of(place.staff["Fiona Hem"]), place.staff["Fiona Hem"], place.staff["Cora Linen"]
    for name, source, ring_fenced, pence, owner in [
        (GRANT, Fund.Source.GRANT, True, 8_000_00, fiona),
        (CORE, Fund.Source.CORE, False, 5_000_00, cora),
    ]:
        facts = {"source": source, "ring_fenced": ring_fenced, "pence": pence, "owner": owner}
        funds.new_fund(place.institution, by=by, name=name, **facts, **days)
    return 2
