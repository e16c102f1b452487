"""Erasing a person at their wish: what goes, what stays, what is in the way, and who may (A9)."""

from datetime import timedelta
from itertools import count

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from evaluation.models import ContactRequest
from involvement.shared.accounts.models import Membership, Role, User
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import Purpose
from involvement.shared.notify.models import Message
from involvement.shared.once.sending import new_key
from participants.domain.erasing import ask_for_erasure, erase_person, hindrances
from participants.models import AccessNeed, Availability, Consent, PartnerProfile, Person, SupporterLink
from payments.domain.batch_files import file_of
from payments.domain.batch_requests import request_batch
from payments.domain.ledger import prove
from payments.models import BenefitCheck, Claim, KeptCircumstances, Payee
from tests.architecture.test_erasing_is_decided import ERASED, MODELS, fields_of
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.evaluation import asked_about, held_session
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.payments import (
    again,
    approved_claim,
    batched_claim,
    claim_in,
    confirmed_claim,
    coordinator,
    finance,
    paid_claim,
)

pytestmark = pytest.mark.django_db
CANARY = "Zyx Canary"
_numbers = count(1)


def by_coordinator(person):
    return Actor.of(coordinator(person.institution))


def told_everything() -> Person:
    """Somebody who was paid, and of whom every package keeps something."""
    claim = paid_claim()
    person = claim.person
    for name in ("name", "pronouns", "postal_address", "safe_contact_note"):
        setattr(person, name, CANARY)
    person.email, person.phone = "zyx.canary@example.test", "+441632960777"
    person.save()
    User.objects.filter(pk=person.user_id).update(name=CANARY, email="zyx.canary@example.test")
    PartnerProfile.objects.filter(person=person).update(about_me=CANARY)
    AccessNeed.objects.create(person=person, category="other", adjustment=CANARY, detail=CANARY)
    Availability.objects.create(person=person, weekday=1, part="morning", answer="yes")
    Consent.objects.create(person=person, purpose="contact", text_version="1", given_at=timezone.now())
    helper = PersonFactory(institution=person.institution)
    SupporterLink.objects.create(person=person, supporter=helper, kind="advocate", starts_on=timezone.localdate())
    SupporterLink.objects.create(person=helper, supporter=person, kind="buddy", starts_on=timezone.localdate())
    person.invitations.update(needs_that_day=CANARY, answered_by=CANARY)
    Payee.objects.create(person=person, reference=CANARY)
    KeptCircumstances.objects.create(person=person, answers="{}", shown="{}", kept_on=timezone.localdate())
    issue_link(Purpose.CLAIM, about=claim, person_id=person.pk, expires_at=timezone.now() + timedelta(days=3))
    now = timezone.now()
    Message.objects.create(
        institution=person.institution, kind="claim_paid", about=f"claim:{claim.pk}", person_id=person.pk, name=CANARY,
        channel="email", address="zyx.canary@example.test", due=now, not_before=now, next_try_at=now, body=CANARY,
        message_id=f"<{next(_numbers)}@test>",
    )  # fmt: skip
    administration = asked_about(held_session(2, programme__institution=person.institution))
    administration.invitations.filter(pk=administration.invitations.first().pk).update(person=person)
    ContactRequest.objects.create(administration=administration, person=person)
    return person


def rows_of(model: type[models.Model], person: Person) -> models.QuerySet:
    found = models.Q()
    for field in model._meta.concrete_fields:
        if field.related_model is Person:
            found |= models.Q(**{field.name: person})
        elif field.name == "person_id":
            found |= models.Q(person_id=person.pk)
    return model._default_manager.filter(found)


