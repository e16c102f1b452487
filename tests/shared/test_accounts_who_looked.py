"""Everybody sees who has looked at their own record, and nobody sees anybody else's (X4)."""

import pytest
from django.urls import reverse

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.record import record, record_reading
from tests.factories.accounts import user_with
from tests.factories.participants import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory(with_account=True).person


@pytest.fixture
def page(client, partner):
    client.force_login(partner.user)
    return lambda **query: client.get(reverse("accounts:who_looked"), query).content.decode()


def read_by(user, person, why="for Tuesday"):
    record_reading(
        person_ids=[person.pk],
        what="adjustments",
        why=why,
        by=Actor.of(user),
        institution_id=person.institution_id,
        role=Role.LECTURER,
    )


def test_a_reading_is_shown_with_who_when_what_and_why(partner, page):
    read_by(user_with(Role.LECTURER, partner.institution, name="Sam O'Neill"), partner)

    words = page()

    for part in ["Sam O&#x27;Neill (lecturer)", "Read: What you need to take part", "Why: for Tuesday", " 20"]:
        assert part in words


def test_a_deed_is_shown_in_plain_words_and_own_deeds_are_not(partner, page):
    lead = user_with(Role.COORDINATOR, partner.institution, name="Ana")
    record("claim.approved", about=partner, by=Actor.of(lead), person_id=partner.pk)
    record("claim.something_new", about=partner, by=Actor.system("clock"), person_id=partner.pk)
    record("claim.confirmed", about=partner, by=Actor.of(partner.user), person_id=partner.pk)
    record("invitation.answered", about=partner, by=Actor.link(partner.pk, ""), person_id=partner.pk)

    words = page()

    assert "Agreed a payment to you" in words and "Ana" in words
    assert "Worked on a payment to you" in words and "Common Thread, by itself" in words
    assert "confirmed" not in words and "Answered" not in words


def test_nobody_sees_what_is_about_somebody_else(client, partner):
    other = PartnerFactory(with_account=True).person
    read_by(user_with(Role.LECTURER, partner.institution, name="Sam"), partner)

    for user in [other.user, user_with(Role.COORDINATOR, partner.institution)]:
        client.force_login(user)
        words = client.get(reverse("accounts:who_looked")).content.decode()
        assert "Sam" not in words and "Nobody has looked" in words


def test_a_name_that_is_markup_stays_words(partner, page):
    read_by(user_with(Role.LECTURER, partner.institution, name="<script>alert(1)</script>"), partner, why="=cmd|' /C'")

    assert "<script>alert" not in page() and "=cmd|" in page()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_long_it_is(partner, page, django_assert_num_queries, count):
    reader = user_with(Role.LECTURER, partner.institution)
    for _ in range(count):
        read_by(reader, partner)
        record("claim.approved", about=partner, by=Actor.of(reader), person_id=partner.pk)
    page()

    with django_assert_num_queries(6):  # session, user, memberships for the menu, person, count, rows
        page()


def test_the_newest_comes_first_and_old_ones_are_on_later_pages(partner, page):
    reader = user_with(Role.LECTURER, partner.institution)
    for number in range(30):
        read_by(reader, partner, why=f"number {number}.")

    assert "number 29." in page() and "number 4." not in page()
    assert "number 4." in page(page=2) and "number 29." not in page(page=2)
    assert page(page="x") == page(page=1).replace("?page=1", "?page=1")
