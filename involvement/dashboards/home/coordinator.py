"""The coordinator's start page: five counts, the next sessions, the offers that stand open.

It is opened more often than any other page of the office, so its three statements are prepared. Each asks only for
rows of the institutions where this person holds the permission that the rows need.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as now_said
from django.utils.translation import gettext_lazy as _

from involvement.dashboards.home.parts import (
    LISTED,
    LISTED_COLUMNS,
    Count,
    Hat,
    Listed,
    Row,
    Table,
    future,
    link,
    links,
    numbers_of,
    session_rows,
    with_coming,
)
from involvement.models import Invitation, Offer, Session
from involvement.models.offer import OfferQuerySet
from involvement.models.session import SessionQuerySet
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import User
from involvement.shared.notify.models import Message
from involvement.shared.prepared import Given, OneOf, Prepared
from involvement.shared.ui.navigation import first_address, prefix_of
from involvement.shared.ui.words import when_words
from payments.models import Claim

_NOW = Given("now", models.DateTimeField())


def coordinator(user: User, now: datetime) -> Hat:
    mine = institution_ids(user, Permission.INVITATION_SEND)
    sessions_page = first_address("involvement:sessions")
    return Hat(
        heading=_("As a coordinator"),
        counts=_counts(user, mine, now),
        tables=[
            Table(
                caption=_("Next sessions"),
                columns=[_("Session"), _("When"), _("Who runs it"), _("People coming")],
                rows=session_rows(
                    _NEXT_SESSIONS.rows(mine=mine, now=now), prefix_of("involvement:session"), with_lead=True
                ),
                empty=_("No sessions are planned."),
                next_words=_("Plan a session"),
                next_address=first_address("involvement:plan"),
            ),
            Table(
                caption=_("Open offers"),
                columns=[_("Session"), _("When"), _("Places taken"), _("Have not answered")],
                rows=_offer_rows(_OPEN_OFFERS.rows(mine=mine, now=now)),
                empty=_("No offers are open."),
                next_words=_("See all sessions"),
                next_address=sessions_page,
            ),
        ],
        main_action=link(_("Plan a session"), "involvement:plan"),
        links=links(
            (_("Programmes"), "programmes:programmes programmes:list"),
            (_("Development plan"), "dashboards:development_plan"),
        ),
    )


def _counts(user: User, mine: list[int], now: datetime) -> list[Count]:
    approving, calling = (institution_ids(user, p) for p in (Permission.CLAIM_APPROVE, Permission.PHONE_TASK_DO))
    found = dict(_NUMBERS.rows(mine=mine, now=now, approving=approving, calling=calling))
    sessions = first_address("involvement:sessions")
    calls = first_address("notify:phone_tasks notify:calls notify:outbox")
    return [
        Count(found.get("sessions", 0), _("sessions coming"), sessions),
        Count(found.get("offers", 0), _("offers open"), sessions),
        Count(found.get("answers", 0), _("answers we wait for"), sessions),
        Count(found.get("claims", 0), _("claims to approve"), first_address("payments:claims")),
        Count(found.get("calls", 0), _("phone calls to make"), calls),
    ]


def _offer_rows(found: list[tuple[Any, ...]]) -> list[Row]:
    prefix, of_places = prefix_of("involvement:offer"), now_said("%(coming)s of %(places)s")
    return [
        Row(
            offer.title,
            f"{prefix}{offer.pk}/" if prefix else "",
            [when_words(offer), of_places % {"coming": offer.coming, "places": offer.places}, str(waiting)],
        )
        for *columns, waiting in found
        for offer in [Listed._make(columns)]
    ]


def _coming() -> SessionQuerySet:
    return future(Session.objects.filter(OneOf("institution_id", "mine")), _NOW)


def _open() -> OfferQuerySet:
    published = Offer.objects.filter(status=Offer.Status.PUBLISHED)
    return published.filter(OneOf("session__institution_id", "mine"), session__starts_at__gte=_NOW)


_NEXT_SESSIONS = Prepared(lambda: with_coming(_coming()).order_by("starts_at").values_list(*LISTED_COLUMNS)[:LISTED])
_OPEN_OFFERS = Prepared(
    lambda: (
        _open()
        .annotate(
            coming=Invitation.objects.coming().number_for("offer"),
            waiting=Invitation.objects.filter(status=Invitation.Status.SENT).number_for("offer"),
        )
        .order_by("session__starts_at")
        .values_list(
            "pk",
            "session__title",
            "session__starts_at",
            "session__ends_at",
            "session__lead__name",
            "coming",
            "places",
            "waiting",
        )[:LISTED]
    )
)
_NUMBERS = Prepared(
    lambda: numbers_of(
        sessions=_coming(),
        offers=_open(),
        answers=Invitation.objects.filter(
            OneOf("offer__session__institution_id", "mine"),
            status=Invitation.Status.SENT,
            offer__status=Offer.Status.PUBLISHED,
            offer__session__starts_at__gte=_NOW,
        ),
        claims=Claim.objects.filter(OneOf("institution_id", "approving"), state=Claim.State.CONFIRMED),
        calls=Message.objects.filter(
            OneOf("institution_id", "calling"),
            channel=Message.Channel.PHONE,
            state=Message.State.WAITING,
            not_before__lte=_NOW,
        ),
    )
)
