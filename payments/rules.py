"""Who may do what to claims, payment runs, rates and money."""

from __future__ import annotations

from involvement.models import Invitation
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule, rule_for_holders
from involvement.shared.accounts.models import User
from participants.models import SupporterLink
from payments.models import Advance, Claim, Payee

rule_for_holders(
    Permission.CLAIM_VIEW,
    Permission.BATCH_VIEW,
    Permission.BATCH_PAY,
    Permission.RATE_VIEW,
    Permission.RATE_MAKE,
    Permission.FILE_SETTING_EDIT,
    Permission.FUND_VIEW,
    Permission.FUND_MANAGE,
)
rule_for_holders(Permission.BATCH_MAKE, Permission.BENEFIT_RULES_EDIT, at="pk")  # the institution itself


@rule(Permission.CLAIM_CONFIRM)
def can_confirm(user: User, claim: Claim | Advance | Invitation) -> bool:
    """The person; or a supporter who may both see the payments and answer for the person today (R16)."""
    if claim.person.user_id == user.pk:
        return True
    scopes = [SupporterLink.Scope.SEE_PAYMENTS, SupporterLink.Scope.ANSWER_INVITATIONS]
    links = SupporterLink.objects.current().filter(supporter__user_id=user.pk, scopes__contains=scopes)
    return links.filter(person_id=claim.person_id).exists()


@rule(Permission.CLAIM_APPROVE)
def can_approve(user: User, claim: Claim) -> bool:
    """Coordinators of the paying institution; never the payee. Who else must not is said by `domain.duties`."""
    return holds(user, Permission.CLAIM_APPROVE, claim.institution_id) and claim.person.user_id != user.pk


@rule(Permission.PAYEE_MANAGE)
def can_manage_payee(user: User, payee: Payee) -> bool:
    """Finance, for others: one's own bank details are typed on one's own page."""
    return holds(user, Permission.PAYEE_MANAGE, payee.person.institution_id) and payee.person.user_id != user.pk
