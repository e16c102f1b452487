"""What an institution says about costs, and what a person or the coordinator should look at because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from involvement.shared.accounts.models import Institution
from involvement.shared.audit.record import record
from involvement.shared.ui.words import pounds
from payments.models import ClaimLine, ExpenseRule

if TYPE_CHECKING:
    from involvement.shared.audit.actors import Actor

RECEIPT_FROM_PENCE = 10_00
NO_RECEIPT_ASKED = {ClaimLine.ExpenseKind.MILEAGE, ClaimLine.ExpenseKind.PHONE_DATA}
"""For kinds of cost without a rule of the institution."""


@dataclass(frozen=True)
class Looking:
    """A sentence for the person and one for staff; empty where there is nothing to say."""

    person: str = ""
    staff: str = ""


def rules_of(institution_id: int) -> dict[str, ExpenseRule]:
    return {rule.kind: rule for rule in ExpenseRule.objects.filter(institution_id=institution_id)}


def look_at(line: ClaimLine, rules: dict[str, ExpenseRule]) -> Looking:
    """Over the limit, or without a receipt that is asked for. Pure. The amount is never touched."""
    if line.kind != ClaimLine.Kind.EXPENSE:
        return Looking()
    rule = rules.get(line.expense_kind)
    person, staff = [], []
    if rule is not None and rule.limit_pence is not None and line.pence > rule.limit_pence:
        words = {"sum": pounds(rule.limit_pence), "over": pounds(line.pence - rule.limit_pence)}
        person.append(
            _("This is more than our usual %(sum)s. We keep it as it is. The coordinator looks at it.") % words
        )
        staff.append(_("%(over)s over your limit of %(sum)s. Ask if you need to know why.") % words)
    if line.besides_advance:
        staff.append(_("The same kind of cost was paid before the day. The person says that this is another."))
    if wants_receipt(line, rule):
        person.append(_("Do you have the receipt? A photo helps. If you have none, tell us what it was for."))
        staff.append(_("No receipt."))
    return Looking(" ".join(person), " ".join(staff))


def wants_receipt(line: ClaimLine, rule: ExpenseRule | None) -> bool:
    """Above the rule's sum; without a rule from £10 on, and never for miles or phone.

    The person, the coordinator and finance are asked by this one answer.
    """
    if line.kind != ClaimLine.Kind.EXPENSE or line.receipt_id is not None:
        return False
    if rule is not None:
        return rule.receipt_above_pence is not None and line.due_pence > rule.receipt_above_pence
    return line.expense_kind not in NO_RECEIPT_ASKED and line.due_pence >= RECEIPT_FROM_PENCE


@transaction.atomic
def set_rule(institution: Institution, *, kind: str, by: Actor, **facts: Any) -> ExpenseRule:
    """From now on; claims that were sent in are looked at by the rule of today, and nothing in them changes."""
    rule, _made = ExpenseRule.objects.update_or_create(institution=institution, kind=kind, defaults=facts)
    record("expense_rule.set", about=rule, by=by, institution_id=institution.pk, kind=kind)
    return rule


def rule_words(rule: ExpenseRule) -> str:
    """One rule in plain words, for partners and staff."""
    said = []
    if rule.limit_pence is not None:
        said.append(_("Up to %(sum)s; for more, talk to us.") % {"sum": pounds(rule.limit_pence)})
    if rule.receipt_above_pence is not None:
        said.append(_("We ask for a receipt above %(sum)s.") % {"sum": pounds(rule.receipt_above_pence)})
    else:
        said.append(_("No receipt needed."))
    if rule.in_advance:
        said.append(_("We can pay it before the day."))
    if rule.on_the_day:
        said.append(_("We can pay it on the day."))
    if rule.booked_by_us:
        said.append(_("We can book it for you."))
    return " ".join(said)
