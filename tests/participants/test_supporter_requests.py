"""Beginning somebody's support: granted by the person alone, accepted by the supporter, seen by both (R16)."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Membership, Role, User
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.links.addresses import path_of
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify.models import Message
from participants.domain.supporter_requests import accept, take_back
from participants.models import Person, SupporterLink, SupporterRequest
from tests.factories.accounts import InstitutionFactory, UserFactory, user_with
from tests.factories.participants import PartnerFactory, PersonFactory

pytestmark = pytest.mark.django_db
ASK, RECORD = "/partners/me/supporters/add/", "/partners/me/"


@pytest.fixture
def me(client):
    person = PartnerFactory(with_account=True, person__name="Pat Private").person
    client.force_login(person.user)
    return person


def typed(**fields):
    about = {"name": "Sue Porter", "email": "sue@example.test", "kind": "advocate"}
    return {**about, "scopes": ["see_dates", "be_contacted"], "days": "91", **fields}


def the_link():
    return path_of(PrivateLink.objects.filter(purpose=Purpose.SUPPORT).latest("created_at"))


def test_a_person_names_a_supporter_who_says_yes_and_both_see_it(client, me):
    assert client.post(ASK, typed())["Location"] == RECORD
    asked = SupporterRequest.objects.get()
    assert not SupporterLink.objects.exists()
    assert "They see nothing until they say yes" in client.get(RECORD).content.decode()

    stranger = type(client)()
    page = stranger.get(the_link()).content.decode()
    assert "Pat Private" in page and "See my dates" in page and "See my payments" not in page
    assert "Thank you. You said yes." in stranger.post(the_link(), {"answer": "yes"}).content.decode()

    bond = SupporterLink.objects.get()
    assert (bond.person, bond.scopes, bond.ends_on) == (me, ["be_contacted", "see_dates"], asked.ends_on)
    assert bond.ends_on == timezone.localdate() + timedelta(days=91)
    user = User.objects.get(email="sue@example.test")
    assert bond.supporter.user == user and user.roles_at(me.institution_id) == {Role.SUPPORTER}
    assert "Sue Porter" in client.get(RECORD).content.decode()
    stranger.force_login(user)
    assert "Pat Private" in stranger.get("/home/").content.decode()
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("supporter")] == ["supporter.granted", "supporter.yes"]


def test_the_message_to_the_supporter_names_nobody(client, me):
    client.post(ASK, typed())

    message = Message.objects.get(address="sue@example.test")
    assert "Pat" not in message.subject + message.body
    assert "advocate" not in (message.subject + message.body).lower()


def test_a_coordinator_writes_down_a_name_and_the_person_alone_says_what_it_means_r16(client, me):
    coordinator = user_with(Role.COORDINATOR, me.institution)
    staff = type(client)()
    staff.force_login(coordinator)

    page = reverse("participants:propose_supporter", args=[me.pk])
    staff.post(page, {**typed(), "agreed_at": "2026-01-01"})
    asked = SupporterRequest.objects.get()
    assert (asked.scopes, asked.agreed_at) == ([], None)
    assert not Message.objects.filter(address="sue@example.test").exists()
    assert Message.objects.get().address == me.email
    agree = reverse("participants:agree_supporter", args=[asked.pk])
    assert staff.post(agree, {"scopes": ["see_payments"], "days": "91"}).status_code in (403, 404)
    with pytest.raises(Refused, match="say again what you may see"):
        accept(asked)

    assert agree in client.get(RECORD).content.decode()
    client.post(agree, {"scopes": ["see_dates"], "days": "365"})

    asked.refresh_from_db()
    assert asked.scopes == ["see_dates"] and asked.agreed_at
    assert type(client)().get(the_link()).status_code == 200


def test_staff_cannot_write_down_a_supporter_for_who_cannot_grant_anything(client):
    person = PartnerFactory().person
    client.force_login(user_with(Role.COORDINATOR, person.institution))

    page = client.post(reverse("participants:propose_supporter", args=[person.pk]), typed()).content.decode()

    assert "Only the person grants" in page and "sue@example.test" in page
    assert not SupporterRequest.objects.exists()


def test_another_institution_and_another_person_find_nothing(client, me):
    client.post(ASK, typed())
    asked = SupporterRequest.objects.get()
    other = PartnerFactory(with_account=True).person
    elsewhere = user_with(Role.COORDINATOR, InstitutionFactory())
    for user in (other.user, elsewhere):
        client.force_login(user)
        assert client.post(reverse("participants:take_back_supporter", args=[asked.pk])).status_code in (403, 404)
        assert client.post(reverse("participants:propose_supporter", args=[me.pk]), typed()).status_code in (403, 404)

    asked.refresh_from_db()
    assert asked.answer == "" and SupporterRequest.objects.count() == 1


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_counts_once_and_its_link_ends(client, me, answer):
    client.post(ASK, typed())
    stranger, link = type(client)(), the_link()

    stranger.post(link, {"answer": answer})
    again = stranger.post(link, {"answer": "yes"})

    assert again.status_code == 410
    assert SupporterLink.objects.count() == (1 if answer == "yes" else 0)
    assert Message.objects.filter(kind="supporter_answered", address=me.email).count() == 1


def test_opening_the_link_changes_nothing_and_nonsense_is_no_answer_r7(client, me):
    client.post(ASK, typed())
    stranger = type(client)()
    for _time in range(3):
        stranger.get(the_link())
    assert stranger.post(the_link(), {"answer": "perhaps"}).status_code == 404

    assert SupporterRequest.objects.get().answer == ""
    assert not User.objects.filter(email="sue@example.test").exists()


def test_what_was_taken_back_cannot_be_accepted(client, me):
    client.post(ASK, typed())
    asked, link = SupporterRequest.objects.get(), the_link()

    client.post(reverse("participants:take_back_supporter", args=[asked.pk]))

    assert type(client)().get(link).status_code == 410
    with pytest.raises(Refused, match="answered already"):
        accept(asked)
    with pytest.raises(Refused, match="answered already"):
        take_back(asked, by=None)
    assert not SupporterLink.objects.exists()


def test_an_account_that_exists_is_used_and_its_person_stays_one(client, me):
    user = UserFactory(email="sue@example.test", name="Sue Known")
    known = PersonFactory(user=user, institution=me.institution, name="Sue Known")
    client.post(ASK, typed(email="Sue@Example.test", name="Somebody Else"))

    type(client)().post(the_link(), {"answer": "yes"})

    assert SupporterLink.objects.get().supporter == known
    assert User.objects.filter(email__iexact="sue@example.test").count() == 1
    assert Membership.objects.get(user=user).role == Role.SUPPORTER


def test_support_that_ended_may_begin_again_with_new_parts(client, me):
    for scopes in (["see_dates"], ["see_payments"]):
        client.post(ASK, typed(scopes=scopes))
        type(client)().post(the_link(), {"answer": "yes"})
        bond = SupporterLink.objects.get()
        assert SupporterLink.objects.current().get().scopes == scopes
        client.post(reverse("participants:end_my_supporter", args=[bond.pk]))
        assert not SupporterLink.objects.current().exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scopes": []}, "Tick at least one thing"),
        ({"scopes": ["see_everything"]}, "see_everything"),
        ({"email": "sue"}, "valid email"),
        ({"name": ""}, "required"),
        ({"days": "99999"}, "99999"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client, me, fields, sentence):
    page = client.post(ASK, typed(**{"name": "Sue 'O|=cmd' Porter", **fields})).content.decode()

    assert sentence in page
    if "email" not in fields:
        assert "sue@example.test" in page
    assert not SupporterRequest.objects.exists()


def test_ones_own_address_and_the_same_person_twice_are_refused(client, me):
    assert "your own address" in client.post(ASK, typed(email=me.email.upper())).content.decode()
    client.post(ASK, typed())
    assert "has been asked already" in client.post(ASK, typed()).content.decode()

    assert SupporterRequest.objects.count() == 1


def test_not_more_than_three_strangers_are_written_to(client, me):
    for number in range(4):
        page = client.post(ASK, typed(email=f"sue{number}@example.test"))

    assert "Three people have not answered yet" in page.content.decode()
    assert Message.objects.filter(kind="supporter_asked").count() == 3


def test_naming_a_supporter_needs_a_fresh_sign_in(client, me):
    session = client.session
    session["began_at"] = int(time.time()) - 3600
    session.save()

    assert client.get(ASK).status_code == 403
    assert client.post(ASK, typed()).status_code == 403
    assert not SupporterRequest.objects.exists()


@pytest.mark.parametrize("requests", [1, 3])
def test_the_record_costs_the_same_however_many_were_asked(client, me, requests, django_assert_max_num_queries):
    for number in range(requests):
        SupporterRequest.objects.create(person=me, name="Sue", email=f"s{number}@example.test", kind="buddy")
    with django_assert_max_num_queries(9):
        client.get(RECORD)
    assert Person.objects.filter(pk=me.pk).exists()
