"""Rates and funds, made by the verbs themselves."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from involvement.domain.offers import publish_offer
from involvement.models import Offer, Session
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.actors import Actor
from involvement.signals import attendance_marked
from participants.models import Person
from payments.domain.claims import add_expense
from payments.domain.funds import new_fund, plan_funding
from payments.domain.information import give_information
from payments.domain.rates import add_rate, new_policy, publish_policy, save_policy
from payments.domain.thanks import offer_thanks
from payments.models import Claim, Fund, RatePolicy, Thanks
from tests.factories.involvement import AttendanceFactory, InvitationFactory, OfferFactory
from tests.factories.participants import PartnerFactory
from tests.factories.payments import SYSTEM, again, coordinator, finance

_numbers = count(1)


def a_fund(institution: Institution, **facts: object) -> Fund:
    """£1,000 for this year and the next, ring-fenced, owned by somebody in finance."""
    today = timezone.localdate()
    usual = {
        "name": f"Fund {next(_numbers)}",
        "source": "grant",
        "ring_fenced": True,
        "starts_on": date(today.year, 1, 1),
        "ends_on": date(today.year + 1, 12, 31),
        "pence": 1_000_00,
        "owner": facts.pop("owner", None) or finance(institution),
    }
    return new_fund(institution, by=SYSTEM, **(usual | facts))


def funded_draft(fund: Fund, *, costs_pence: int = 1000, **facts: object) -> Offer:
    """A draft with every question answered, of the fund's institution, to be paid from it."""
    facts.setdefault("session__programme__institution", fund.institution)
    offer = OfferFactory(**facts)
    plan_funding(offer, fund=fund, costs_pence=costs_pence, by=SYSTEM)
    return offer


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


def thanked(institution: Institution, *, person: Person | None = None, **facts: object) -> Thanks:
    """A certificate for somebody; `kind="voucher", pence=1000` is offered only."""
    person = person or PartnerFactory(person__institution=institution, with_account=True).person
    usual = {"kind": "certificate", "words": "For a year of teaching with us."}
    return offer_thanks(person, by=Actor.of(coordinator(institution)), **(usual | facts))


def published_from(fund: Fund, **facts: object) -> Offer:
    return publish_offer(funded_draft(fund, **facts), by=SYSTEM)


def over(offer: Offer) -> Session:
    """Two days have gone by since the session."""
    start = timezone.now() - timedelta(days=2)
    Session.objects.filter(pk=offer.session_id).update(starts_at=start, ends_at=start + timedelta(hours=2))
    return Session.objects.get(pk=offer.session_id)


def came_to(offer: Offer, *, choice: str = "fee", costs: int = 0) -> Claim:
    """The claim of one person who was there."""
    invitation = InvitationFactory(accepted=True, offer=offer, payment_choice=choice)
    give_information(invitation.person, by=SYSTEM)
    session = over(offer)
    AttendanceFactory(invitation=invitation)
    attendance_marked.send(Session, session=session, by=SYSTEM)
    claim = Claim.objects.get(invitation=invitation)
    if costs:
        add_expense(claim, expense_kind="travel_public", pence=costs, by=SYSTEM)
    return again(claim)
