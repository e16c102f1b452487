"""Who may ask people how it was, and who may ask for a report."""

from __future__ import annotations

from involvement.models import Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule
from involvement.shared.accounts.models import User


@rule(Permission.FEEDBACK_OPEN)
def can_open_feedback(user: User, session: Session) -> bool:
    """Coordinators of the session's institution."""
    return holds(user, Permission.FEEDBACK_OPEN, session.institution_id)


@rule(Permission.REPORT_VIEW)
def can_view_report(user: User, session: Session) -> bool:
    """Coordinators and administrators of the session's institution."""
    return holds(user, Permission.REPORT_VIEW, session.institution_id)


@rule(Permission.REPORT_REQUEST)
def can_request_report(user: User, session: Session) -> bool:
    """Coordinators and administrators of the session's institution."""
    return holds(user, Permission.REPORT_REQUEST, session.institution_id)
