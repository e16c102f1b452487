"""What stands in the way of sending money to the accounts of a run. A constant number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.shared.ui.words import day_words, time_words
from payments.domain.file_settings import needs_accounts, setting_of
from payments.domain.findings import Finding, Level
from payments.domain.formats.terms import Account
from payments.domain.organisations import agreements_of
from payments.domain.payees import account_of
from payments.models import Claim, FileSetting, OrganisationAgreement, OrganisationPayee, Payee
from payments.models.payee import SealedAccount


@dataclass(frozen=True)
class Payees:
    """The payees of some claims, by person id, organisations by invitation, and how the files are made."""

    setting: FileSetting
    by_person: dict[int, Payee] = field(default_factory=dict)
    agreed: dict[int, OrganisationAgreement] = field(default_factory=dict)

    def organisation_of(self, claim: Claim) -> OrganisationPayee | None:
        """Where the person agreed to it (M9); what is paid before the day is always the person's."""
        agreement = None if claim.advance_id else self.agreed.get(claim.invitation_id)
        return agreement.organisation if agreement else None

    def payee_of(self, claim: Claim) -> SealedAccount | None:
        return self.organisation_of(claim) or self.by_person.get(claim.person_id)

    def reference_of(self, claim: Claim) -> str:
        payee = self.payee_of(claim)
        return payee.reference if payee else ""

    def account_of(self, claim: Claim) -> Account | None:
        payee = self.payee_of(claim)
        return account_of(payee) if payee and needs_accounts(self.setting) else None


def payees_of(claims: Sequence[Claim], institution_id: int) -> Payees:
    """Three statements: the setting, the payees, and who agreed to an organisation."""
    found = Payee.objects.filter(person_id__in={claim.person_id for claim in claims})
    agreed = agreements_of({claim.invitation_id for claim in claims})
    return Payees(setting_of(institution_id), {payee.person_id: payee for payee in found}, agreed)


def payee_findings(claims: Sequence[Claim], payees: Payees, *, maker_id: int, now: datetime) -> list[Finding]:
    notes = [f for claim in claims for f in _of_organisation(claim, payees)]
    if needs_accounts(payees.setting):
        shared = _shared(payees)
        return notes + [f for claim in claims for f in _of_account(claim, payees, shared, maker_id=maker_id, now=now)]
    if any(code == "payee" for _head, code in payees.setting.columns):
        words = _("The finance system's number of this person is not known here.")
        missing = [claim for claim in claims if not payees.reference_of(claim)]
        return notes + [Finding(Level.STOP, "no_number", words, claim.pk) for claim in missing]
    return notes


def _of_organisation(claim: Claim, payees: Payees) -> list[Finding]:
    organisation = payees.organisation_of(claim)
    if organisation is None:
        return []
    day = day_words(payees.agreed[claim.invitation_id].agreed_at)
    words = _("Goes to %(name)s, as the person agreed on %(day)s.") % {"name": organisation.name, "day": day}
    return [Finding(Level.NOTE, "organisation", words, claim.pk)]


def _of_account(claim: Claim, payees: Payees, shared: set[int], *, maker_id: int, now: datetime) -> list[Finding]:
    payee = payees.payee_of(claim)
    if payee is None or not payee.has_account or payee.held_until is None:
        return [Finding(Level.STOP, "no_account", _("We do not have this person's bank details."), claim.pk)]
    found = []
    if payee.held_until > now:
        until = timezone.localtime(payee.held_until)
        words = _("The bank details are new. Nothing is paid to them before %(day)s, %(time)s.")
        words %= {"day": day_words(until), "time": time_words(until)}
        found.append(Finding(Level.STOP, "held", words, claim.pk))
    if payee.changed_by_id == maker_id:
        words = _("You typed these bank details. Somebody else must put it in a run.")
        found.append(Finding(Level.STOP, "typed_by_you", words, claim.pk))
    if payee.checked_at is None:
        words = _("Nobody has asked the person whether the account ending in %(three)s is theirs.")
        found.append(Finding(Level.ASK, "not_checked", words % {"three": payee.last_three}, claim.pk))
    if isinstance(payee, Payee) and payee.person_id in shared:
        words = _("Another person in this list has the same bank account.")
        found.append(Finding(Level.ASK, "same_account", words, claim.pk))
    return found


def _shared(payees: Payees) -> set[int]:
    """Ids of people whose account somebody else in the list has too."""
    kept = {person: (str(one.sort_code), str(one.number)) for person, one in payees.by_person.items() if one.last_three}
    times = Counter(kept.values())
    return {person for person, account in kept.items() if times[account] > 1}