def places_of(words: str) -> set[str]:
    """`package.Model.field` of every text in the database that holds these words, histories apart."""
    found, tables = set(), set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        texts = [f for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
        for field in texts if model._meta.db_table in tables else []:
            holds = Cast(field.name, models.TextField())
            if model._default_manager.annotate(holds=holds).filter(holds__icontains=words).exists():
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_a9_every_model_does_what_the_table_says_and_the_name_is_nowhere_else():
    person = told_everything()
    deleted = [MODELS[label] for label, said in ERASED.items() if said == "deleted"]
    assert not [model for model in deleted if not rows_of(model, person).exists()], "the example lacks something"
    before = {
        (label, row["pk"]): row
        for label, said in ERASED.items()
        if said != "deleted" and label != "participants.Consent"
        for row in rows_of(MODELS[label], person).values("pk", *said["stays"])
        if rows_of(MODELS[label], person).query.where
    }

    erase_person(person, by=by_coordinator(person))

    assert not [model for model in deleted if rows_of(model, person).exists()]
    for (label, pk), row in before.items():
        now = MODELS[label]._default_manager.values("pk", *ERASED[label]["stays"]).get(pk=pk)
        assert now == {**row, **({"erased_at": now["erased_at"]} if label == "participants.Person" else {})}
    for label, said in ERASED.items():
        if said != "deleted" and rows_of(MODELS[label], person).query.where:
            for row in rows_of(MODELS[label], person).values(*fields_of(MODELS[label])):
                assert not [name for name in said["empties"] if CANARY in str(row[name])], label
    stays = {f"{label}.{name}" for label, said in ERASED.items() if said != "deleted" for name in said["stays"]}
    assert places_of("canary") <= stays
    assert not Consent.objects.filter(person=person, withdrawn_at=None).exists()


def test_the_account_is_closed_and_nobody_can_sign_in_with_it(client):
    person = told_everything()
    user = person.user
    client.force_login(user)
    assert client.get(reverse("participants:my_record")).status_code == 200

    erase_person(person, by=by_coordinator(person))

    user.refresh_from_db()
    assert (user.name, user.email, user.phone, user.is_active) == ("Closed account", None, None, False)
    assert client.get(reverse("participants:my_record")).status_code == 302


def test_an_account_with_other_work_here_stays_and_leads_to_no_partner():
    person = PartnerFactory(with_account=True).person
    user = person.user
    Membership.objects.create(user=user, institution=person.institution, role=Role.LECTURER)
    erased = erase_person(person, by=by_coordinator(person))
    user.refresh_from_db()
    assert user.is_active and user.email and erased.user is None


def test_the_record_says_that_it_happened_by_whom_and_about_which_number():
    person = PartnerFactory().person
    by = by_coordinator(person)
    erased = erase_person(person, by=by)
    event = AuditEvent.objects.get(action="person.erased")
    assert (event.actor_user, event.about) == (str(by.user_id), f"person:{person.pk}")
    assert erased.name == f"Erased record {person.pk}"
    with pytest.raises(Refused, match="erased already"):
        erase_person(person, by=by)


@pytest.mark.parametrize("state", ["proposed", "queried", "confirmed", "approved", "returned"])
def test_money_that_is_owed_is_paid_first_unless_the_person_gives_it_up(state):
    claim = claim_in(state)
    person = claim.person
    by = by_coordinator(person)
    with pytest.raises(Refused, match=r"We still owe them £50\.00"):
        erase_person(person, by=by)
    assert Person.objects.get(pk=person.pk).erased_at is None and again(claim).state == state

    erase_person(person, gives_up=True, by=by)

    assert again(claim).state == ("returned" if state == "returned" else "declined")
    assert not Claim.objects.filter(person=person).ready_to_pay().exists()
    assert prove().holds


def test_a_payment_under_way_is_waited_for_even_by_who_gives_it_up():
    for claim in (batched_claim(), approved_claim()):
        if claim.state == "approved":
            request_batch(claim.institution, claim_ids=[claim.pk], by=Actor.of(finance(claim.institution)))
        with pytest.raises(Refused, match="under way"):
            erase_person(claim.person, gives_up=True, by=by_coordinator(claim.person))


def test_the_file_of_an_old_run_is_the_same_after_the_person_is_erased():
    claim = paid_claim()
    batch = claim.batch_line.batch
    before = file_of(batch)
    erase_person(claim.person, by=by_coordinator(claim.person))
    assert file_of(batch) == before
    assert BenefitCheck.objects.filter(person=claim.person).exists()


def test_a_day_ahead_and_people_they_lead_are_in_the_way():
    person = PartnerFactory().person
    session = SessionFactory(programme__institution=person.institution, title="Talk on listening")
    InvitationFactory(accepted=True, offer=OfferFactory(published=True, session=session), person=person)
    PersonFactory(institution=person.institution, name="Young Person", is_under_18=True, adult_lead=person)
    words = " ".join(one.sentence for one in hindrances(person))
    assert "Talk on listening" in words and "Young Person" in words
    with pytest.raises(Refused, match="Talk on listening"):
        erase_person(person, gives_up=True, by=by_coordinator(person))


def test_the_person_asks_changes_their_mind_and_asks_again(client):
    person = PartnerFactory(with_account=True).person
    client.force_login(person.user)
    address = reverse("participants:my_erasure")
    assert "It can't be undone" in client.get(address).text
    for _twice in range(2):
        client.post(address, {"do": "ask"})
    assert "I have changed my mind" in client.get(address).text
    assert AuditEvent.objects.filter(action="person.erasure_asked").count() == 1
    client.post(address, {"do": "take_back"})
    person.refresh_from_db()
    assert person.erasure_asked_at is None


def test_the_coordinator_sees_the_wish_and_carries_it_out_once(client):
    person = PartnerFactory(person__name="=cmd|<b>Ana").person
    ask_for_erasure(person, by=Actor.link(person.pk, ""))
    client.force_login(coordinator(person.institution))
    address = reverse("participants:partner_erase", args=[person.pk])
    assert address in client.get(reverse("participants:partners")).text
    assert "=cmd|&lt;b&gt;Ana" in client.get(address).text
    unsure = client.post(address, {"once": new_key()})
    assert "tick this when they are sure" in unsure.text
    form = {"once": new_key(), "sure": "on"}
    assert [client.post(address, form).status_code for _twice in range(2)] == [302, 404]
    assert AuditEvent.objects.filter(action="person.erased").count() == 1
    assert client.get(reverse("participants:partner", args=[person.pk])).status_code == 404


def test_the_page_asks_about_money_that_is_owed_and_keeps_what_was_ticked(client):
    claim = confirmed_claim()
    client.force_login(coordinator(claim.institution))
    address = reverse("participants:partner_erase", args=[claim.person_id])
    assert "We still owe them £50.00" in client.get(address).text
    refused = client.post(address, {"once": new_key(), "sure": "on"})
    assert refused.status_code == 409 and "We still owe them £50.00" in refused.text
    assert client.post(address, {"once": new_key(), "sure": "on", "gives_up": "on"}).status_code == 302
    assert again(claim).state == "declined"


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"coordinator"}))
def test_nobody_but_a_coordinator_erases(client, role):
    person = PartnerFactory().person
    client.force_login(user_with(role, person.institution))
    address = reverse("participants:partner_erase", args=[person.pk])
    assert client.post(address, {"once": new_key(), "sure": "on"}).status_code == 403
    assert Person.objects.get(pk=person.pk).erased_at is None


def test_r3_a_coordinator_of_elsewhere_does_not_know_the_person(client):
    person = PartnerFactory().person
    client.force_login(coordinator(InstitutionFactory()))
    assert client.get(reverse("participants:partner_erase", args=[person.pk])).status_code == 404


def test_nobody_erases_themselves_on_the_page_for_others(client):
    person = PartnerFactory(with_account=True).person
    Membership.objects.create(user=person.user, institution=person.institution, role=Role.COORDINATOR)
    client.force_login(person.user)
    assert client.get(reverse("participants:partner_erase", args=[person.pk])).status_code == 403
