"""Who may ask people how it was, and who may ask for a report: people with the role at the session's institution."""

from __future__ import annotations

from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import rule_for_holders

rule_for_holders(Permission.FEEDBACK_OPEN, Permission.REPORT_VIEW, Permission.REPORT_REQUEST)
