"""What each hat shows, at what cost, and nothing of another institution (R2)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Attendance, Invitation
from involvement.shared.accounts.models import Role
from involvement.shared.notify.models import Message
from participants.models import SupporterLink
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def institution():
    return InstitutionFactory()


def home(client, user):
    client.force_login(user)
    return client.get(reverse("dashboards:home")).content.decode()


def offer_at(institution, **fields):
    programme = ProgrammeFactory(institution=institution)
    return OfferFactory(session__programme=programme, published=True, **fields)


def call_at(institution, **fields):
    now = timezone.now()
    return Message.objects.create(
        institution=institution, kind="call", about="x:1", person_id=1, name="Pat", channel="phone",
        due=now, not_before=now, next_try_at=now, body="Ring Pat.", **fields,
    )  # fmt: skip


def count_of(page, words):
    return int(page.split(f"</span> {words}")[0].rsplit(">", 1)[1])


def test_the_coordinator_sees_five_counts_the_next_sessions_and_open_offers(client, institution):
    offer = offer_at(institution)
    InvitationFactory(offer=offer, accepted=True)
    InvitationFactory(offer=offer)
    SessionFactory(programme=offer.session.programme, started=True)
    call_at(institution)

    page = home(client, user_with(Role.COORDINATOR, institution))

    assert count_of(page, "sessions coming") == 1
    assert count_of(page, "offers open") == 1
    assert count_of(page, "answers we wait for") == 1
    assert count_of(page, "claims to approve") == 0
    assert count_of(page, "phone calls to make") == 1
    assert page.count(f">{offer.session.title}<") == 2
    assert "1 of 3" in page


def test_another_institution_is_not_counted(client, institution):
    offer = offer_at(InstitutionFactory())
    InvitationFactory(offer=offer)
    call_at(offer.session.institution)

    page = home(client, user_with(Role.COORDINATOR, institution))

    for words in ("sessions coming", "offers open", "answers we wait for", "phone calls to make"):
        assert count_of(page, words) == 0
    assert offer.session.title not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_coordinators_page_costs_the_same_however_much_there_is(
    client, institution, count, django_assert_num_queries
):
    for _ in range(count):
        InvitationFactory(offer=offer_at(institution), accepted=True)
    coordinator = user_with(Role.COORDINATOR, institution)
    client.force_login(coordinator)

    with django_assert_num_queries(6):  # session, account, memberships, counts, sessions, offers
        client.get(reverse("dashboards:home"))


def test_at_most_ten_sessions_are_listed_soonest_first(client, institution):
    programme = ProgrammeFactory(institution=institution)
    start = timezone.now() + timedelta(days=1)
    for day in range(12):
        begins = start + timedelta(days=day)
        SessionFactory(programme=programme, title=f"Day {day}.", starts_at=begins, ends_at=begins + timedelta(hours=1))

    page = home(client, user_with(Role.COORDINATOR, institution))

    assert page.index("Day 0.") < page.index("Day 9.")
    assert "Day 10." not in page
    assert count_of(page, "sessions coming") == 12


@pytest.mark.parametrize("count", [1, 3])
def test_the_lecturer_sees_own_sessions_and_whom_to_mark(client, institution, count, django_assert_num_queries):
    lecturer = user_with(Role.LECTURER, institution)
    programme = ProgrammeFactory(institution=institution)
    for _ in range(count):
        started = SessionFactory(programme=programme, lead=lecturer, started=True)
        InvitationFactory(offer=OfferFactory(session=started, published=True), accepted=True)
        upcoming = SessionFactory(programme=programme, co_lead=lecturer)
    others = SessionFactory(programme=programme)

    page = home(client, lecturer)

    assert started.title in page
    assert upcoming.title in page
    assert others.title not in page
    with django_assert_num_queries(5):  # session, account, memberships, to mark, upcoming
        client.get(reverse("dashboards:home"))


def test_a_marked_session_no_longer_asks_for_marking(client, institution):
    lecturer = user_with(Role.LECTURER, institution)
    session = SessionFactory(programme=ProgrammeFactory(institution=institution), lead=lecturer, started=True)
    invitation = InvitationFactory(offer=OfferFactory(session=session, published=True), accepted=True)
    Attendance.objects.create(
        session=session, person=invitation.person, invitation=invitation, status="attended",
        actual_minutes=60, marked_at=timezone.now(), marked_by=lecturer,
    )  # fmt: skip

    page = home(client, lecturer)

    assert session.title not in page
    assert "Nothing to mark" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_partner_sees_offers_that_wait_and_own_dates(client, institution, count, django_assert_num_queries):
    partner = PartnerFactory(person__institution=institution, with_account=True)
    for _ in range(count):
        asked = InvitationFactory(offer=offer_at(institution), person=partner.person)
        coming = InvitationFactory(offer=offer_at(institution), person=partner.person, accepted=True)
    elses = InvitationFactory(offer=offer_at(institution))

    page = home(client, partner.person.user)

    assert asked.offer.session.title in page
    assert coming.offer.session.title in page
    assert "Fee: £50.00" in page
    assert reverse("dashboards:my_offer", args=[asked.pk]) in page
    assert elses.offer.session.title not in page
    with django_assert_num_queries(5):  # session, account, memberships, invitations, claims
        client.get(reverse("dashboards:home"))


def test_a_partner_without_offers_is_told_what_happens_next(client, institution):
    page = home(client, PartnerFactory(person__institution=institution, with_account=True).person.user)

    assert "No one is waiting for your answer" in page
    assert "You have no dates yet" in page


def test_a_supporter_sees_only_what_was_ticked(client, institution):
    user = user_with(Role.SUPPORTER, institution)
    helper = PersonFactory(institution=institution, user=user)
    shown, hidden = PartnerFactory(person__institution=institution), PartnerFactory(person__institution=institution)
    for partner, scopes in ((shown, ["see_dates"]), (hidden, ["be_contacted"])):
        SupporterLink.objects.create(
            person=partner.person, supporter=helper, kind="advocate", scopes=scopes,
            starts_on=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip
    seen = InvitationFactory(offer=offer_at(institution), person=shown.person, accepted=True)
    unseen = InvitationFactory(offer=offer_at(institution), person=hidden.person, accepted=True)

    page = home(client, user)

    assert "They ticked: See my dates" in page
    assert seen.offer.session.title in page
    assert unseen.offer.session.title not in page


def test_what_is_over_cancelled_or_withdrawn_is_not_offered(client, institution):
    partner = PartnerFactory(person__institution=institution, with_account=True)
    withdrawn = InvitationFactory(offer=offer_at(institution), person=partner.person)
    type(withdrawn.offer).objects.filter(pk=withdrawn.offer_id).update(status="withdrawn")
    cancelled = InvitationFactory(offer=offer_at(institution), person=partner.person)
    type(cancelled.offer.session).objects.filter(pk=cancelled.offer.session_id).update(
        status="cancelled", status_reason="Ill"
    )

    page = home(client, partner.person.user)

    assert withdrawn.offer.session.title not in page
    assert cancelled.offer.session.title not in page
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize("role", [Role.FINANCE, Role.ADMINISTRATOR, Role.STUDENT, Role.EXTERNAL_REVIEWER])
def test_the_other_roles_cost_few_queries(client, institution, role, django_assert_max_num_queries):
    client.force_login(user_with(role, institution))

    with django_assert_max_num_queries(6):  # session, user, roles, two tallies, and an administrator's rules
        client.get(reverse("dashboards:home"))
