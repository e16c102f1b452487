"""Beside a name, staff read the day on which information about benefits was given, and nothing more."""

from datetime import date

import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Role
from payments.domain.information import decide, give_information, report_change, say_stage
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import OfferFactory
from tests.factories.participants import PartnerFactory
from tests.factories.payments import SYSTEM
from tests.payments.guard_walk import text_of

pytestmark = pytest.mark.django_db
GIVEN, NOT_YET = "Information about benefits given on 3 May 2026", "Information about benefits not yet given"


@pytest.fixture
def here():
    return InstitutionFactory()


def partner(here, **fields):
    return PartnerFactory(person__institution=here, status="active", **fields).person


def page_of(client, here, name, pk):
    client.force_login(user_with(Role.COORDINATOR, here))
    return text_of(client.get(reverse(name, args=[pk])))


def test_the_list_for_inviting_says_when_or_not_yet_and_nothing_else(client, here):
    told, _not_told = partner(here), partner(here)
    give_information(told, by=SYSTEM, on=date(2026, 5, 3))
    give_information(PartnerFactory().person, by=SYSTEM, on=date(2026, 5, 4))
    say_stage(told, stage="advice_wanted", by=SYSTEM)
    decide(told, decision="hold", by=SYSTEM)
    report_change(told, by=SYSTEM)
    offer = OfferFactory(published=True, session__programme__institution=here)

    text = page_of(client, here, "involvement:invite", offer.session_id)

    assert (text.count(GIVEN), text.count(NOT_YET), text.count("4 May 2026")) == (1, 1, 0)
    assert not [word for word in ("advice", "Wait", "out of date", "hold", "expired") if word in text]


@pytest.mark.parametrize("given", [True, False])
def test_the_page_of_a_partner_says_the_same(client, here, given):
    person = partner(here)
    if given:
        give_information(person, by=SYSTEM, on=date(2026, 5, 3))
        decide(person, decision="none", by=SYSTEM)

    text = page_of(client, here, "participants:partner", person.pk)

    assert (GIVEN in text, NOT_YET in text) == (given, not given)
    assert "No money at all" not in text
