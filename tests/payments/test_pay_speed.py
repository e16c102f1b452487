"""Days from a session to its payment: whole institutions only, small numbers hidden, nothing of another place."""

from datetime import date, timedelta
from statistics import quantiles

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Session
from involvement.shared.accounts.models import Institution, Role
from involvement.shared.audit.actors import Actor
from payments.domain.approving import approve_claims
from payments.domain.batches import mark_paid
from payments.domain.pay_speed import record_of
from payments.models import Claim, PaymentBatch
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.payments import coordinator, many_confirmed, run

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def _paid(institution: Institution, days: list[int], *, on: date = TODAY, promised: int = 30) -> list[Claim]:
    """One payment each on the day `on`, of another person, after so many days from the session."""
    if not days:
        return []
    claims = [claim for _ in days for claim in many_confirmed(institution, 1)]
    approve_claims([(claim, claim.version) for claim in claims], by=Actor.of(coordinator(institution)))
    batch = run(*Claim.objects.filter(pk__in=[claim.pk for claim in claims]))
    mark_paid(batch, paid_on=timezone.localdate(), by=Actor.of(batch.made_by))
    with pgtrigger.ignore("payments.PaymentBatch:batch_is_frozen", "payments.Claim:claim_terms_are_frozen"):
        PaymentBatch.objects.filter(pk=batch.pk).update(paid_on=on)
        for claim, taken in zip(claims, days, strict=True):
            day = on - timedelta(days=taken)
            late_that_day = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 23, 30))
            Session.objects.filter(pk=claim.session_id).update(starts_at=late_that_day)
            Claim.objects.filter(pk=claim.pk).update(pay_by=day + timedelta(days=promised))
    return claims


def test_m10_half_and_nine_of_ten_are_days_that_payments_took():
    institution = InstitutionFactory()
    _paid(institution, [3, 5, 8, 13, 21, 34])

    found = record_of(institution, today=TODAY)

    assert (found.year.payments, found.year.median, found.year.ninetieth) == (6, 8, 34)
    assert found.year.median <= quantiles([3, 5, 8, 13, 21, 34], n=2)[0] <= 13
    (quarter,) = found.quarters
    assert (quarter.since, quarter.median, quarter.ninetieth) == (date(2026, 10, 1), 8, 34)


def test_m10_late_is_counted_against_each_persons_own_promise():
    institution = InstitutionFactory()
    _paid(institution, [10] * 5, promised=9)
    _paid(institution, [10] * 5, promised=10)

    found = record_of(institution, today=TODAY)

    assert (found.year.payments, found.year.late, found.year.median) == (10, 5, 10)


@pytest.mark.parametrize(("late", "timely", "told"), [(4, 6, None), (6, 4, None), (5, 5, 5), (0, 6, 0), (6, 0, 6)])
def test_few_late_or_few_timely_payments_are_not_told(late, timely, told):
    institution = InstitutionFactory()
    _paid(institution, [10] * late, promised=9)
    _paid(institution, [10] * timely, promised=10)

    found = record_of(institution, today=TODAY)

    assert found.year.late == told
    assert found.quarters[0].late == told and found.quarters[0].median == 10


def test_fewer_than_five_people_show_nothing_at_all():
    institution = InstitutionFactory()
    _paid(institution, [10] * 4)

    found = record_of(institution, today=TODAY)

    assert found.year.hidden and (found.year.payments, found.year.late) == (None, None)
    assert all(quarter.hidden and quarter.payments is None for quarter in found.quarters)


def test_a_hidden_quarter_can_not_be_worked_out_from_the_year():
    institution = InstitutionFactory()
    _paid(institution, [10] * 6)
    _paid(institution, [10] * 2, on=date(2026, 8, 1))

    found = record_of(institution, today=TODAY)

    assert [quarter.hidden for quarter in found.quarters] == [False, True]
    assert (found.year.payments, found.year.late) == (None, None) and found.year.median == 10


def test_five_payments_to_one_person_are_one_person():
    institution = InstitutionFactory()
    claims = _paid(institution, [10] * 5)
    with pgtrigger.ignore("payments.Claim:claim_terms_are_frozen"):
        Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(person=claims[0].person)

    assert record_of(institution, today=TODAY).year.hidden


def test_a_session_late_in_the_evening_counts_by_the_day_in_london():
    institution = InstitutionFactory()
    _paid(institution, [1] * 5, on=date(2026, 7, 2))  # a session at 23.30 on 1 July is on 2 July in no other way

    assert record_of(institution, today=TODAY).year.median == 1


def test_claims_that_wait_past_their_promise_are_counted_when_they_are_not_few():
    institution = InstitutionFactory()
    assert record_of(institution, today=TODAY).waiting_late == 0
    many_confirmed(institution, 4)
    later = timezone.localdate() + timedelta(days=100)
    assert record_of(institution, today=later).waiting_late is None
    many_confirmed(institution, 1)
    assert record_of(institution, today=later).waiting_late == 5


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.COORDINATOR, Role.FINANCE, Role.SUPPORTER])
def test_partners_and_staff_read_the_same_page(client, role):
    institution = InstitutionFactory()
    _paid(institution, [7] * 5, on=timezone.localdate())
    client.force_login(user_with(role, institution))

    text = client.get(reverse("payments:how_quickly")).content.decode()

    assert "<strong>7 days</strong>" in text and "Later than we promised: 0." in text


def test_r3_the_figures_of_another_institution_are_not_found(client):
    here, there = InstitutionFactory(), InstitutionFactory()
    _paid(there, [7] * 5, on=timezone.localdate())
    client.force_login(user_with(Role.PARTICIPANT, here))

    assert client.get(reverse("payments:how_quickly"), {"at": there.pk}).status_code == 404
    text = client.get(reverse("payments:how_quickly")).content.decode()
    assert there.name not in text and "fewer than 5 people" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_payments(client, django_assert_num_queries, count):
    institution = InstitutionFactory()
    _paid(institution, [7] * count, on=timezone.localdate())
    client.force_login(user_with(Role.PARTICIPANT, institution))

    with django_assert_num_queries(6):  # session, user, memberships, the year, the quarters, what waits
        client.get(reverse("payments:how_quickly"))
