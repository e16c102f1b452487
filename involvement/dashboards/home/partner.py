"""Start pages of partners and their supporters: what waits for an answer, what is coming, money to check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.dashboards.home.parts import Card, Cards, Hat, links
from involvement.models import Invitation, Offer
from involvement.shared.accounts.models import User
from involvement.shared.ui.navigation import prefix_of
from involvement.shared.ui.words import day_words, list_words, pounds, when_words
from participants.models import SupporterLink
from payments.models import Claim

Status = Invitation.Status
MOST = 20
COMING = [Status.ACCEPTED, Status.CONFIRMED, Status.INTERESTED, Status.WAITING_LIST]


def partner(user: User, now: datetime) -> Hat:
    mine = [i for i in _invitations(user, now) if i.person.user_id == user.pk]
    return Hat(
        heading=gettext_lazy("As a partner"),
        cards=[
            Cards(
                _("We would like to ask you"),
                _offers(mine),
                _("No one is waiting for your answer. We write to you when there is something new."),
            ),
            Cards(_("Your next dates"), _dates(mine), _("You have no dates yet.")),
            *_money(user),
        ],
        links=links(
            (_("Say when you can take part"), "dashboards:my_availability"),
            (_("Your money"), "payments:my_claims"),
            (_("My benefits and being paid"), "payments:my_benefits"),
            (_("What could a payment do to my benefits?"), "dashboards:what_if"),
            (_("Give feedback"), "evaluation:my_feedback_list"),
            (_("What you need, and how we reach you"), "participants:my_record"),
            (_("Who has looked at my record"), "accounts:who_looked"),
        ),
    )


def supporter(user: User, now: datetime) -> Hat:
    """Only the parts that the partner ticked, and only while the partner wants it (R16)."""
    bonds = list(SupporterLink.objects.current().filter(supporter__user_id=user.pk).select_related("person"))
    theirs = [i for i in _invitations(user, now) if i.person_id in {b.person_id for b in bonds}]
    return Hat(
        heading=gettext_lazy("As a supporter"),
        cards=[
            Cards(
                _("People you support"),
                [Card(b.person.name, [_scopes(b)]) for b in bonds],
                _("Nobody has named you as their supporter at the moment."),
            ),
            Cards(_("Their offers that wait for an answer"), _offers(theirs, named=True), _("Nothing is waiting.")),
            Cards(_("Their next dates"), _dates(theirs, named=True), _("There are no dates yet.")),
        ],
    )


def _invitations(user: User, now: datetime) -> list[Invitation]:
    """One query for everything that is still to come."""
    return list(
        Invitation.objects.visible_to(user)
        .filter(status__in=[Status.SENT, *COMING], offer__session__starts_at__gte=now)
        .exclude(offer__status=Offer.Status.WITHDRAWN)
        .exclude(offer__session__status="cancelled")
        .select_related("person", "offer__session")
        .order_by("offer__session__starts_at", "pk")[:MOST]
    )


def _offers(invitations: Iterable[Invitation], *, named: bool = False) -> list[Card]:
    prefix = prefix_of("dashboards:my_offer")
    return [
        Card(
            i.offer.session.title,
            [*([i.person.name] if named else []), when_words(i.offer.session), *_fee(i.offer)],
            gettext_lazy("Read and answer"),
            f"{prefix}{i.pk}/" if prefix else "",
        )
        for i in invitations
        if i.status == Status.SENT
    ]


def _fee(offer: Offer) -> list[str]:
    return [_("Fee: %(fee)s") % {"fee": pounds(offer.fee_pence)}] if offer.fee_pence else []


def _dates(invitations: Iterable[Invitation], *, named: bool = False) -> list[Card]:
    prefix = prefix_of("dashboards:my_offer")
    return [
        Card(
            i.offer.session.title,
            [
                *([i.person.name] if named else []),
                when_words(i.offer.session),
                *([i.offer.session.venue] if i.offer.session.venue else []),
                i.get_status_display(),
            ],
            gettext_lazy("See the details"),
            f"{prefix}{i.pk}/" if prefix else "",
        )
        for i in invitations
        if i.status in COMING
    ]


def _money(user: User) -> list[Cards]:
    """Claims that wait for the person's yes; no heading when there is none."""
    waiting = (
        Claim.objects.visible_to(user)
        .filter(person__user_id=user.pk, state__in=[Claim.State.PROPOSED, Claim.State.QUERIED])
        .select_related("session")
        .order_by("pay_by")[:MOST]
    )
    prefix = prefix_of("payments:my_claim")
    cards = [
        Card(
            claim.session.title,
            [claim.get_state_display(), _("We promised to pay by %(day)s.") % {"day": day_words(claim.pay_by)}],
            gettext_lazy("Check and say yes"),
            f"{prefix}{claim.pk}/" if prefix else "",
        )
        for claim in waiting
    ]
    return [Cards(_("Your money to check"), cards, "")] if cards else []


def _scopes(bond: SupporterLink) -> str:
    words = [str(label) for value, label in SupporterLink.Scope.choices if value in bond.scopes]
    return _("They ticked: %(scopes)s") % {"scopes": list_words(words)}
