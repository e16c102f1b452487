"""Which role holds which permission (model section 8). Object rules narrow every one of these further."""

from involvement.shared.access.permissions import Permission as P
from involvement.shared.accounts.models import Role

_EVERYONE = {P.OWN_RECORD, P.LIBRARY_VIEW}
_PARTNER = _EVERYONE | {
    P.AVAILABILITY_EDIT,
    P.ACCESS_NEED_EDIT,
    P.INVITATION_ANSWER,
    P.CLAIM_CONFIRM,
    P.FEEDBACK_GIVE,
}
_TEACHING = _EVERYONE | {
    P.PROGRAMME_VIEW,
    P.SESSION_VIEW,
    P.SESSION_MANAGE,
    P.OFFER_MANAGE,
    P.ATTENDANCE_MARK,
    P.ADJUSTMENT_READ,
}

HELD: dict[str, set[P]] = {
    Role.PARTICIPANT: _PARTNER,
    Role.SUPPORTER: _EVERYONE | {P.INVITATION_ANSWER, P.FEEDBACK_GIVE},
    Role.STUDENT: _EVERYONE | {P.FEEDBACK_GIVE},
    Role.LECTURER: _TEACHING,
    Role.PRACTICE_EDUCATOR: _EVERYONE | {P.PROGRAMME_VIEW},
    Role.PANEL_CHAIR: _EVERYONE | {P.SESSION_VIEW, P.ATTENDANCE_MARK, P.ADJUSTMENT_READ},
    Role.COORDINATOR: _TEACHING
    | {
        P.INSTITUTION_EDIT,
        P.PROGRAMME_MANAGE,
        P.PARTNER_VIEW,
        P.PARTNER_MANAGE,
        P.SESSION_DECIDE,
        P.OFFER_PUBLISH,
        P.INVITATION_SEND,
        P.OUTBOX_VIEW,
        P.PHONE_TASK_DO,
        P.CLAIM_VIEW,
        P.CLAIM_APPROVE,
        P.RATE_VIEW,
        P.FUND_VIEW,
        P.THANKS_GIVE,
        P.FEEDBACK_OPEN,
        P.REPORT_VIEW,
        P.REPORT_REQUEST,
    },
    Role.FINANCE: _EVERYONE
    | {
        P.CLAIM_VIEW,
        P.BATCH_VIEW,
        P.BATCH_MAKE,
        P.BATCH_PAY,
        P.FILE_SETTING_EDIT,
        P.PAYEE_MANAGE,
        P.RATE_VIEW,
        P.RATE_MAKE,
        P.FUND_VIEW,
        P.FUND_MANAGE,
    },
    Role.ADMINISTRATOR: _EVERYONE
    | {
        P.INSTITUTION_EDIT,
        P.PROGRAMME_VIEW,
        P.SESSION_VIEW,
        P.REPORT_VIEW,
        P.REPORT_REQUEST,
        P.BENEFIT_RULES_EDIT,
        P.OUTBOX_VIEW,
        P.RATE_VIEW,
        P.RATE_MAKE,
        P.FUND_VIEW,
        P.FUND_MANAGE,
        P.FILE_SETTING_EDIT,
    },
    Role.PARTNER_ORG: _EVERYONE,
    Role.EXTERNAL_REVIEWER: _EVERYONE,
}
