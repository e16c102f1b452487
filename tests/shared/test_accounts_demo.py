"""Being one of the made-up people: in the demonstration only."""

import pytest
from django.core.checks import run_checks
from django.urls import reverse

from involvement.shared.accounts.demo import demo_people
from involvement.shared.accounts.models import Membership, Role
from tests.factories.accounts import InstitutionFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_house():
    return InstitutionFactory(is_demo=True)


def sign_in_as(client, user):
    return client.post(reverse("accounts:demo_sign_in"), {"user": user.pk})


def test_one_click_signs_in_as_a_made_up_person(client, demo_house):
    coordinator = user_with(Role.COORDINATOR, demo_house)

    answer = sign_in_as(client, coordinator)

    assert answer.status_code == 302 and answer["Location"] == reverse("dashboards:home")
    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_outside_the_demonstration_the_page_does_not_exist(client, demo_house, settings):
    settings.DEMO = False

    assert sign_in_as(client, user_with(Role.COORDINATOR, demo_house)).status_code == 404
    assert "_auth_user_id" not in client.session
    assert demo_people() == []


def test_opening_the_address_signs_nobody_in(client, demo_house):
    coordinator = user_with(Role.COORDINATOR, demo_house)

    assert client.get(reverse("accounts:demo_sign_in"), {"user": coordinator.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_real_people_cannot_be_signed_in_as(client, demo_house):
    real = user_with(Role.COORDINATOR, InstitutionFactory())
    both = user_with(Role.LECTURER, demo_house)
    Membership.objects.create(user=both, institution=InstitutionFactory(), role=Role.LECTURER)
    support = user_with(Role.COORDINATOR, demo_house, is_staff=True)
    gone = user_with(Role.COORDINATOR, demo_house, is_active=False)

    for user in [real, both, support, gone]:
        assert sign_in_as(client, user).status_code == 404
    assert demo_people() == []


@pytest.mark.parametrize("pk", ["", "x", "-1", "0", "9" * 40, "1;drop", "²"])
def test_a_made_up_number_is_not_found(client, pk):
    assert client.post(reverse("accounts:demo_sign_in"), {"user": pk}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_cards_come_in_the_order_of_the_front_page(demo_house, django_assert_num_queries, count):
    for _ in range(count):
        user_with(Role.PARTICIPANT, demo_house)
        user_with(Role.FINANCE, demo_house)
    coordinator = user_with(Role.COORDINATOR, demo_house, name="Ana")

    with django_assert_num_queries(1):
        people = demo_people()

    assert people[0].pk == coordinator.pk and people[0].name == "Ana"
    assert people[0].role_labels == ("Involvement coordinator",) and people[0].institution == demo_house.name
    assert [p.roles[0] for p in people[1:]] == ["finance"] * count + ["participant"] * count


def test_production_refuses_the_demonstration(settings):
    settings.PRODUCTION, settings.DEMO = True, True
    assert "production.E001" in {problem.id for problem in run_checks()}

    settings.DEMO = False
    assert "production.E001" not in {problem.id for problem in run_checks()}
