"""The offer as one printed page."""

import pytest
from django.urls import reverse

from involvement.models import Session
from involvement.shared.accounts.models import Institution, Role
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import OfferFactory
from tests.shared.pdf_checks import text_of, verapdf_failures

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    offer = OfferFactory(published=True, who_else="Ana & <b>Bo</b>")
    Session.objects.update(venue_access="Step-free from the bus stop.", quiet_room=True)
    Institution.objects.update(adviser_name="Threadneedle Advice", coordinator_phone="01632 960200")
    return offer


def sheet(client, offer):
    client.force_login(user_with(Role.COORDINATOR, offer.session.institution))
    return client.get(reverse("involvement:offer_sheet", args=[offer.pk]))


def test_it_says_the_six_answers_the_money_the_access_and_who_advises(client, offer, tmp_path):
    answer = sheet(client, offer)

    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("attachment")
    told = " ".join(text_of(answer.content).split())
    for words in (offer.ask, offer.when, offer.task, offer.benefit_impact, offer.local_sixth, offer.expenses):
        assert words in told
    for words in ("The fee is £50.00", "£20.00", "Step-free from the bus stop", "quiet room", "Threadneedle Advice"):
        assert words in told
    assert "It is not advice" in told and "<b>Bo</b>" in told
    made = tmp_path / "sheet.pdf"
    made.write_bytes(answer.content)
    assert verapdf_failures(made) == []


def test_it_is_one_page(client, offer):
    assert text_of(sheet(client, offer).content).count("\f") == 1


def test_another_institution_does_not_find_it(client, offer):
    client.force_login(user_with(Role.COORDINATOR, InstitutionFactory()))

    assert client.get(reverse("involvement:offer_sheet", args=[offer.pk])).status_code == 404
