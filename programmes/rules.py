"""Who may see and who may change a programme: people with the role at its own institution."""

from __future__ import annotations

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import rule_for_holders

rule_for_holders(Permission.PROGRAMME_VIEW, Permission.PROGRAMME_MANAGE)
