"""When somebody can take part: each tap saved, one button without JavaScript, and having a rest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from participants.models import Availability, PartnerProfile
from tests.factories.accounts import UserFactory, user_with
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db
PAGE = "/my/availability/"
PARTS = ("morning", "afternoon", "evening")


@pytest.fixture
def partner(client):
    partner = PartnerFactory(with_account=True)
    client.force_login(partner.person.user)
    return partner


def by_link(person):
    link = issue_link(
        Purpose.AVAILABILITY, about=person, person_id=person.pk, expires_at=timezone.now() + timedelta(days=9)
    )
    return reverse("dashboards:availability_by_link", args=[link.token()])


def said():
    return set(Availability.objects.values_list("weekday", "date", "part", "answer"))


def ahead(days):
    return timezone.localdate() + timedelta(days=days)


def test_one_button_saves_the_whole_page_and_the_page_shows_it_again(client, partner):
    response = client.post(
        PAGE, {"form": "days", "w-0-morning": "yes", f"d-{ahead(3)}-evening": "no", "w-1-morning": ""}
    )

    assert response.status_code == 302
    assert said() == {(0, None, "morning", "yes"), (None, ahead(3), "evening", "no")}
    html = client.get(PAGE).content.decode()
    assert 'name="w-0-morning" value="yes" checked' in html
    assert f'name="d-{ahead(3)}-evening" value="no" checked' in html
    assert "usually" in html


def test_a_tap_is_saved_by_itself_and_costs_what_a_month_costs(client, partner):
    month = {f"d-{ahead(n)}-{part}": "if_need_be" for n in range(28) for part in PARTS}
    costs = []
    for cells in ({f"d-{ahead(0)}-morning": "yes"}, month):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(PAGE, cells, headers={"X-Saved-By-Tap": "1"})
        assert response.status_code == 204
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert Availability.objects.count() == 84


@pytest.mark.parametrize("cells", [0, 84])
def test_the_page_costs_the_same_however_much_was_said(client, partner, cells, django_assert_max_num_queries):
    client.post(PAGE, {f"d-{ahead(n // 3)}-{PARTS[n % 3]}": "yes" for n in range(cells)})

    with django_assert_max_num_queries(7):  # session, user, memberships, person, profile, what was said
        client.get(PAGE)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("w-7-morning", "yes"),
        ("w-0-night", "yes"),
        ("w-0-morning", "perhaps"),
        ("d-2026-02-30-morning", "yes"),
        ("d-1999-01-01-morning", "yes"),
        ("d-2999-01-01-morning", "yes"),
        ("person_id", "1"),
    ],
)
def test_what_no_page_of_ours_makes_changes_nothing(client, partner, name, answer):
    client.post(PAGE, {name: answer})

    assert not said()


def test_by_link_it_works_without_a_cookie_and_from_a_page_that_hides_where_it_was(partner):
    bare = Client(enforce_csrf_checks=True)

    response = bare.post(by_link(partner.person), {"w-2-evening": "yes"}, headers={"Origin": "null"})

    assert response.status_code == 302
    assert said() == {(2, None, "evening", "yes")}


def test_a_link_about_one_person_never_opens_another(client, partner):
    other = PartnerFactory().person
    link = issue_link(
        Purpose.AVAILABILITY, about=other, person_id=partner.person.pk, expires_at=timezone.now() + timedelta(days=9)
    )

    assert client.get(reverse("dashboards:availability_by_link", args=[link.token()])).status_code == 404


def test_staff_and_people_without_a_record_have_no_such_page(client, partner):
    client.force_login(user_with(Role.COORDINATOR, partner.person.institution))
    assert client.get(PAGE).status_code == 403
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code == 403


def day_fields(day):
    return {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}


def test_a_day_further_away_is_added_whole_and_stands_on_the_page(client, partner):
    client.post(PAGE, {"form": "further", **day_fields(ahead(90)), "answer": "no"})

    assert said() == {(None, ahead(90), part, "no") for part in PARTS}
    assert f"d-{ahead(90)}-morning" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_has_gone_or_is_far_away_is_refused_and_kept(client, partner, days):
    html = client.post(PAGE, {"form": "further", **day_fields(ahead(days)), "answer": "no"}).content.decode()

    assert "Choose a day from today up to a year ahead" in html
    assert f'value="{ahead(days).year}"' in html
    assert not said()


def test_how_often_and_how_long_before_are_kept(client, partner):
    client.post(PAGE, {"form": "asking", "most_a_month": "2", "notice_days": "14"})

    partner.refresh_from_db()
    assert (partner.asked_at_most_a_month, partner.needs_notice_days) == (2, 14)
    client.post(PAGE, {"form": "asking", "most_a_month": "", "notice_days": "0"})
    partner.refresh_from_db()
    assert (partner.asked_at_most_a_month, partner.needs_notice_days) == (None, 0)


def test_a_rest_and_back_again_twice_pressed_is_once(client, partner):
    for pressed, status in (("rest", "resting"), ("rest", "resting"), ("back", "active"), ("back", "active")):
        client.post(PAGE, {"form": pressed})
        assert PartnerProfile.objects.get().status == status
    client.post(PAGE, {"form": "rest"})
    assert "You are having a rest" in client.get(PAGE).content.decode()
