"""What one made-up partner keeps for the benefit check, so that their offers show it. Nothing of it is anybody's."""

from __future__ import annotations

from involvement.dashboards.demo.people import Place
from involvement.shared.audit.actors import Actor
from payments.domain.guard.kept import keep
from payments.models import KeptCircumstances

WHO = "Pat Bobbin"
MADE_UP = {
    "held": ["carers_allowance", "universal_credit", "pip"],
    "nation": "England",
    "capacity": "service_user",
    "paid_as": "payroll",
    "uc_day": "12",
    "uc_child": "no",
    "uc_health": "no",
    "uc_waiting": "no",
    "uc_housing": "yes",
    "uc_couple": "no",
    "uc_pay": "120.00",
    "uc_capped": "no",
    "uc_self_employed": "no",
    "ca_pay": "170.00",
    "ca_week": "0",
    "ca_pension": "0.00",
    "ca_care": "0.00",
    "shows_change": "no",
}


def keep_for_one(place: Place) -> None:
    """Once; the next load puts back what somebody erased in the demonstration."""
    person = place.partners[WHO]
    if not KeptCircumstances.objects.filter(person=person).exists():
        keep(person, MADE_UP, by=Actor.link(person.pk, person.name))
