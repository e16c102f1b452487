"""Every permission there is. Who holds which: `roles.py`; on which object: each package's `rules.py`."""

from enum import StrEnum


class Permission(StrEnum):
    # what anyone signed in may do with what is theirs
    OWN_RECORD = "own_record"
    # institutions
    INSTITUTION_EDIT = "institution_edit"
    # programmes
    PROGRAMME_VIEW = "programme_view"
    PROGRAMME_MANAGE = "programme_manage"
    # participants
    PARTNER_VIEW = "partner_view"
    PARTNER_MANAGE = "partner_manage"
    ADJUSTMENT_READ = "adjustment_read"
    AVAILABILITY_EDIT = "availability_edit"
    ACCESS_NEED_EDIT = "access_need_edit"
    # involvement
    SESSION_VIEW = "session_view"
    SESSION_MANAGE = "session_manage"
    SESSION_DECIDE = "session_decide"
    OFFER_MANAGE = "offer_manage"
    OFFER_PUBLISH = "offer_publish"
    INVITATION_SEND = "invitation_send"
    INVITATION_ANSWER = "invitation_answer"
    ATTENDANCE_MARK = "attendance_mark"
    # messages
    OUTBOX_VIEW = "outbox_view"
    PHONE_TASK_DO = "phone_task_do"
    # payments
    CLAIM_VIEW = "claim_view"
    CLAIM_CONFIRM = "claim_confirm"
    CLAIM_APPROVE = "claim_approve"
    BATCH_VIEW = "batch_view"
    BATCH_MAKE = "batch_make"
    BATCH_PAY = "batch_pay"
    RATE_VIEW = "rate_view"
    RATE_MAKE = "rate_make"
    BENEFIT_RULES_EDIT = "benefit_rules_edit"
    FUND_VIEW = "fund_view"
    FUND_MANAGE = "fund_manage"
    THANKS_GIVE = "thanks_give"
    FILE_SETTING_EDIT = "file_setting_edit"
    PAYEE_MANAGE = "payee_manage"
    # evaluation
    FEEDBACK_GIVE = "feedback_give"
    FEEDBACK_OPEN = "feedback_open"
    REPORT_VIEW = "report_view"
    REPORT_REQUEST = "report_request"
    # library of published examples
    LIBRARY_VIEW = "library_view"
