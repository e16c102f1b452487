"""What to put in place for the people who come (A2, X4; model section 8)."""

import pytest
from django.urls import reverse

from involvement.shared.audit.models import SensitiveReading
from participants.models import AccessNeed
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(programme, lecturer):
    person = PartnerFactory(person__institution=programme.institution, person__name="Ana Zebra").person
    AccessNeed.objects.create(person=person, category="environment", adjustment="Sit near the door", detail="because")
    AccessNeed.objects.create(
        person=person, category="health_and_food", adjustment="A fridge", share_with="coordinator", detail="medicine"
    )
    return InvitationFactory(
        accepted=True,
        person=person,
        offer__session__programme=programme,
        offer__session__lead=lecturer,
        needs_that_day="A lift from the station",
    )


def test_a2_the_lead_reads_what_to_do_and_first_names_never_why(client, coming, lecturer):
    client.force_login(lecturer)
    page = client.get(reverse("involvement:session_needs", args=[coming.offer.session_id])).content.decode()
    for there in ("Ana", "Sit near the door", "A lift from the station"):
        assert there in page
    for not_there in ("Zebra", "because", "A fridge", "medicine"):
        assert not_there not in page


def test_x4_each_look_is_written_down_and_only_when_there_was_something_to_read(client, coming, coordinator):
    InvitationFactory(offer=coming.offer, accepted=True)
    client.force_login(coordinator)
    page = client.get(reverse("involvement:session_needs", args=[coming.offer.session_id])).content.decode()
    assert "A fridge" in page and "medicine" not in page and "Ana Zebra" in page
    reading = SensitiveReading.objects.get()
    assert (reading.person, reading.reader_user) == (str(coming.person_id), str(coordinator.pk))
    assert reading.reader_role == "coordinator" and reading.why == f"session {coming.offer.session_id}"


def test_the_session_page_counts_adjustments_and_shows_none(client, coming, lecturer):
    client.force_login(lecturer)
    page = client.get(reverse("involvement:session", args=[coming.offer.session_id]))
    assert page.context["needs"] == 1
    assert "Sit near the door" not in page.content.decode() and "Zebra" not in page.content.decode()
    assert not SensitiveReading.objects.exists()
