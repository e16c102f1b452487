"""What a person sees first: one part for each hat they wear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from involvement.dashboards.home.coordinator import coordinator
from involvement.dashboards.home.office import administrator, finance
from involvement.dashboards.home.others import external_reviewer, partner_organisation, student
from involvement.dashboards.home.partner import partner, supporter
from involvement.dashboards.home.parts import Hat
from involvement.dashboards.home.teaching import practice_educator, teaching
from involvement.shared.accounts.models import Role, User

GATHERERS: list[tuple[set[str], Callable[[User, datetime], Hat]]] = [
    ({Role.COORDINATOR}, coordinator),
    ({Role.PARTICIPANT}, partner),
    ({Role.SUPPORTER}, supporter),
    ({Role.LECTURER, Role.PANEL_CHAIR}, teaching),
    ({Role.FINANCE}, finance),
    ({Role.ADMINISTRATOR}, administrator),
    ({Role.PRACTICE_EDUCATOR}, practice_educator),
    ({Role.STUDENT}, student),
    ({Role.PARTNER_ORG}, partner_organisation),
    ({Role.EXTERNAL_REVIEWER}, external_reviewer),
]
"""In the order of the page."""


def hats_for(user: User) -> list[Hat]:
    """A fixed number of queries for each hat, whatever there is to show."""
    now = timezone.now()
    roles = {m.role for m in user.current_memberships()}
    return [gather(user, now) for worn_by, gather in GATHERERS if roles & worn_by]
