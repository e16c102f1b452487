"""Writing down what the institution booked for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.domain.sessions import SAID_YES
from involvement.models import Invitation, Session
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from participants.models import Person
from payments.domain.funds import charge
from payments.models import BookedCost, Fund, FundCharge

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User
    from involvement.shared.audit.actors import Actor


@transaction.atomic
def book_for(
    person: Person, *, session: Session, kind: str, words: str, pence: int, by: Actor, fund: Fund | None = None
) -> BookedCost:
    """The cost goes to the fund, if one pays, and is shown to the person. Raises Refused."""
    if by.user_id is None:
        raise Refused(_("Sign in to write this down."))
    if pence < 1:
        raise Refused(_("Write what it cost."), code="pence")
    paid = None
    if fund is not None:
        kind_there, today = FundCharge.Kind.BOOKED, timezone.localdate()
        paid = charge(fund, kind=kind_there, pence=pence, words=words, spent_on=today, session=session, by=by)
    made = BookedCost.objects.create(
        person=person, session=session, kind=kind, words=words.strip(), pence=pence, charge=paid, by_id=by.user_id
    )
    place = session.institution_id
    record("cost.booked", about=made, by=by, person_id=person.pk, institution_id=place, pence=pence)
    return made


def people_coming(session: Session) -> list[Person]:
    """Who said yes or took part: those something can be booked for."""
    coming = Invitation.objects.filter(
        offer__session=session, status__in=[*SAID_YES, Invitation.Status.DONE, Invitation.Status.WAITING_LIST]
    )
    return list(Person.objects.filter(pk__in=coming.values("person_id")).order_by("name", "pk"))


def booked_for(user: User) -> list[BookedCost]:
    """What stands under "My money": the newest first."""
    found = BookedCost.objects.of_people_of(user).select_related("session", "person")
    return list(found.order_by("-pk")[:50])
