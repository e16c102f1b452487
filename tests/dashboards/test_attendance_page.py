"""Marking attendance in the room."""

import pytest
from django.urls import reverse

from involvement.models import Attendance, Session
from involvement.shared.accounts.models import Role
from involvement.shared.audit.models import SensitiveReading
from participants.models import AccessNeed
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(started=True)


@pytest.fixture
def page(session):
    return reverse("dashboards:attendance", args=[session.pk])


@pytest.fixture
def ana(session):
    offer = OfferFactory(published=True, session=session)
    return InvitationFactory(offer=offer, accepted=True, needs_that_day="A quiet room\nBreaks").person


@pytest.fixture
def lead(client, session):
    user = user_with(Role.LECTURER, session.institution, name="Lee Lecturer")
    Session.objects.update(lead=user)
    client.force_login(user)
    return user


def marks(person, status="attended", **fields):
    answers = {"status": status, "actual": "90", "preparation": "30", "debrief": "0", "capacity": "carer", "seen": ""}
    return {"form": "marks"} | {f"p{person.pk}-{name}": value for name, value in {**answers, **fields}.items()}


def test_the_list_shows_who_comes_and_what_to_have_ready_and_keeps_the_reading_once_x4(client, lead, ana, page):
    AccessNeed.objects.create(person=ana, category="other", adjustment="Sit by the door", share_with="coordinator")

    for _visit in range(3):
        html = client.get(page).content.decode()

    assert ana.name in html
    assert "A quiet room" in html
    assert "Sit by the door" not in html
    reading = SensitiveReading.objects.get()
    assert (reading.person, reading.reader_user, reading.what) == (str(ana.pk), str(lead.pk), "adjustments")


def test_marking_saves_minutes_and_capacity_and_a_second_press_changes_nothing(client, lead, ana, page):
    fields = {**marks(ana), f"p{ana.pk}-also": ["student"]}

    for _press in range(2):
        assert client.post(page, fields).status_code == 302

    row = Attendance.objects.get()
    assert (row.status, row.actual_minutes, row.preparation_minutes, row.capacity, row.also_capacities) == (
        "attended",
        90,
        30,
        "carer",
        ["student"],
    )
    assert "1 of 1 marked" in client.get(page).content.decode()


def test_a_second_phone_sees_what_the_first_saved(client, lead, ana, page):
    client.post(page, marks(ana))

    response = client.post(page, marks(ana, status="could_not_come"))

    assert response.status_code == 409
    html = response.content.decode()
    assert f"Lee Lecturer has marked {ana.name} meanwhile: “Came”. You put “Could not come”" in html
    assert Attendance.objects.get().status == "attended"


def test_wrong_minutes_are_refused_with_everything_kept(client, lead, ana, page):
    response = client.post(page, marks(ana, status="part_attended", actual="", preparation="99999"))

    html = response.content.decode()
    assert "Write how many minutes" in html
    assert 'value="99999"' in html
    assert not Attendance.objects.exists()


def test_leaving_somebody_unmarked_leaves_them(client, lead, ana, page):
    client.post(page, marks(ana, status=""))

    assert not Attendance.objects.exists()


def test_somebody_unexpected_is_added_by_name(client, lead, ana, page, session):
    PartnerFactory(person__institution=session.institution, person__name="=cmd|' /C calc'!A0")

    client.post(page, {"form": "add", "name": "=cmd|' /C calc'!A0"})
    html = client.post(page, {"form": "add", "name": "Nobody Known"}).content.decode()

    assert Attendance.objects.get().status == "expected"
    assert "We know nobody called Nobody Known" in html
    assert 'value="Nobody Known"' in html


@pytest.mark.parametrize(
    ("role", "here", "status"),
    [
        (Role.COORDINATOR, True, 200),
        (Role.COORDINATOR, False, 404),
        (Role.LECTURER, True, 404),
        (Role.ADMINISTRATOR, True, 403),
        (Role.FINANCE, True, 403),
        (Role.PARTICIPANT, True, 403),
    ],
)
def test_only_who_runs_the_session_or_coordinates_there_marks(client, session, *, ana, page, role, here, status):
    client.force_login(user_with(role, session.institution if here else InstitutionFactory()))

    assert client.get(page).status_code == status
    assert client.post(page, marks(ana)).status_code == (302 if status == 200 else status)
    assert Attendance.objects.exists() == (status == 200)


def test_a_lead_who_has_left_the_institution_marks_nothing(client, lead, ana, page):
    lead.memberships.all().delete()

    assert client.post(page, marks(ana)).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_however_many_are_expected(
    client, lead, *, session, page, people, django_assert_max_num_queries
):
    offer = OfferFactory(published=True, session=session)
    InvitationFactory.create_batch(people, offer=offer, accepted=True, needs_that_day="Breaks")

    client.get(page)  # the first visit writes down who read
    with django_assert_max_num_queries(9):
        client.get(page)
