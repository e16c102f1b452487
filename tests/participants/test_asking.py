"""Having a rest: whoever asks for it, only the person ends it."""

import pytest

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from participants.domain.asking import come_back, take_a_rest
from tests.factories.accounts import user_with
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


def test_nobody_else_ends_a_rest():
    partner = PartnerFactory(status="resting")
    coordinator = user_with(Role.COORDINATOR, partner.person.institution)

    for by in (Actor.of(coordinator), Actor.system("night"), Actor.nobody()):
        with pytest.raises(Refused, match="Only the person"):
            come_back(partner, by=by)

    come_back(partner, by=Actor.link(partner.person_id, ""))
    partner.refresh_from_db()
    assert partner.status == "active"


@pytest.mark.parametrize("status", ["enquiring", "inducted", "paused_by_institution", "left"])
def test_only_an_active_partner_rests(status):
    partner = PartnerFactory(status=status)

    with pytest.raises(Refused):
        take_a_rest(partner, by=Actor.link(partner.person_id, ""))

    partner.refresh_from_db()
    assert partner.status == status
