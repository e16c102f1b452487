"""The list of one's offers, and what a supporter sees of it (R16, X5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from involvement.models import Offer
from involvement.shared.accounts.models import Role
from participants.models import SupporterLink
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db
PAGE = "/my/offers/"


@pytest.fixture
def partner(client):
    partner = PartnerFactory(with_account=True)
    client.force_login(partner.person.user)
    return partner


def titled(title, person, **kwargs):
    return InvitationFactory(person=person, offer=OfferFactory(published=True, session__title=title), **kwargs)


def test_what_waits_comes_first_and_others_offers_never(client, partner):
    titled("Said yes", partner.person, accepted=True)
    titled("To answer", partner.person)
    titled("Replaced", partner.person)
    Offer.objects.filter(session__title="Replaced").update(status="superseded")
    titled("Of another", PartnerFactory().person)

    html = client.get(PAGE).content.decode()

    assert html.index("To answer") < html.index("Said yes")
    assert "Replaced" not in html
    assert "Of another" not in html


@pytest.mark.parametrize(
    ("scopes", "ended", "sees", "may_answer"),
    [
        (["see_dates"], False, True, False),
        (["see_dates", "answer_invitations"], False, True, True),
        (["see_payments"], False, False, False),
        (["answer_invitations"], True, False, False),
    ],
)
def test_a_supporter_sees_what_was_ticked_until_it_ends(client, partner, *, scopes, ended, sees, may_answer):
    invitation = titled("To answer", partner.person)
    user, today = user_with(Role.SUPPORTER, partner.person.institution), timezone.localdate()
    SupporterLink.objects.create(
        person=partner.person,
        supporter=PersonFactory(user=user),
        kind="buddy",
        scopes=scopes,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1) if ended else None,
    )
    client.force_login(user)

    html = client.get(PAGE).content.decode()

    assert ("To answer" in html) == sees
    assert (f"/my/offers/{invitation.pk}/" in html) == may_answer


@pytest.mark.parametrize("offers", [1, 3])
def test_the_list_costs_the_same_however_long(client, partner, offers, django_assert_max_num_queries):
    for number in range(offers):
        titled(f"Offer {number}", partner.person)

    with django_assert_max_num_queries(7):
        client.get(PAGE)


def test_a_coordinator_who_is_no_partner_has_no_such_list(client, partner):
    client.force_login(user_with(Role.COORDINATOR, partner.person.institution))

    assert client.get(PAGE).status_code == 403
