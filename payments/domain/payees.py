"""Bank details and finance numbers of people: who may change them, who hears of it, and how long we wait (R16, R21)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.audit.record import record, record_reading, reference
from involvement.shared.errors import Refused
from involvement.shared.notify.kinds import Kind, register
from involvement.shared.notify.outbox import Draft, queue_messages
from involvement.shared.ui.fields import end_of_day
from participants.domain.contact import recipient_for
from participants.models import Person
from payments.domain.file_settings import setting_of
from payments.domain.formats.terms import Account
from payments.models import Claim, FileSetting, Payee
from payments.models.payee import SealedAccount

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

register(Kind("payee_changed", urgent=True, refreshed=False, only_newest=False))


@transaction.atomic
def change_account(person: Person, account: Account, *, source: str, by: Actor, now: datetime | None = None) -> Payee:
    """Keep a new account, sealed. The person hears of it where we reached them before, and nothing is paid for a while.

    Never on the day of the change. Raises Refused when figures are missing, or the institution keeps none here.
    """
    now = now or timezone.now()
    setting = setting_of(person.institution_id)
    if setting.payee_details != FileSetting.Details.SEALED:
        raise Refused(_("We do not keep bank details here. Finance will ask you for them."), code="outside")
    if not re.fullmatch("[0-9]{6}", account.sort_code) or not re.fullmatch("[0-9]{8}", account.number):
        raise Refused(_("A sort code has 6 figures and an account number has 8."), code="figures")
    payee = _held(person)
    payee.sort_code, payee.number, payee.account_name = account.sort_code, account.number, account.name
    payee.last_three, payee.source = account.number[-3:], source
    payee.changed_at, payee.changed_by_id = now, by.user_id
    payee.checked_at = payee.checked_by = None
    payee.held_until = max(now + timedelta(hours=setting.hold_hours), end_of_day(timezone.localdate(now)))
    payee.save()
    _tell(person, now)
    record("payee.changed", about=payee, by=by, person_id=person.pk, institution_id=person.institution_id)
    return payee


@transaction.atomic
def forget_account(person: Person, *, by: Actor) -> None:
    """Take the bank details out at once. What was paid before keeps its own sealed copy."""
    payee = _held(person)
    payee.sort_code = payee.number = payee.account_name = payee.last_three = payee.source = ""
    payee.changed_at = payee.changed_by = payee.held_until = payee.checked_at = payee.checked_by = None
    payee.save()
    _tell(person, timezone.now())
    record("payee.forgotten", about=payee, by=by, person_id=person.pk, institution_id=person.institution_id)


@transaction.atomic
def change_reference(person: Person, words: str, *, by: Actor) -> Payee:
    """What the finance system calls the person; typed by finance, shown in the file."""
    payee = _held(person)
    payee.reference = words
    payee.save()
    record("payee.numbered", about=payee, by=by, person_id=person.pk, institution_id=person.institution_id)
    return payee


@transaction.atomic
def mark_checked(person: Person, *, by: Actor) -> Payee:
    """Somebody else than who typed them asked the person, by a contact we held before."""
    payee = _held(person)
    if not payee.has_account:
        raise Refused(_("There are no bank details to check."), code="nothing")
    if by.user_id is None or by.user_id == payee.changed_by_id:
        raise Refused(_("You typed these details. Somebody else must check them."), code="duties")
    payee.checked_at, payee.checked_by_id = timezone.now(), by.user_id
    payee.save()
    record("payee.checked", about=payee, by=by, person_id=person.pk, institution_id=person.institution_id)
    return payee


@transaction.atomic
def read_account(payee: Payee, *, by: Actor, why: str, role: str) -> Account | None:
    """The whole account, for a person's eyes: written down for the payee to see."""
    person = payee.person
    record_reading(
        person_ids=[person.pk], what="payee_account", why=why, by=by, institution_id=person.institution_id, role=role
    )
    return account_of(payee)


def people_to_pay(institution_ids: Collection[int]) -> QuerySet[Person]:
    """Everybody at these institutions who has a claim, with their payee when there is one."""
    claims = Claim.objects.filter(person_id=OuterRef("pk"))
    found = Person.objects.filter(Exists(claims), institution_id__in=institution_ids)
    return found.select_related("institution", "payee")


def account_of(payee: SealedAccount) -> Account | None:
    """For files only; what a person is to see comes from `read_account`."""
    if not payee.has_account:
        return None
    return Account(str(payee.sort_code), str(payee.number), str(payee.account_name))


def _held(person: Person) -> Payee:
    payee, _new = Payee.objects.select_for_update().get_or_create(person=person)
    return payee


def _tell(person: Person, now: datetime) -> None:
    """Says that something changed, never what to; the contact is the one that we held until now."""
    phone = person.institution.coordinator_phone
    body = _(
        "Where we send your money was changed. We wait a little before we use it.\n\n"
        "If you did not do this, please phone us at once%(phone)s."
    )
    draft = Draft(
        kind="payee_changed",
        about=reference(person),
        recipient=recipient_for(person),
        institution_id=person.institution_id,
        due=now,
        subject=_("Your details were changed"),
        body=body % {"phone": f": {phone}" if phone else ""},
    )
    queue_messages([draft])
