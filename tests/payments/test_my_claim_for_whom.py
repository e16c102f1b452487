"""Who opens a person's claim and its receipts, by link or signed in, and who does not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.once.sending import new_key
from participants.models import SupporterLink
from payments.models import Claim
from tests.factories.accounts import user_with
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.payments import again, coordinator, finance, proposed_claim
from tests.payments.claim_pages import link_address, my_claim_address, photo, text_of

pytestmark = pytest.mark.django_db


def test_r7_opening_a_link_ten_times_changes_nothing(client, claim):
    address = link_address(claim)
    steps = claim.steps.count()

    for _ in range(10):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200

    assert (again(claim).version, claim.steps.count()) == (claim.version, steps)


def test_r15_a_link_opens_its_own_claim_only(client, claim):
    other = PartnerFactory(person__institution=claim.institution).person
    assert client.get(link_address(claim, person_id=other.pk)).status_code == 404

    offer_link = issue_link(
        Purpose.OFFER, about=claim, person_id=claim.person_id, expires_at=timezone.now() + timedelta(days=1)
    )
    assert client.get(reverse("payments:claim_by_link", args=[offer_link.token()])).status_code == 404


def test_an_ended_link_says_so(client, claim):
    address = link_address(claim)
    PrivateLink.objects.update(expires_at=timezone.now())

    assert client.get(address).status_code == 410


def test_behind_a_link_no_receipt_is_handed_out(client, page, claim):
    page("add", expense_kind="taxi", pence="9", receipt=photo())
    line = claim.lines.get(kind="expense")
    client.logout()

    assert "payments/receipts" not in text_of(client.get(link_address(claim)))
    assert client.get(reverse("payments:receipt", args=[line.pk])).status_code == 302


def test_receipts_are_for_those_who_may_see_the_claim(client, page, claim):
    page("add", expense_kind="taxi", pence="9", receipt=photo())
    address = reverse("payments:receipt", args=[claim.lines.get(kind="expense").pk])
    stranger = proposed_claim()

    answers = {}
    for who, user in {
        "payee": claim.person.user,
        "coordinator": coordinator(claim.institution),
        "finance": finance(claim.institution),
        "lecturer": user_with(Role.LECTURER, claim.institution),
        "another partner": stranger.person.user,
        "coordinator elsewhere": coordinator(stranger.institution),
    }.items():
        client.force_login(user)
        answers[who] = client.get(address).status_code

    assert answers == {
        "payee": 200, "coordinator": 200, "finance": 200, "lecturer": 404, "another partner": 404,
        "coordinator elsewhere": 404,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scopes", "sees", "acts"),
    [
        (["see_dates"], 404, 404),
        (["answer_invitations"], 404, 404),
        (["see_payments"], 200, 403),
        (["see_payments", "answer_invitations"], 200, 302),
    ],
)
def test_r16_a_supporter_sees_and_acts_as_far_as_the_person_ticked(client, claim, scopes, sees, acts):
    user = user_with(Role.SUPPORTER, claim.institution, name="Bo")
    supporter = PersonFactory(institution=claim.institution, user=user)
    SupporterLink.objects.create(
        person=claim.person, supporter=supporter, kind="advocate", scopes=scopes, starts_on=timezone.localdate()
    )
    client.force_login(user)

    assert client.get(my_claim_address(claim)).status_code == sees
    sent = {"do": "confirm", "once": new_key(), "version": claim.version}
    assert client.post(my_claim_address(claim), sent).status_code == acts
    if acts == 302:
        assert claim.steps.last().sentence == "Bo said yes to this for you."


def test_r3_the_claim_of_another_person_is_not_known(client, claim):
    client.force_login(proposed_claim().person.user)

    assert client.get(my_claim_address(claim)).status_code == 404
    assert client.post(my_claim_address(claim), {"do": "confirm"}).status_code == 404
    assert client.get(my_claim_address(Claim(pk=999999))).status_code == 404


def test_staff_do_not_answer_for_a_person(client, claim):
    for user in [coordinator(claim.institution), finance(claim.institution)]:
        client.force_login(user)
        assert client.get(my_claim_address(claim)).status_code == 404
        assert client.post(my_claim_address(claim), {"do": "confirm"}).status_code == 404
