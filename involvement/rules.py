"""Who may do what to offers, invitations and sessions."""

from __future__ import annotations

from involvement.models import Invitation, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule, rule_for_holders
from involvement.shared.accounts.models import User
from participants.models import SupporterLink

# Publishing promises money, so it is the coordinator's; so is deciding: confirming, moving, cancelling, closing.
rule_for_holders(Permission.OFFER_PUBLISH, Permission.INVITATION_SEND, Permission.SESSION_DECIDE)


@rule(Permission.INVITATION_ANSWER)
def can_answer(user: User, invitation: Invitation) -> bool:
    """The person, or a supporter whom the person lets answer for them today (I7, R16)."""
    if invitation.person.user_id == user.pk:
        return True
    answering = SupporterLink.objects.people_of(user, SupporterLink.Scope.ANSWER_INVITATIONS)
    return answering.filter(person_id=invitation.person_id).exists()


@rule(Permission.ATTENDANCE_MARK)
def can_mark_attendance(user: User, session: Session) -> bool:
    """Whoever runs this session (lead, co-lead, a panel chair in either place) and its coordinators."""
    return _runs(user, session) or holds(user, Permission.INVITATION_SEND, session.institution_id)


def _runs(user: User, session: Session) -> bool:
    return user.pk in {session.lead_id, session.co_lead_id} and user.works_at(session.institution_id)


def _coordinates(user: User, session: Session) -> bool:
    return holds(user, Permission.SESSION_DECIDE, session.institution_id)


@rule(Permission.SESSION_VIEW)
def can_view_session(user: User, session: Session) -> bool:
    """Whoever runs it, and whoever sees the institution's sessions."""
    return _runs(user, session) or holds(user, Permission.REPORT_VIEW, session.institution_id)


@rule(Permission.SESSION_MANAGE)
def can_manage_session(user: User, session: Session) -> bool:
    """Whoever runs it may write about it; coordinators all of them."""
    return _runs(user, session) or _coordinates(user, session)


@rule(Permission.OFFER_MANAGE)
def can_write_offer(user: User, session: Session) -> bool:
    return _runs(user, session) or _coordinates(user, session)


@rule(Permission.ADJUSTMENT_READ)
def can_read_adjustments(user: User, session: Session) -> bool:
    """What to put in place for people who come: whoever runs the session, and coordinators (A2)."""
    return _runs(user, session) or _coordinates(user, session)
