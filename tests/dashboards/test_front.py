import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Membership, Role
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


def front(client):
    return client.get(reverse("dashboards:front")).content.decode()


def test_the_front_page_opens_for_everybody(client):
    page = front(client)

    assert page.count("<h1") == 1
    assert "Skip to main content" in page
    assert "Sign in" in page


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    return InstitutionFactory(is_demo=True)


def test_the_demonstration_offers_people_to_be(client, demo):
    cora = user_with(Role.COORDINATOR, demo, name="Cora Linen")
    partner = PartnerFactory(person__institution=demo, about_me="I like small groups.", with_account=True)
    user_with(Role.COORDINATOR, InstitutionFactory(), name="Real Person")

    page = front(client)

    assert "Cora Linen" in page
    assert "Plans sessions, asks partners and checks claims." in page
    assert partner.person.name in page
    assert "I like small groups." in page
    assert "Real Person" not in page

    client.post(reverse("accounts:demo_sign_in"), {"user": cora.pk})
    assert "Hello, <bdi>Cora Linen</bdi>" in client.get(reverse("dashboards:home")).content.decode()


def test_outside_the_demonstration_nobody_is_offered(client, demo, settings):
    user_with(Role.COORDINATOR, demo, name="Cora Linen")
    settings.DEMO = False

    page = front(client)

    assert "Cora Linen" not in page
    assert "made up" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_cards_cost_the_same_however_many(client, demo, count, django_assert_num_queries):
    for _ in range(count):
        PartnerFactory(person__institution=demo, with_account=True)

    with django_assert_num_queries(2):  # accounts, their persons
        front(client)


def test_help_names_the_coordinator_of_the_persons_own_institution(client):
    ours, other = (
        InstitutionFactory(coordinator_phone="01632 960111"),
        InstitutionFactory(coordinator_phone="01632 960222"),
    )
    client.force_login(user_with(Role.PARTICIPANT, ours))

    page = client.get(reverse("dashboards:help")).content.decode()

    assert "01632 960111" in page
    assert other.coordinator_phone not in page


@pytest.mark.parametrize("name", ["help", "accessibility"])
def test_pages_at_the_foot_are_open_to_all(client, name):
    page = client.get(reverse(f"dashboards:{name}"))

    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_start_page(client, role):
    client.force_login(user_with(role, InstitutionFactory()))

    page = client.get(reverse("dashboards:home")).content.decode()

    assert page.count("<h1") == 1
    assert "Sign out" in page
    assert "You have no role here" not in page


def test_somebody_without_a_role_today_is_told_whom_to_ask(client):
    user = user_with(Role.PARTICIPANT, InstitutionFactory())
    Membership.objects.all().delete()
    client.force_login(user)

    assert "You have no role here" in client.get(reverse("dashboards:home")).content.decode()


def test_somebody_with_two_hats_sees_both_x1(client):
    institution = InstitutionFactory()
    user = user_with(Role.COORDINATOR, institution)
    Membership.objects.create(user=user, institution=institution, role=Role.PARTICIPANT)
    client.force_login(user)

    page = client.get(reverse("dashboards:home")).content.decode()

    assert "As a coordinator" in page
    assert "As a partner" in page


def test_the_front_page_leads_to_the_published_examples(client):
    assert f'href="{reverse("dashboards:library")}"' in client.get(reverse("dashboards:front")).content.decode()
