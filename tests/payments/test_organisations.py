"""Money that goes to an organisation on somebody's behalf (M9)."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from involvement.models import Offer
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.once.sending import new_key
from payments.domain.batch_files import file_of, frozen_payments
from payments.domain.batches import mark_paid, mark_returned, preview
from payments.domain.file_settings import change_file_setting
from payments.domain.formats.terms import Account
from payments.domain.organisations import (
    add_organisation,
    agree_to_pay,
    agreement_of,
    change_organisation_account,
    check_organisation,
    take_back_agreement,
)
from payments.domain.statements import statement_of, tax_year_of
from payments.models import BatchLine, Claim, OrganisationAgreement, OrganisationPayee
from tests.factories.accounts import InstitutionFactory
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.payments import SYSTEM, again, approved_claim, coordinator, finance, payee_of, run

pytestmark = pytest.mark.django_db
GROUP = "=cmd|' /C calc'!A0 Carers"


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _group(claim: Claim, name: str = GROUP) -> OrganisationPayee:
    return add_organisation(claim.institution, name=name, reference="ORG-7", by=SYSTEM)


def _agreed(claim: Claim, organisation: OrganisationPayee | None = None) -> OrganisationAgreement:
    return agree_to_pay(claim.invitation, organisation=organisation or _group(claim), by=payee_of(claim))


def _paid(claim: Claim) -> None:
    batch = run(claim)
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))


def _offer_of(claim: Claim) -> Offer:
    session = SessionFactory(held=True, programme__institution=claim.institution)
    session.starts_at -= timedelta(days=7)
    session.ends_at -= timedelta(days=7)
    session.save()
    return OfferFactory(published=True, session=session)


def test_m9_without_the_persons_agreement_the_person_is_paid():
    claim = approved_claim()
    group = _group(claim)
    _paid(claim)
    line = BatchLine.objects.get()

    assert (line.payee, line.organisation, str(group)) == (claim.person.name, None, GROUP)


def test_m9_by_agreement_the_organisation_is_paid_and_the_person_sees_it(client):
    claim = approved_claim()
    agreement = _agreed(claim)
    _paid(claim)
    line = BatchLine.objects.get()

    assert (line.payee, line.organisation, line.payee_reference) == (GROUP, agreement.organisation, "ORG-7")
    assert b"Carers" in file_of(line.batch)
    year = tax_year_of(timezone.localdate())
    found = statement_of(claim.person, year)
    assert ([one.to for one in found.paid], found.organisation_pence) == ([GROUP], line.pence)
    client.force_login(claim.person.user)
    page = _text(client.get(reverse("payments:my_statement", args=[claim.person_id, year])))
    assert "Carers, for you, because you agreed to it" in page and "paid to organisations for you" in page
    assert "Carers, for you, because you agreed" in _text(client.get(reverse("payments:my_claim", args=[claim.pk])))
    content = client.post(reverse("payments:my_statement_csv", args=[claim.person_id, year])).content.decode()
    assert "Carers" in content and ",=cmd" not in content


def test_m9_only_the_person_agrees_whatever_road_it_comes_by():
    claim = approved_claim()
    group = _group(claim)
    staff = coordinator(claim.institution)
    for by in (Actor.of(staff), Actor.of(approved_claim().person.user), SYSTEM, Actor.link(claim.person_id, "")):
        with pytest.raises(Refused, match="Only you"):
            agree_to_pay(claim.invitation, organisation=group, by=by)
    with pytest.raises(DatabaseError, match="only_the_person_agrees"), transaction.atomic():
        OrganisationAgreement.objects.create(invitation=claim.invitation, organisation=group, agreed_by=staff)

    assert not OrganisationAgreement.objects.exists()


def test_m9_an_organisation_of_another_institution_is_none_of_theirs():
    claim, other = approved_claim(), approved_claim()
    theirs = _group(other)
    with pytest.raises(Refused, match="in the list"):
        _agreed(claim, theirs)
    with pytest.raises(DatabaseError, match="only_the_person_agrees"), transaction.atomic():
        OrganisationAgreement.objects.create(
            invitation=claim.invitation, organisation=theirs, agreed_by=claim.person.user
        )


def test_m9_taken_back_just_before_the_run_the_person_is_paid():
    claim = approved_claim()
    _agreed(claim)
    take_back_agreement(claim.invitation, by=payee_of(claim))
    _paid(claim)

    assert BatchLine.objects.get().payee == claim.person.name
    assert OrganisationAgreement.objects.get().revoked_at is not None


def test_m9_once_it_is_in_a_run_nothing_changes_any_more():
    claim = approved_claim()
    _agreed(claim)
    run(claim)
    with pytest.raises(Refused, match="being paid already"):
        take_back_agreement(claim.invitation, by=payee_of(claim))
    mark_returned(again(claim), reason="Closed", by=Actor.of(finance(claim.institution)))

    take_back_agreement(claim.invitation, by=payee_of(claim))

    assert agreement_of(claim.invitation_id) is None and BatchLine.objects.get().payee == GROUP


def test_m9_the_agreement_is_for_one_offer_only():
    claim = approved_claim()
    group = _group(claim)
    _agreed(claim, group)
    other = approved_claim(person=claim.person, offer=_offer_of(claim))
    _paid(other)

    assert BatchLine.objects.get().payee == claim.person.name


def test_m9_agreeing_twice_is_one_agreement_and_the_database_says_the_same():
    claim = approved_claim()
    group = _group(claim)
    _agreed(claim, group)
    with pytest.raises(Refused, match="already"):
        _agreed(claim, group)
    with pytest.raises(DatabaseError), transaction.atomic():
        OrganisationAgreement.objects.create(
            invitation=claim.invitation, organisation=group, agreed_by=claim.person.user
        )
    for change in [
        OrganisationAgreement.objects.all().delete,
        lambda: OrganisationAgreement.objects.update(agreed_at=timezone.now()),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    take_back_agreement(claim.invitation, by=payee_of(claim))
    with pytest.raises(DatabaseError), transaction.atomic():
        OrganisationAgreement.objects.update(revoked_at=None)


def test_m9_the_database_refuses_a_line_that_goes_elsewhere(monkeypatch):
    claim, plain = approved_claim(), approved_claim()
    agreement = _agreed(claim)
    monkeypatch.setattr("payments.domain.payee_findings.agreements_of", lambda ids: {})
    with pytest.raises(DatabaseError, match="batch_line_goes_where_agreed"), transaction.atomic():
        run(claim)
    monkeypatch.setattr("payments.domain.payee_findings.agreements_of", lambda ids: dict.fromkeys(ids, agreement))
    with pytest.raises(DatabaseError, match="batch_line_goes_where_agreed"), transaction.atomic():
        run(plain)


def test_the_file_for_the_bank_carries_the_organisations_account_held_and_checked_as_a_persons_is():
    claim = approved_claim()
    place, by = claim.institution, Actor.of(finance(claim.institution))
    columns = [["Name", "name"], ["Sort code", "sort_code"], ["Account", "account"], ["Total", "total"]]
    change_file_setting(place, by=SYSTEM, payee_details="sealed", columns=columns)
    group = _agreed(claim).organisation
    maker = finance(place)

    def stops() -> list[str]:
        claims = Claim.objects.filter(pk=claim.pk).select_related("person").with_lines()
        return [f.code for f in preview(list(claims), maker_id=maker.pk).findings[claim.pk] if f.level == "stop"]

    assert stops() == ["no_account"]
    change_organisation_account(group, Account("112233", "12345678", "Carers"), by=by)
    assert stops() == ["held"]
    with pytest.raises(Refused, match="Somebody else"):
        check_organisation(group, by=by)
    OrganisationPayee.objects.update(held_until=timezone.now() - timedelta(hours=1))
    check_organisation(group, by=Actor.of(maker))
    assert stops() == []
    [payment] = frozen_payments(run(claim, maker=maker))
    assert payment.account == Account("112233", "12345678", "Carers")


def test_the_person_agrees_on_their_page_after_reading_and_takes_it_back(client):
    claim = approved_claim()
    group = _group(claim, "The carers' group")
    address = reverse("payments:my_organisation", args=[claim.invitation_id])
    client.force_login(claim.person.user)
    page = _text(client.get(address))
    assert reverse("payments:my_offer_guard", args=[claim.invitation_id]) in page
    unread = _text(client.post(address, {"once": new_key(), "do": "agree", "organisation": group.pk}))
    assert "Read it first" in unread and not OrganisationAgreement.objects.exists()

    client.post(address, {"once": new_key(), "do": "agree", "organisation": group.pk, "read": "on"})
    assert agreement_of(claim.invitation_id).organisation == group
    client.force_login(coordinator(claim.institution))
    assert "The person agreed on" in _text(client.get(reverse("payments:claim", args=[claim.pk])))
    assert client.get(address).status_code == 404
    client.force_login(claim.person.user)
    client.post(address, {"once": new_key(), "do": "take_back"})

    assert agreement_of(claim.invitation_id) is None


def test_finance_keeps_the_list_and_another_institution_sees_none_of_it(client):
    place = InstitutionFactory()
    client.force_login(finance(place))
    for _ in range(2):
        page = client.post(
            reverse("payments:organisations"), {"once": new_key(), "name": GROUP, "reference": "7"}, follow=True
        )
    assert "in your list already" in _text(page) and OrganisationPayee.objects.count() == 1
    one = reverse("payments:organisation", args=[OrganisationPayee.objects.get().pk])
    assert client.get(one).status_code == 200
    client.force_login(finance(InstitutionFactory()))
    assert client.get(one).status_code == 404 and "Carers" not in _text(client.get(reverse("payments:organisations")))
    client.force_login(coordinator(place))
    assert client.get(one).status_code == 403
