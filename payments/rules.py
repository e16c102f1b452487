"""Who may do what to claims and payment runs."""

from __future__ import annotations

from involvement.models import Invitation
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule
from involvement.shared.accounts.models import Institution, User
from participants.models import SupporterLink
from payments.models import Advance, Claim, FileSetting, Fund, Payee, PaymentBatch, RatePolicy


@rule(Permission.CLAIM_VIEW)
def can_view_as_staff(user: User, claim: Claim) -> bool:
    return holds(user, Permission.CLAIM_VIEW, claim.institution_id)


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


@rule(Permission.BATCH_VIEW)
def can_view_run(user: User, batch: PaymentBatch) -> bool:
    return holds(user, Permission.BATCH_VIEW, batch.institution_id)


@rule(Permission.BATCH_MAKE)
def can_make_run(user: User, institution: Institution) -> bool:
    return holds(user, Permission.BATCH_MAKE, institution.pk)


@rule(Permission.BATCH_PAY)
def can_pay_run(user: User, batch: PaymentBatch) -> bool:
    return holds(user, Permission.BATCH_PAY, batch.institution_id)


@rule(Permission.BENEFIT_RULES_EDIT)
def can_edit_benefit_rules(user: User, institution: Institution) -> bool:
    return holds(user, Permission.BENEFIT_RULES_EDIT, institution.pk)


@rule(Permission.RATE_VIEW)
def can_view_rates(user: User, policy: RatePolicy) -> bool:
    return holds(user, Permission.RATE_VIEW, policy.institution_id)


@rule(Permission.RATE_MAKE)
def can_make_rates(user: User, policy: RatePolicy) -> bool:
    return holds(user, Permission.RATE_MAKE, policy.institution_id)


@rule(Permission.FILE_SETTING_EDIT)
def can_edit_file_setting(user: User, setting: FileSetting) -> bool:
    return holds(user, Permission.FILE_SETTING_EDIT, setting.institution_id)


@rule(Permission.PAYEE_MANAGE)
def can_manage_payee(user: User, payee: Payee) -> bool:
    """Finance, for others: one's own bank details are typed on one's own page."""
    return holds(user, Permission.PAYEE_MANAGE, payee.person.institution_id) and payee.person.user_id != user.pk


@rule(Permission.FUND_VIEW)
def can_view_fund(user: User, fund: Fund) -> bool:
    return holds(user, Permission.FUND_VIEW, fund.institution_id)


@rule(Permission.FUND_MANAGE)
def can_manage_fund(user: User, fund: Fund) -> bool:
    return holds(user, Permission.FUND_MANAGE, fund.institution_id)
