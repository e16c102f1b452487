"""The cards of "Be one of these people" on the front page: who they are in one line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from involvement.shared.accounts.demo import DemoPerson, demo_people
from involvement.shared.accounts.models import Role
from involvement.shared.ui.words import list_words
from participants.models import Person

LINES: dict[str, str | Promise] = {
    Role.COORDINATOR: _("Plans sessions, asks partners and checks claims."),
    Role.LECTURER: _("Runs sessions and marks who came."),
    Role.FINANCE: _("Makes payment runs and says when they are paid."),
    Role.ADMINISTRATOR: _("Asks for reports and looks after the record."),
    Role.SUPPORTER: _("Helps a partner with the parts the partner ticked."),
    Role.STUDENT: _("Learns from partners and gives feedback."),
    Role.EXTERNAL_REVIEWER: _("Looks at published examples and reports from outside."),
    Role.PANEL_CHAIR: _("Chairs a selection panel."),
    Role.PRACTICE_EDUCATOR: _("Teaches students on placement."),
}


@dataclass(frozen=True)
class Card:
    pk: int
    name: str
    first_name: str
    roles: str
    line: str


def cards() -> list[Card]:
    """Two queries; none and no cards outside the demonstration."""
    people = demo_people()
    if not people:
        return []
    known = {p.user_id: p for p in Person.objects.filter(user_id__in=[p.pk for p in people]).select_related("partner")}
    return [_card(person, known.get(person.pk)) for person in people]


def _card(person: DemoPerson, known: Person | None) -> Card:
    return Card(
        pk=person.pk,
        name=person.name,
        first_name=person.name.split()[0],
        roles=list_words(list(person.role_labels)),
        line=_own_words(known) or str(LINES.get(person.roles[0], "")),
    )


def _own_words(known: Person | None) -> str:
    partner = getattr(known, "partner", None)
    return partner.about_me if partner else ""
