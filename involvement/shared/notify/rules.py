"""Who may see and settle messages: people with the role at the institution that sent them."""

from __future__ import annotations

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, rule
from involvement.shared.accounts.models import User
from involvement.shared.notify.models import Message


@rule(Permission.OUTBOX_VIEW)
def can_see(user: User, message: Message) -> bool:
    return message.institution_id is not None and holds(user, Permission.OUTBOX_VIEW, message.institution_id)


@rule(Permission.PHONE_TASK_DO)
def can_settle(user: User, message: Message) -> bool:
    """Coordinators make the calls, post the letters and decide what was in doubt."""
    return message.institution_id is not None and holds(user, Permission.PHONE_TASK_DO, message.institution_id)
