"""Who may do what to offers, invitations and sessions."""

from __future__ import annotations

from involvement.models import Invitation, Session
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule
from involvement.shared.accounts.models import User
from participants.models import SupporterLink


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
    runs = user.pk in {session.lead_id, session.co_lead_id} and user.works_at(session.institution_id)
    return runs or holds(user, Permission.INVITATION_SEND, session.institution_id)
