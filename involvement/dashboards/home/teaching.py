"""Start pages of those who run sessions, and of practice educators."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from involvement.dashboards.home.parts import (
    LISTED,
    LISTED_COLUMNS,
    UPCOMING,
    Card,
    Cards,
    Hat,
    Table,
    future,
    links,
    run_by,
    session_rows,
    with_coming,
)
from involvement.models import Invitation, Session
from involvement.models.session import SessionQuerySet
from involvement.shared.accounts.models import User
from involvement.shared.ui.navigation import address_of, first_address, prefix_of
from involvement.shared.ui.words import when_words


def teaching(user: User, now: datetime) -> Hat:
    mine = Session.objects.visible_to(user).filter(run_by(user.pk))
    return Hat(
        heading=_("As somebody who runs sessions"),
        cards=[
            Cards(_("Say who came"), _to_mark(mine, now), _("Nothing to mark. Sessions show here once they start."))
        ],
        tables=[
            Table(
                caption=_("My next sessions"),
                columns=[_("Session"), _("When"), _("People coming")],
                rows=session_rows(
                    with_coming(future(mine, now)).order_by("starts_at").values_list(*LISTED_COLUMNS)[:LISTED],
                    prefix_of("involvement:session"),
                    with_lead=False,
                ),
                empty=_("You run no sessions in the next weeks."),
                next_words=_("See all my sessions"),
                next_address=first_address("involvement:sessions"),
            )
        ],
        links=links(
            (_("My sessions"), "involvement:sessions"), (_("Programmes"), "programmes:programmes programmes:list")
        ),
    )


def _to_mark(mine: SessionQuerySet, now: datetime) -> list[Card]:
    """Sessions that have started and have somebody whose attendance nobody has marked."""
    unmarked = Invitation.objects.coming().filter(offer__session=OuterRef("pk"), attendance__marked_at=None)
    started = mine.filter(Exists(unmarked), status__in=[*UPCOMING, Session.Status.HELD], starts_at__lte=now).order_by(
        "-starts_at"
    )[:LISTED]
    return [
        Card(s.title, [when_words(s)], _("Mark who came"), address_of("dashboards:attendance", s.pk)) for s in started
    ]


def practice_educator(user: User, now: datetime) -> Hat:
    return Hat(
        heading=_("As a practice educator"),
        links=links(
            (_("Programmes"), "programmes:programmes programmes:list"), (_("Published examples"), "dashboards:library")
        ),
    )
