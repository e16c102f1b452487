"""The words that a result must carry wherever it is shown or printed (benefits reference, section 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from payments.domain.benefit_check.findings import Assessment, Finding, Outcome


@dataclass(frozen=True)
class Adviser:
    """Somebody independent; never empty."""

    name: str
    contact: str


def adviser_of(institution: Institution | None) -> Adviser:
    """The adviser whom the university named; without one, who helps everywhere."""
    if institution and institution.adviser_name:
        return Adviser(institution.adviser_name, institution.adviser_contact)
    return Adviser(_("Citizens Advice, or the welfare rights service of your council"), "")


def must_say(findings: Sequence[Finding], looked: Assessment, *, payment_date: date, stored: str) -> list[str]:
    """In the order of the reference. Whom to tell, an edge and a form are said again beside their benefit."""
    days = {"checked": _day(looked.rules_checked_on), "day": _day(payment_date)}
    outcomes = {finding.outcome for finding in findings}
    told = {(f.report.office, f.report.deadline) for f in findings if f.report}
    said = [
        _("This is information, not advice. Only the office that pays your benefit can decide."),
        _("Rules checked on %(checked)s, applied to a payment on %(day)s.") % days,
    ]
    if Outcome.NOT_COVERED in outcomes:
        said.append(_("No rules are loaded for this date, or for one of the things you named. We show no sum there."))
    said += [
        _("A fee counts as earnings whatever we call it: fee, honorarium, thank-you."),
        _("Your expenses are listed apart."),
    ]
    said += [tell_words(office, deadline) for office, deadline in sorted(told)]
    said += [
        _("You can say no to payment, or take less, at any point. For some benefits this does not remove the effect:"),
        _("Carer’s Allowance, when the fee is sent to a charity."),
        _("Universal Credit, when you are not there as somebody who uses services or as a carer."),
    ]
    if Outcome.FORM_FIRST in outcomes:
        said.append(_("Send form PW1 before you start. Do not accept a date until it is sent."))
    said.append(_("A voucher is not a way round these rules. Guidance disagrees; ask first."))
    said.append(stored)
    return said


def tell_words(office: str, deadline: str) -> str:
    words = _("You must tell %(office)s yourself, %(deadline)s. We do not tell them for you.")
    return words % {"office": office, "deadline": deadline}


def stored_words(*, kept: bool) -> str:
    """Item 10: what is stored, and for how long."""
    if kept:
        return _(
            "We keep your answers for you alone, until you erase them, and 13 months at most. Nobody else sees them."
        )
    return _("We keep nothing of your answers. They are in this page only, and it closes after an hour.")


def _day(day: date) -> str:
    return date_format(day, "j F Y")
