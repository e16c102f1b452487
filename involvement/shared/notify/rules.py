"""Who may see and who may settle messages: people with the role at the institution that sent them.

Settling is making the calls, posting the letters and deciding what was in doubt. A message of no institution is
nobody's to see.
"""

from __future__ import annotations

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import rule_for_holders

rule_for_holders(Permission.OUTBOX_VIEW, Permission.PHONE_TASK_DO)
