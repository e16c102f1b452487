"""M1: no fee is committed before the information about benefits was given; costs are never held up by it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from involvement.shared.errors import Refused
from involvement.shared.once.sending import new_key
from payments.domain.approving import approve_claim
from payments.domain.duties import Verdict, verdicts_on
from payments.domain.information import (
    decide,
    give_information,
    given_on,
    hold_fee,
    report_change,
    say_stage,
    why_fee_waits,
)
from payments.models import BenefitCheck, Claim
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import InvitationFactory
from tests.factories.participants import PersonFactory
from tests.factories.payments import SYSTEM, confirmed_claim, coordinator, many_confirmed

pytestmark = pytest.mark.django_db


def approver_of(claim):
    return Actor.of(coordinator(claim.institution))


def test_m1_no_fee_is_approved_before_the_information_was_given():
    claim = confirmed_claim(informed=False)

    with pytest.raises(Refused, match="until this person has had the information"):
        approve_claim(claim, by=approver_of(claim))

    give_information(claim.person, by=SYSTEM)
    assert approve_claim(claim, by=approver_of(claim)).state == Claim.State.APPROVED


def test_m1_costs_are_never_held_up_by_a_benefit_check():
    from payments.domain.claims import add_expense, confirm_claim
    from tests.factories.payments import payee_of, proposed_claim

    claim = proposed_claim(informed=False, choice="expenses_only")
    add_expense(claim, expense_kind="travel_public", pence=340, words="Bus", by=payee_of(claim))
    claim = confirm_claim(Claim.objects.get(pk=claim.pk), by=payee_of(claim))

    assert approve_claim(claim, by=approver_of(claim)).state == Claim.State.APPROVED


def test_m1_the_database_says_the_same_to_whoever_asks_it():
    claim = confirmed_claim(informed=False)
    approved = {"state": "approved", "approved_at": timezone.now(), "approved_by": coordinator(claim.institution)}

    with pytest.raises(IntegrityError, match="no_fee_without_information"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**approved)


def test_do_not_pay_me_for_now_holds_the_fee_until_the_person_lets_it_go():
    claim = confirmed_claim()
    hold_fee(claim.person, hold=True, by=SYSTEM)

    with pytest.raises(Refused, match="asked us not to pay it for now"):
        approve_claim(claim, by=approver_of(claim))
    with pytest.raises(IntegrityError, match="no_fee_without_information"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(
            state="approved", approved_at=timezone.now(), approved_by=coordinator(claim.institution)
        )

    hold_fee(claim.person, hold=False, by=SYSTEM)
    assert approve_claim(claim, by=approver_of(claim)).state == Claim.State.APPROVED


def test_information_twice_on_a_day_is_once_and_counts_for_a_year():
    person, day = PersonFactory(), date(2026, 3, 1)

    first, again = (give_information(person, by=SYSTEM, on=day) for _ in range(2))

    assert first.pk == again.pk
    assert AuditEvent.objects.filter(action="benefit_check.information_given").count() == 1
    assert (first.expires_on, first.has_expired(date(2027, 2, 28)), first.has_expired(date(2027, 3, 1))) == (
        date(2027, 3, 1),
        False,
        True,
    )


def test_the_leap_day_counts_for_a_year_too():
    assert give_information(PersonFactory(), by=SYSTEM, on=date(2028, 2, 29)).expires_on == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("steps", "current"),
    [
        (["advice_wanted", "advised"], True),
        (["advised"], True),
        (["went_without_by_choice"], True),
        (["advice_wanted"], False),
        (["went_without_by_choice", "advice_wanted"], False),
        (["advised", "went_without_by_choice"], True),
    ],
)
def test_the_person_says_what_they_want_and_it_stays_a_year(steps, current):
    person = PersonFactory()
    check = give_information(person, by=SYSTEM)

    for step in steps:
        check = say_stage(person, stage=step, by=SYSTEM)

    assert (check.stage, check.is_current(timezone.localdate())) == (steps[-1], current)
    assert not check.is_current(check.expires_on)


def test_when_things_change_for_the_person_the_information_is_due_again():
    person, long_ago = PersonFactory(), timezone.localdate() - timedelta(days=90)
    give_information(person, by=SYSTEM, on=long_ago)
    say_stage(person, stage="went_without_by_choice", by=SYSTEM)

    check = report_change(person, by=SYSTEM)
    assert check.has_expired(timezone.localdate())

    anew = give_information(person, by=SYSTEM)
    assert (anew.stage, anew.is_current(timezone.localdate()), anew.has_expired(timezone.localdate())) == (
        "information_given",
        False,
        False,
    )


def test_nothing_can_be_wished_before_the_information_was_given():
    for wish in (
        lambda person: say_stage(person, stage="advised", by=SYSTEM),
        lambda person: hold_fee(person, hold=True, by=SYSTEM),
        lambda person: decide(person, decision="less", by=SYSTEM),
        lambda person: report_change(person, by=SYSTEM),
    ):
        with pytest.raises(Refused, match="read the information"):
            wish(PersonFactory())


def test_a_stage_that_does_not_exist_is_refused_and_the_database_knows_the_graph():
    check = give_information(person := PersonFactory(), by=SYSTEM)

    for stage in ("information_given", "safe", "=cmd|' /C calc'!A0"):
        say_stage(person, stage="advice_wanted", by=SYSTEM)
        with pytest.raises(Refused):
            say_stage(person, stage=stage, by=SYSTEM)
    BenefitCheck.objects.filter(pk=check.pk).update(stage="went_without_by_choice")
    with pytest.raises(IntegrityError, match="check_moves_along_the_graph"), transaction.atomic():
        BenefitCheck.objects.filter(pk=check.pk).update(stage="advised")


def test_the_record_says_that_something_was_said_and_never_what():
    person = PersonFactory()
    give_information(person, by=SYSTEM)
    say_stage(person, stage="advice_wanted", by=SYSTEM)
    decide(person, decision="no_fee", by=SYSTEM)
    hold_fee(person, hold=True, by=SYSTEM)

    lines = list(AuditEvent.objects.filter(action__startswith="benefit_check").order_by("pk"))

    assert [line.action for line in lines] == [
        "benefit_check.information_given",
        "benefit_check.changed",
        "benefit_check.changed",
        "benefit_check.held",
    ]
    assert all(line.facts == {} and line.about == f"person:{person.pk}" for line in lines)


def test_pressing_yes_on_the_offer_page_counts_as_information_given(client):
    from tests.dashboards.test_offer_page import address_of

    invitation = InvitationFactory()
    page = address_of(invitation)
    told = "we note the day on which you had this information about benefits"
    assert told in " ".join(client.get(page).content.decode().split())

    client.post(page, {"answer": "no"})
    assert given_on([invitation.person_id]) == {}
    client.post(page, {"answer": "yes", "payment_choice": "fee"})

    assert given_on([invitation.person_id]) == {invitation.person_id: timezone.localdate()}


def test_the_coordinator_notes_that_they_gave_the_information_and_sees_the_day_alone(client):
    claim = confirmed_claim(informed=False)
    page = reverse("payments:information_given", args=[claim.person_id])
    client.force_login(coordinator(claim.institution))
    assert "Not given yet" in client.get(page).content.decode()
    assert "Information not given yet" in client.get(reverse("payments:claim", args=[claim.pk])).content.decode()

    key = new_key()
    client.post(page, {"once": key})
    client.post(page, {"once": key})
    hold_fee(claim.person, hold=True, by=SYSTEM)
    say_stage(claim.person, stage="advice_wanted", by=SYSTEM)

    html = client.get(page).content.decode()
    assert "Information given on" in html
    assert "Wants advice" not in html and "advice_wanted" not in html
    assert AuditEvent.objects.filter(action="benefit_check.information_given").count() == 1


@pytest.mark.parametrize("role", [Role.FINANCE, Role.LECTURER, Role.PARTICIPANT])
def test_other_roles_have_no_page_about_it(client, role):
    person = PersonFactory()
    client.force_login(user_with(role, person.institution))

    assert client.get(reverse("payments:information_given", args=[person.pk])).status_code == 403


def test_a_coordinator_elsewhere_finds_nothing(client):
    person = PersonFactory()
    client.force_login(coordinator(InstitutionFactory()))

    assert client.get(reverse("payments:information_given", args=[person.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_whether_fees_wait_costs_the_same_for_one_claim_and_for_three(number):
    claims = many_confirmed(InstitutionFactory(), number)
    by = approver_of(claims[0])

    with CaptureQueriesContext(connection) as queries:
        assert set(verdicts_on(claims, by).values()) == {Verdict()}

    assert len(queries) == 4


def test_people_without_a_check_wait_and_the_others_do_not():
    told, silent = PersonFactory(), PersonFactory()
    give_information(told, by=SYSTEM)

    assert set(why_fee_waits([told.pk, silent.pk])) == {silent.pk}
