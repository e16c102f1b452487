"""Rates and funds, made by the verbs themselves."""

from datetime import date

from django.utils import timezone

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from payments.domain.rates import add_rate, new_policy, publish_policy, save_policy
from payments.models import RatePolicy
from tests.factories.payments import finance


def draft_policy(institution: Institution, *, starts_on: date = date(2026, 4, 1), **units: int) -> RatePolicy:
    """A draft with a line for each unit, for every kind: `draft_policy(place, hour=2500)`."""
    by = Actor.of(finance(institution))
    made = new_policy(institution, starts_on=starts_on, by=by)
    made.rates.filter(kind="", unit__in=units).delete()
    for unit, pence in units.items():
        add_rate(made, unit=unit, pence=pence, includes_preparation=unit != "hour", by=by)
    return save_policy(made, by=by, agreed_on=timezone.localdate(), agreed_with="the partners' group")


def policy(institution: Institution, **facts: object) -> RatePolicy:
    """The same, published."""
    return publish_policy(made := draft_policy(institution, **facts), by=Actor.of(made.made_by))
