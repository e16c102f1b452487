"""The coordinator's start page: five counts, the next sessions, the offers that stand open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from involvement.dashboards.home.parts import (
    LISTED,
    Count,
    Hat,
    Row,
    Table,
    answered,
    future,
    links,
    session_rows,
    tally,
    with_coming,
)
from involvement.models import Invitation, Offer, Session
from involvement.models.offer import OfferQuerySet
from involvement.models.session import SessionQuerySet
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import User
from involvement.shared.notify.models import Message
from involvement.shared.ui.navigation import first_address, prefix_of
from involvement.shared.ui.words import when_words
from payments.models import Claim


def coordinator(user: User, now: datetime) -> Hat:
    mine = institution_ids(user, Permission.INVITATION_SEND)
    coming = future(Session.objects.visible_to(user).filter(institution_id__in=mine), now)
    offers = Offer.objects.visible_to(user).filter(
        session__institution_id__in=mine, status=Offer.Status.PUBLISHED, session__starts_at__gte=now
    )
    sessions_page = first_address("involvement:sessions")
    return Hat(
        heading=_("As a coordinator"),
        counts=_counts(user, mine, coming, offers, now),
        tables=[
            Table(
                caption=_("Next sessions"),
                columns=[_("Session"), _("When"), _("Who runs it"), _("People coming")],
                rows=session_rows(
                    with_coming(coming).select_related("lead").order_by("starts_at")[:LISTED],
                    prefix_of("involvement:session"),
                    with_lead=True,
                ),
                empty=_("No sessions are planned."),
                next_words=_("Plan a session"),
                next_address=first_address("involvement:plan"),
            ),
            Table(
                caption=_("Open offers"),
                columns=[_("Session"), _("When"), _("Places taken"), _("Have not answered")],
                rows=_offer_rows(offers),
                empty=_("No offers are open."),
                next_words=_("See all sessions"),
                next_address=sessions_page,
            ),
        ],
        links=links(
            (_("Plan a session"), "involvement:plan"),
            (_("Programmes"), "programmes:programmes programmes:list"),
            (_("Development plan"), "dashboards:development_plan"),
        ),
    )


def _counts(user: User, mine: list[int], coming: SessionQuerySet, offers: OfferQuerySet, now: datetime) -> list[Count]:
    found = tally(
        sessions=coming,
        offers=offers,
        answers=Invitation.objects.visible_to(user).filter(
            status=Invitation.Status.SENT,
            offer__status=Offer.Status.PUBLISHED,
            offer__session__institution_id__in=mine,
            offer__session__starts_at__gte=now,
        ),
        claims=Claim.objects.visible_to(user).filter(institution_id__in=mine, state=Claim.State.CONFIRMED),
        calls=Message.objects.for_caller(user).filter(state=Message.State.WAITING, not_before__lte=now),
    )
    sessions = first_address("involvement:sessions")
    return [
        Count(found["sessions"], _("sessions coming"), sessions),
        Count(found["offers"], _("offers open"), sessions),
        Count(found["answers"], _("answers we wait for"), sessions),
        Count(found["claims"], _("claims to approve"), first_address("payments:claims")),
        Count(found["calls"], _("phone calls to make"), first_address("notify:phone_tasks notify:calls notify:outbox")),
    ]


def _offer_rows(offers: OfferQuerySet) -> list[Row]:
    prefix = prefix_of("involvement:offer")
    loaded: Iterable[Any] = (
        offers.select_related("session")
        .only("places", "session__title", "session__starts_at", "session__ends_at")
        .annotate(
            coming=answered("offer", Invitation.objects.coming()),
            waiting=answered("offer", Invitation.objects.filter(status=Invitation.Status.SENT)),
        )
        .order_by("session__starts_at")[:LISTED]
    )
    return [
        Row(
            offer.session.title,
            f"{prefix}{offer.pk}/" if prefix else "",
            [
                when_words(offer.session),
                _("%(coming)s of %(places)s") % {"coming": offer.coming, "places": offer.places},
                str(offer.waiting),
            ],
        )
        for offer in loaded
    ]
