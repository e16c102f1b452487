"""A way to sign in for partners, opened by the coordinator; nobody needs one to take part."""

import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Membership, Role, User
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from participants.domain.sign_in import open_sign_in
from tests.factories.accounts import InstitutionFactory, UserFactory, user_with
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def test_a_partner_with_an_address_gets_an_account_and_is_told():
    person = PartnerFactory(person__email="Ana@Example.test").person

    user = open_sign_in(person, by=BY)

    person.refresh_from_db()
    assert person.user == user
    assert user.email == "ana@example.test"
    assert not user.has_usable_password()
    assert list(Membership.objects.values_list("user", "role")) == [(user.pk, Role.PARTICIPANT)]
    assert "ana@example.test" in Message.objects.get(kind="sign_in_opened").body


def test_somebody_with_a_phone_only_signs_in_by_text():
    person = PartnerFactory(person__email="", person__phone="+447700900123", person__channel="text").person
    user = open_sign_in(person, by=BY)
    assert (user.email, user.phone, user.phone_verified) == (None, "+447700900123", True)


def test_without_any_address_or_twice_or_with_anothers_address_it_is_refused():
    nobody = PartnerFactory(person__email="").person
    with pytest.raises(Refused, match="without signing in"):
        open_sign_in(nobody, by=BY)
    taken = PartnerFactory(person__email=UserFactory().email.upper()).person
    with pytest.raises(Refused, match="cannot be used"):
        open_sign_in(taken, by=BY)
    twice = PartnerFactory().person
    open_sign_in(twice, by=BY)
    with pytest.raises(Refused, match="already"):
        open_sign_in(twice, by=BY)
    assert User.objects.count() == 2


def test_the_coordinators_button_and_another_institutions_404(client):
    person = PartnerFactory().person
    address = reverse("participants:partner_sign_in", args=[person.pk])
    client.force_login(user_with(Role.COORDINATOR, InstitutionFactory()))
    assert client.post(address).status_code == 404
    client.force_login(user_with(Role.COORDINATOR, person.institution))
    assert "Let them sign in" in client.get(reverse("participants:partner", args=[person.pk])).content.decode()

    assert client.post(address).status_code == 302

    assert "They can sign in already." in client.get(reverse("participants:partner", args=[person.pk])).content.decode()
    assert client.post(address).status_code == 409
