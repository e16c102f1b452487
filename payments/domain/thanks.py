"""Offering, answering and giving thanks that are not money. What has a value is guarded like pay (M1)."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Attendance, Session
from involvement.shared.audit.record import record, reference
from involvement.shared.errors import Refused
from involvement.shared.notify.outbox import Draft, queue_messages
from involvement.shared.ui.words import pounds
from participants.domain.contact import recipient_for
from participants.models import Person
from payments.domain.funds import charge
from payments.domain.information import given_on, note_information
from payments.models import Fund, FundCharge, Thanks

if TYPE_CHECKING:
    from involvement.shared.accounts.models import User
    from involvement.shared.audit.actors import Actor

Kind, State = Thanks.Kind, Thanks.State
_FILE = Path(__file__).parents[1] / "data" / "thanks_rules.json"


@cache
def rules() -> dict[str, Any]:
    """The sentences with their sources, as the file has them."""
    found: dict[str, Any] = json.loads(_FILE.read_text())
    return found


def rules_for(kind: str, *, cash_like: bool) -> list[dict[str, str]]:
    """What is known about this kind: `words` and `source` of each sentence."""
    found: list[dict[str, str]] = rules()["kinds"]["cash_like" if cash_like else kind]
    return found


@transaction.atomic
def offer_thanks(
    person: Person,
    *,
    kind: str,
    words: str,
    by: Actor,
    pence: int | None = None,
    cash_like: bool = False,
    session: Session | None = None,
) -> Thanks:
    """Offer it and tell the person. A certificate has no value and is given at once. Raises Refused."""
    if by.user_id is None:
        raise Refused(_("Sign in to thank somebody."))
    if person.user_id == by.user_id:
        raise Refused(_("You can not thank yourself. Somebody else must do this."), code="duties")
    if kind == Kind.VOUCHER and not pence:
        raise Refused(_("Write what the voucher is worth."), code="pence")
    is_certificate = kind == Kind.CERTIFICATE
    made = Thanks.objects.create(
        institution_id=person.institution_id,
        person=person,
        session=session,
        kind=kind,
        pence=None if is_certificate else pence,
        cash_like=cash_like and not is_certificate,
        words=words.strip(),
        state=State.GIVEN if is_certificate else State.OFFERED,
        given_on=timezone.localdate() if is_certificate else None,
        by_id=by.user_id,
    )
    _record(made, "thanks.given" if is_certificate else "thanks.offered", by=by)
    queue_messages([_message(made)])
    return made


@transaction.atomic
def answer_thanks(thanks: Thanks, *, yes: bool, by: Actor, answered_by: str) -> Thanks:
    """The person's own yes or no, or noted for them. Before it is given they may change their mind.

    A yes comes after reading what is known about benefits, so it notes that the information was given.
    """
    locked = _lock(thanks)
    if locked.state == State.GIVEN:
        raise Refused(_("This was given already."), code="state")
    locked.state = State.ACCEPTED if yes else State.DECLINED
    locked.answered_at, locked.answered_by = timezone.now(), answered_by[:200]
    locked.save(update_fields=["state", "answered_at", "answered_by"])
    if yes:
        note_information(locked.person)
    _record(locked, f"thanks.{locked.state}", by=by)
    return locked


@transaction.atomic
def hand_over(thanks: Thanks, *, given_on_day: date, by: Actor, fund: Fund | None = None) -> Thanks:
    """Note that it was given, after the person said yes. Its value leaves the fund, if one pays."""
    locked = _lock(thanks)
    if reason := why_not_hand_over(locked):
        raise Refused(reason, code="state")
    if given_on_day > timezone.localdate():
        raise Refused(_("The day can not be a day to come."), code="given_on")
    if fund is not None and locked.pence:
        locked.charge = charge(
            fund,
            kind=FundCharge.Kind.THANKS,
            pence=locked.pence,
            words=locked.words[:200],
            spent_on=given_on_day,
            session=locked.session,
            by=by,
        )
    locked.state, locked.given_on = State.GIVEN, given_on_day
    locked.save(update_fields=["state", "given_on", "charge"])
    _record(locked, "thanks.given", by=by)
    return locked


def why_not_hand_over(thanks: Thanks) -> str:
    """A sentence, or nothing; the page and the verb ask the same."""
    if thanks.state == State.GIVEN:
        return _("This was given already.")
    if thanks.state != State.ACCEPTED:
        return _("The person reads what is known about benefits first, and says yes. Then you can give it.")
    if thanks.cash_like and thanks.person_id not in given_on([thanks.person_id]):
        return _("It can be used like cash, so it waits until this person has had the information about benefits.")
    return ""


def shown_to(user: User) -> list[Thanks]:
    """What stands under "My money", apart from payments: the newest first."""
    found = Thanks.objects.of_people_of(user).select_related("person")
    return list(found.order_by("-offered_at", "-pk")[:50])


def given_between(person: Person, first: date, last: date) -> list[Thanks]:
    """What was given on these days, both within: told on a statement, and in none of its sums."""
    found = Thanks.objects.filter(person=person, state=State.GIVEN, given_on__range=(first, last))
    return list(found.order_by("given_on", "pk"))


def sessions_of(person: Person) -> list[Session]:
    """The last sessions this person came to, the newest first."""
    came = [Attendance.Status.ATTENDED, Attendance.Status.PART_ATTENDED]
    found = Session.objects.filter(attendances__person=person, attendances__status__in=came)
    return list(found.order_by("-starts_at", "-pk")[:50])


def _lock(thanks: Thanks) -> Thanks:
    return Thanks.objects.select_for_update(of=("self",)).select_related("person", "session").get(pk=thanks.pk)


def _record(thanks: Thanks, action: str, *, by: Actor) -> None:
    record(action, about=thanks, by=by, person_id=thanks.person_id, institution_id=thanks.institution_id)


def _message(thanks: Thanks) -> Draft:
    if thanks.kind == Kind.CERTIFICATE:
        body = _("We made a certificate for you. You find it under “My money” when you sign in, or ask us to post it.")
    else:
        what = _(" worth %(sum)s") % {"sum": pounds(thanks.pence)} if thanks.pence else ""
        body = _(
            "We would like to thank you with something%(what)s. It can matter for benefits, so please read about it "
            "first. Sign in and look under “My money”, or ring us. You can say yes or no."
        ) % {"what": what}
    return Draft(
        kind="thanks",
        about=reference(thanks),
        about_topic=reference(thanks),
        recipient=recipient_for(thanks.person),
        institution_id=thanks.institution_id,
        due=thanks.offered_at,
        subject=_("News from us"),
        body=body,
    )
