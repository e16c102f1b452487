"""Paying an organisation on somebody's behalf: only by the person's own agreement, for one offer at a time (M9)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Invitation
from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import record
from involvement.shared.errors import Refused
from involvement.shared.ui.fields import end_of_day
from payments.domain.file_settings import setting_of
from payments.domain.formats.terms import Account
from payments.models import Claim, FileSetting, OrganisationAgreement, OrganisationPayee

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

State = Claim.State


def organisations_at(institution_id: int) -> list[OrganisationPayee]:
    return list(OrganisationPayee.objects.filter(institution_id=institution_id))


def agreement_of(invitation_id: int) -> OrganisationAgreement | None:
    """The living one."""
    found = OrganisationAgreement.objects.filter(invitation_id=invitation_id, revoked_at=None)
    return found.select_related("organisation").first()


def agreements_of(invitation_ids: Collection[int]) -> dict[int, OrganisationAgreement]:
    """The living ones, by invitation. One statement."""
    found = OrganisationAgreement.objects.filter(invitation_id__in=invitation_ids, revoked_at=None)
    return {one.invitation_id: one for one in found.select_related("organisation")}


def why_not_change(invitation: Invitation) -> str:
    """A sentence for the person, or nothing while some of it is still to pay: costs may have gone ahead of a fee."""
    states = set(Claim.objects.filter(invitation=invitation, advance=None).values_list("state", flat=True))
    if not states or states - {State.BATCHED, State.PAID}:
        return ""
    return _("This money is being paid already. Please ring us if it went wrong.")


@transaction.atomic
def agree_to_pay(invitation: Invitation, *, organisation: OrganisationPayee, by: Actor) -> OrganisationAgreement:
    """Only the person says so, for this offer. Raises Refused."""
    own = _held(invitation, by)
    if organisation.institution_id != invitation.person.institution_id:
        raise Refused(_("Choose one of the organisations in the list."), code="organisation")
    if agreement_of(invitation.pk):
        raise Refused(_("You agreed to an organisation already. Take that back first."), code="twice")
    made = OrganisationAgreement.objects.create(invitation=invitation, organisation=organisation, agreed_by_id=own)
    _record("organisation.agreed", made, invitation, by=by)
    return made


@transaction.atomic
def take_back_agreement(invitation: Invitation, *, by: Actor) -> None:
    """From now on it is paid to the person. A run that is being made waits for this, or this for the run."""
    _held(invitation, by)
    agreement = agreement_of(invitation.pk)
    if agreement is None:
        return
    agreement.revoked_at = timezone.now()
    agreement.save(update_fields=["revoked_at"])
    _record("organisation.taken_back", agreement, invitation, by=by)


@transaction.atomic
def add_organisation(institution: Institution, *, name: str, reference: str, by: Actor) -> OrganisationPayee:
    try:
        with transaction.atomic():
            made = OrganisationPayee.objects.create(institution=institution, name=name, reference=reference)
    except IntegrityError as clash:
        raise Refused(_("This organisation is in your list already."), code="name") from clash
    record("organisation_payee.added", about=made, by=by, institution_id=institution.pk)
    return made


@transaction.atomic
def change_organisation_account(
    organisation: OrganisationPayee, account: Account, *, by: Actor, now: datetime | None = None
) -> None:
    """Sealed, held for a while, and checked by somebody else, as for a person (R21). Raises Refused."""
    now = now or timezone.now()
    setting = setting_of(organisation.institution_id)
    if setting.payee_details != FileSetting.Details.SEALED:
        raise Refused(_("We do not keep bank details here. Use the number in the finance system."), code="outside")
    held = OrganisationPayee.objects.select_for_update().get(pk=organisation.pk)
    held.sort_code, held.number, held.account_name = account.sort_code, account.number, account.name
    held.last_three, held.source = account.number[-3:], OrganisationPayee.Source.PAPER
    held.changed_at, held.changed_by_id = now, by.user_id
    held.checked_at = held.checked_by = None
    held.held_until = max(now + timedelta(hours=setting.hold_hours), end_of_day(timezone.localdate(now)))
    held.save()
    record("organisation_payee.changed", about=held, by=by, institution_id=held.institution_id)


@transaction.atomic
def check_organisation(organisation: OrganisationPayee, *, by: Actor) -> None:
    """Somebody else than who typed the account asked the organisation."""
    held = OrganisationPayee.objects.select_for_update().get(pk=organisation.pk)
    if not held.has_account:
        raise Refused(_("There are no bank details to check."), code="nothing")
    if by.user_id is None or by.user_id == held.changed_by_id:
        raise Refused(_("You typed these details. Somebody else must check them."), code="duties")
    held.checked_at, held.checked_by_id = timezone.now(), by.user_id
    held.save(update_fields=["checked_at", "checked_by"])
    record("organisation_payee.checked", about=held, by=by, institution_id=held.institution_id)


def _held(invitation: Invitation, by: Actor) -> int:
    """Whose money it is. Claims first, as a run holds them (R19): a run and a change of mind are never at once."""
    if by.user_id is None or invitation.person.user_id != by.user_id:
        raise Refused(_("Only you can say where your money goes."), code="own")
    claims = Claim.objects.filter(invitation=invitation).select_for_update(of=("self",)).order_by("pk")
    list(claims.values_list("pk", flat=True))
    Invitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    if reason := why_not_change(invitation):
        raise Refused(reason, code="late")
    return by.user_id


def _record(action: str, agreement: OrganisationAgreement, invitation: Invitation, *, by: Actor) -> None:
    person = invitation.person
    record(action, about=agreement, by=by, person_id=person.pk, institution_id=person.institution_id)
