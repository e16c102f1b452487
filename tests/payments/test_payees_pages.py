"""Bank details on the screen: typed by the person, shown by three figures, and to finance when it asks."""

import time
from urllib.parse import quote

import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Membership, Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import SensitiveReading
from participants.models import SupporterLink
from payments.domain.batches import make_batch
from payments.domain.payees import account_of, change_account
from payments.models import Payee
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.participants import PersonFactory
from tests.factories.payees import ACCOUNT, CANARIES, NUMBER, bank, ready, typed
from tests.factories.payments import approved_claim, finance, many_confirmed

pytestmark = pytest.mark.django_db


def test_the_person_types_them_and_sees_the_last_three_figures_only(client):
    claim = approved_claim()
    bank(claim.institution)
    client.force_login(claim.person.user)
    address = reverse("payments:my_payee")

    assert client.post(address, typed()).status_code == 302

    text = client.get(address).content.decode()
    assert "951" in text and not any(canary in text for canary in CANARIES)
    assert account_of(Payee.objects.get(person=claim.person)) == ACCOUNT


@pytest.mark.parametrize(
    "wrong", [{"sort_code": "12-34"}, {"number": "12345"}, {"account_name": ""}, {"number": "=1+1"}]
)
def test_what_is_wrong_gets_a_sentence_and_keeps_what_was_typed(client, wrong):
    claim = approved_claim()
    bank(claim.institution)
    client.force_login(claim.person.user)

    text = client.post(reverse("payments:my_payee"), typed(**wrong)).content.decode()

    assert "govuk-error-message" in text and not Payee.objects.filter(last_three="951").exists()
    assert ("91-42-73" if "sort_code" not in wrong else "12-34") in text


def test_r13_five_minutes_after_signing_in_one_signs_in_again(client):
    claim = ready()
    client.force_login(claim.person.user)
    session = client.session
    session["began_at"] = int(time.time()) - 301
    session.save()

    for answer in [
        client.get(reverse("payments:my_payee")),
        client.post(reverse("payments:my_payee"), typed(sort_code="111111")),
    ]:
        assert answer.status_code == 403 and "Please sign in again" in answer.content.decode()
    assert account_of(Payee.objects.get()) == ACCOUNT


def test_r13_a_file_with_accounts_is_handed_out_only_to_somebody_who_signed_in_just_now(client):
    claim = ready()
    user = finance(claim.institution)
    batch = make_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(user))
    client.force_login(user)
    address = reverse("payments:batch_file", args=[batch.pk])
    assert NUMBER in client.post(address).content.decode()
    session = client.session
    session["began_at"] = int(time.time()) - 301
    session.save()
    before = SensitiveReading.objects.count()

    answer = client.post(address)

    assert answer.status_code == 403 and NUMBER not in answer.content.decode()
    assert quote(reverse("payments:batch", args=[batch.pk]), safe="") in answer.content.decode()
    assert SensitiveReading.objects.count() == before


def test_a_supporter_who_sees_the_payments_never_sees_or_changes_the_bank_details(client):
    claim = ready()
    helper = PersonFactory(institution=claim.institution, user=user_with(Role.SUPPORTER, claim.institution))
    SupporterLink.objects.create(
        person=claim.person, supporter=helper, kind="advocate", starts_on="2026-01-01", scopes=["see_payments"]
    )
    client.force_login(helper.user)

    text = client.get(reverse("payments:my_payee")).content.decode()

    assert NUMBER[-3:] not in text
    client.post(reverse("payments:my_payee"), typed(sort_code="111111"))
    assert account_of(Payee.objects.get(person=claim.person)) == ACCOUNT


def test_finance_sees_three_figures_until_it_asks_and_the_person_sees_who_asked(client):
    claim = ready()
    user = finance(claim.institution)
    client.force_login(user)
    address = reverse("payments:payee", args=[claim.person_id])

    assert NUMBER not in client.get(address).content.decode()
    assert NUMBER not in client.get(reverse("payments:payees")).content.decode()
    assert not SensitiveReading.objects.exists()
    assert NUMBER in client.post(address, {"show": "1"}).content.decode()

    reading = SensitiveReading.objects.get()
    assert (reading.what, reading.person, reading.reader_user) == ("payee_account", str(claim.person_id), str(user.pk))


@pytest.mark.parametrize("role", [r for r in Role if r != Role.FINANCE])
def test_nobody_but_finance_opens_the_payees(client, role):
    client.force_login(user_with(role, InstitutionFactory()))

    assert client.get(reverse("payments:payees")).status_code == 403


def test_r3_payees_of_another_institution_are_not_found(client):
    claim = ready()
    client.force_login(finance(InstitutionFactory()))

    assert client.get(reverse("payments:payee", args=[claim.person_id])).status_code == 404
    assert claim.person.name not in client.get(reverse("payments:payees")).content.decode()


def test_nobody_in_finance_handles_their_own_details_as_finance(client):
    claim = ready()
    Membership.objects.create(user=claim.person.user, institution=claim.institution, role=Role.FINANCE)
    client.force_login(claim.person.user)

    address = reverse("payments:payee", args=[claim.person_id])
    assert "Somebody else in finance must do this for you." in client.get(address).content.decode()
    assert client.post(address, {"show": "1"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_payees_costs_the_same_however_long(client, django_assert_num_queries, count):
    institution = InstitutionFactory()
    bank(institution)
    for claim in many_confirmed(institution, count):
        change_account(claim.person, ACCOUNT, source="paper", by=Actor.system("x"))
    client.force_login(finance(institution))

    with django_assert_num_queries(5):  # session, user, memberships, count, people
        client.get(reverse("payments:payees"))
