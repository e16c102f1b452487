"""Start pages of finance officers and administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.dashboards.home.parts import LISTED, Count, Hat, Row, Table, future, link, links, tally
from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import institution_ids
from involvement.shared.accounts.models import User
from involvement.shared.notify.models import Message
from involvement.shared.ui.navigation import first_address, prefix_of
from involvement.shared.ui.words import day_words, pounds, when_words
from payments.domain.benefit_rules import current_pack, to_review
from payments.models import Claim
from payments.models.claim import ClaimQuerySet

SOON_DAYS = 7
OVER = [Session.Status.HELD, Session.Status.DEBRIEFED, Session.Status.CLOSED]


def finance(user: User, now: datetime) -> Hat:
    mine = Claim.objects.visible_to(user).filter(institution_id__in=institution_ids(user, Permission.BATCH_MAKE))
    ready = mine.filter(state=Claim.State.APPROVED)
    soon = timezone.localdate(now) + timedelta(days=SOON_DAYS)
    found = tally(
        ready=ready,
        soon=ready.filter(pay_by__lte=soon),
        batched=mine.filter(state=Claim.State.BATCHED),
        returned=mine.filter(state=Claim.State.RETURNED),
    )
    claims, batches = first_address("payments:claims"), first_address("payments:batches")
    return Hat(
        heading=_("As a finance officer"),
        counts=[
            Count(found["ready"], _("claims ready to pay"), claims),
            Count(found["soon"], _("promised within a week"), claims),
            Count(found["batched"], _("in a payment run"), batches),
            Count(found["returned"], _("sent back by the bank"), claims),
        ],
        tables=[
            Table(
                caption=_("To be paid first"),
                columns=[_("Who"), _("For"), _("Amount"), _("Promised by")],
                rows=_claim_rows(ready),
                empty=_("No claims are waiting to be paid."),
                next_words=_("See all claims"),
                next_address=claims,
            )
        ],
        main_action=link(_("Make a payment run"), "payments:new_batch"),
        links=links((_("Payment runs"), "payments:batches")),
    )


def _claim_rows(ready: ClaimQuerySet) -> list[Row]:
    prefix = prefix_of("payments:claim")
    first: Iterable[Any] = ready.select_related("person", "session").with_totals().order_by("pay_by", "pk")[:LISTED]
    return [
        Row(
            claim.person.name,
            f"{prefix}{claim.pk}/" if prefix else "",
            [claim.session.title, pounds(claim.total_due), day_words(claim.pay_by)],
        )
        for claim in first
    ]


def administrator(user: User, now: datetime) -> Hat:
    mine = institution_ids(user, Permission.REPORT_REQUEST)
    sessions = Session.objects.visible_to(user).filter(institution_id__in=mine)
    over = sessions.filter(status__in=OVER)
    messages = Message.objects.visible_to(user)
    found = tally(
        coming=future(sessions, now),
        over=over,
        stuck=messages.filter(state__in=[Message.State.FAILED, Message.State.HELD]),
    )
    prefix = prefix_of("evaluation:session_report") or prefix_of("involvement:session")
    return Hat(
        heading=_("As an administrator"),
        counts=[
            Count(found["coming"], _("sessions coming"), first_address("involvement:sessions")),
            Count(found["over"], _("sessions held"), first_address("involvement:sessions")),
            Count(found["stuck"], _("messages that need a decision"), first_address("notify:outbox")),
            Count(
                _rules_to_review(user, now), _("benefit rules to check again"), first_address("payments:benefit_rules")
            ),
        ],
        tables=[
            Table(
                caption=_("Held most recently"),
                columns=[_("Session"), _("When")],
                rows=[
                    Row(s.title, f"{prefix}{s.pk}/" if prefix else "", [when_words(s)])
                    for s in over.order_by("-starts_at")[:LISTED]
                ],
                empty=_("No sessions have been held yet."),
                next_words=_("See all reports"),
                next_address=first_address("evaluation:reports"),
            )
        ],
        links=links(
            (_("Reports"), "evaluation:reports"),
            (_("Development plan"), "dashboards:development_plan"),
            (_("Published examples"), "dashboards:library"),
        ),
    )


def _rules_to_review(user: User, now: datetime) -> int:
    """Rules whose review day is past or near, at whichever of the person's institutions has the most."""
    today, places = timezone.localdate(now), institution_ids(user, Permission.BENEFIT_RULES_EDIT)
    return max((len(to_review(current_pack(place, today))) for place in places), default=0)
